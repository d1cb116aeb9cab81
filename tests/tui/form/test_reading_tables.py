"""A table on a disk that is slow, or never answers: keys go on, and what is read counts only if it is still wanted."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual import events

from nnterm.experiment.datasets import csv_file, csv_text
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson import reload
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.session import lesson_cache
from tui.conftest import app_over, running, screen_text, shows, trained, until

from .own_table import FRUIT, LESSON, path_of, to_the_path

pytestmark = pytest.mark.timeout(120)

OTHER = LESSON.replace("id: own\n", "id: other\n", 1).replace("Your own", "Another")


class SlowDisk:
    """Holds back files whose name begins with `slow` until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.reached = threading.Event()

    def wait(self, path: str) -> None:
        if Path(path).name.startswith("slow"):
            self.reached.set()
            self.released.wait(60)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "01-own.md").write_text(LESSON)
    (tmp_path / "course" / "02-other.md").write_text(OTHER)
    return load_course(tmp_path / "course")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    disk = SlowDisk()

    def content_of(path: str) -> bytes:
        disk.wait(path)
        return csv_text.content_of(path)

    monkeypatch.setattr(csv_file, "content_of", content_of)
    yield disk
    disk.released.set()


@pytest.fixture
def own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: SlowDisk, new_app: Callable[..., NntermApp]
) -> NntermApp:
    (tmp_path / "fruit.csv").write_text(FRUIT)
    (tmp_path / "slow.csv").write_text(FRUIT.replace("kind", "sort"))
    monkeypatch.chdir(tmp_path)
    return new_app("own")


def epochs_of(app: NntermApp) -> int:
    assert isinstance(app.screen, LessonScreen)
    assert app.screen.model.lab is not None
    return app.screen.model.lab.experiment.hyperparameters.epochs


async def test_keys_go_on_while_a_file_is_read_and_their_changes_are_kept(own: NntermApp, disk: SlowDisk) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"slow.csv", "enter")
        await shows(pilot, own, "reading the file")
        assert "slow.csv" in screen_text(own)
        await pilot.press("up", "up", "7", "enter")
        await until(pilot, lambda: epochs_of(own) == 7)
        disk.released.set()
        await shows(pilot, own, "the target is sort, one of 3 classes")
        assert epochs_of(own) == 7
        assert path_of(own) == "slow.csv"


async def test_a_file_that_is_not_wanted_any_more_changes_nothing(own: NntermApp, disk: SlowDisk) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"slow.csv", "enter")
        await until(pilot, disk.reached.is_set)
        await pilot.press("enter", "ctrl+u", *"fruit.csv", "enter")
        await shows(pilot, own, "the target is kind, one of 3 classes")
        disk.released.set()
        await pilot.press("down", "right")
        await shows(pilot, own, "the target is weight, a number")
        assert path_of(own) == "fruit.csv"


async def test_another_step_or_a_reset_ends_the_reading(own: NntermApp, disk: SlowDisk) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("up", "up", "7", "enter", "down", "down", "enter", *"slow.csv", "enter")
        await until(pilot, lambda: epochs_of(own) == 7 and disk.reached.is_set())
        await pilot.press("r")
        await until(pilot, lambda: epochs_of(own) == 4)
        await until(pilot, lambda: "reading the file" not in screen_text(own))
        disk.released.set()
        await pilot.press("enter", *"fruit.csv", "enter")
        await shows(pilot, own, "the target is kind")
        assert path_of(own) == "fruit.csv"


async def test_training_requested_meanwhile_waits_for_the_file(own: NntermApp, disk: SlowDisk) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"slow.csv", "enter")
        await until(pilot, disk.reached.is_set)
        await pilot.press("t")
        assert own.training.run is None
        disk.released.set()
        run = await trained(pilot, own)
        assert run.dataset.table is not None
        assert (run.dataset.table.target, run.hyperparameters.output) == ("sort", Dense(units=3, activation="softmax"))


async def test_a_file_that_never_answers_does_not_keep_the_app(own: NntermApp, disk: SlowDisk) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"slow.csv", "enter", "t")
        await until(pilot, disk.reached.is_set)
        await pilot.press("escape", "q")
        await until(pilot, lambda: not own.is_running)
    assert not disk.released.is_set()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "off_loop")


async def test_each_arrow_is_a_step_however_fast_they_come(own: NntermApp) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "enter", "down", *["right"] * 5)
        await shows(pilot, own, "the target is width, a number")
        await pilot.press(*["left"] * 5)
        await shows(pilot, own, "the target is kind, one of 3 classes")


async def test_a_table_that_has_changed_is_trained_and_shown_as_it_is(own: NntermApp, tmp_path: Path) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "enter")
        await shows(pilot, own, "the target is kind, one of 3 classes")
        (tmp_path / "fruit.csv").write_text(
            FRUIT.replace(",apple", ",1.5").replace(",pear", ",2.5").replace(",plum", ",3.5")
        )
        await pilot.press("t")
        run = await trained(pilot, own)
        assert run.hyperparameters.output == Dense(units=1)
        assert isinstance(own.screen, LessonScreen)
        assert own.screen.model.lab is not None
        assert own.screen.model.lab.experiment.hyperparameters == run.hyperparameters


@pytest.mark.parametrize("path", ["a" * 300, "pipe.csv", "/dev/zero"], ids=["long", "pipe", "endless"])
async def test_a_path_that_cannot_be_read_is_refused(path: str, own: NntermApp, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter")
        own.post_message(events.Paste(path))
        await pilot.press("enter")
        await shows(pilot, own, "Give the path of a CSV file.")
        # What was written is not lost.
        assert own.screen.query_one(HyperparameterForm).model.typed.is_under_way
        await pilot.press("ctrl+u", *"fruit.csv", "enter")
        await shows(pilot, own, "the target is kind")


async def test_a_lesson_that_names_such_a_path_says_so(new_app: Callable[..., NntermApp], tmp_path: Path) -> None:
    app = new_app()
    broken = LESSON.replace("dataset: csv", f"dataset: {{name: csv, path: {'a' * 300}}}")
    (tmp_path / "course" / "01-own.md").write_text(broken)
    async with running(app) as pilot:
        await pilot.press("enter")
        await shows(pilot, app, "Give the path of a CSV file.")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.model.head.id == "other")


async def test_keys_go_on_while_a_lesson_is_read(
    new_app: Callable[..., NntermApp], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app, disk = new_app(), SlowDisk()

    def read(path: Path) -> object:
        disk.wait("slow" if path.name == "01-own.md" else "")
        return original(path)

    original = lesson_cache.read
    async with running(app) as pilot:
        monkeypatch.setattr(lesson_cache, "read", read)
        for name in ("01-own.md", "02-other.md"):
            (tmp_path / "course" / name).write_text((tmp_path / "course" / name).read_text() + "\n")
        await pilot.press("enter")
        await until(pilot, disk.reached.is_set)
        assert isinstance(app.screen, CourseScreen)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        disk.released.set()
        await shows(pilot, app, "2 Another")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        await pilot.press("up", "enter")
        await shows(pilot, app, "1 Your own")


async def test_keys_go_on_while_a_changed_lesson_is_read(
    course: Course, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app, disk = app_over(course, tmp_path, "own", follows=True), SlowDisk()

    def read(path: Path) -> object:
        disk.wait("slow")
        return original(path)

    original = reload.read
    async with running(app) as pilot:
        monkeypatch.setattr(reload, "read", read)
        (tmp_path / "course" / "01-own.md").write_text(LESSON.replace("Your own", "Changed"))
        await until(pilot, disk.reached.is_set)
        await pilot.press("f", "up", "up", "7", "enter")
        await until(pilot, lambda: epochs_of(app) == 7)
        disk.released.set()
        await shows(pilot, app, "1 Changed")
