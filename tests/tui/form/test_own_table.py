"""A file of the learner's, chosen in the form by keyboard, by mouse and from the clipboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson.screen import LessonScreen
from tui.conftest import running, screen_text, shows, trained, until

from .own_table import FRUIT, LESSON, path_of, to_the_path

SIZES = [(120, 40), (80, 24)]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "01-own.md").write_text(LESSON)
    return load_course(tmp_path / "course")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_app: Callable[..., NntermApp]) -> NntermApp:
    """An app over a lesson that waits for a file, started where there is one."""
    (tmp_path / "fruit.csv").write_text(f"{FRUIT}1,?,plum\n")
    monkeypatch.chdir(tmp_path)
    return new_app("own")


@pytest.mark.parametrize("size", SIZES)
async def test_a_path_is_written_and_trained_by_keyboard(size: tuple[int, int], own: NntermApp) -> None:
    async with running(own, size) as pilot:
        await pilot.press("2")
        await shows(pilot, own, "First choose a file")
        await to_the_path(pilot)
        # Letters that are keys elsewhere write here.
        await pilot.press("enter", *"qfruit.tsv")
        await pilot.press("backspace", "backspace", "backspace", *"csv")
        await shows(pilot, own, "qfruit.csv_")
        await pilot.press("enter")
        await shows(pilot, own, "no file qfruit.csv")
        # What was written is not lost.
        own.clear_notifications()
        await shows(pilot, own, "qfruit.csv_")
        await pilot.press("ctrl+u", *"fruit.csv", "enter")
        await shows(pilot, own, "12 rows, 2 inputs; the target is kind, one of 3 classes.")
        assert "1 row is left out" in " ".join(screen_text(own).split())
        assert path_of(own) == "fruit.csv"
        await pilot.press("t")
        run = await trained(pilot, own)
        assert run.dataset.table is not None
        assert run.hyperparameters.output.units == 3  # type: ignore[union-attr]


async def test_the_target_is_chosen_among_the_columns(own: NntermApp) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "enter", "down", "right")
        await shows(pilot, own, "the target is weight, a number")
        await pilot.press("left", "left")
        await shows(pilot, own, "the target is width, a number")
        await pilot.press("r")
        await shows(pilot, own, "First choose a file")


async def test_escape_gives_up_what_was_written(own: NntermApp) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "escape")
        assert path_of(own) == ""
        assert "press enter" in screen_text(own)
        assert isinstance(own.screen, LessonScreen)


async def test_a_path_may_be_pasted_and_begun_with_the_mouse(own: NntermApp, tmp_path: Path) -> None:
    async with running(own) as pilot:
        form = own.screen.query_one(HyperparameterForm)
        await to_the_path(pilot)
        spot = next(spot for spot in form._mouse.spots if spot.name == "dataset.path")
        await pilot.click(form, offset=(spot.start + 2, spot.y + form.gutter.top))
        own.screen.post_message(events.Paste(f"{tmp_path / 'fruit.csv'}\nmore\x1b"))
        await until(pilot, lambda: "fruit.csv_" in screen_text(own))
        await pilot.press("enter")
        await shows(pilot, own, "12 rows")
        assert path_of(own) == str(tmp_path / "fruit.csv")


async def test_before_a_file_is_chosen_every_panel_can_be_looked_at(own: NntermApp) -> None:
    async with running(own) as pilot:
        await shows(pilot, own, "no file yet")
        seen = []
        for _ in range(10):
            await pilot.press("v")
            await pilot.pause()
            seen.append(screen_text(own))
        assert any("No file was chosen yet" in text for text in seen)
        assert len(set(seen)) >= 5


@pytest.mark.parametrize("size", SIZES)
async def test_tab_completes_a_path_and_goes_on_where_nothing_is_left_to_complete(
    size: tuple[int, int], own: NntermApp, tmp_path: Path
) -> None:
    (tmp_path / "fruit-basket.csv").write_text(FRUIT)
    async with running(own, size) as pilot:
        await pilot.press("2")
        await to_the_path(pilot)
        await pilot.press("enter", *"fr")
        await shows(pilot, own, "tab completes")
        await pilot.press("tab")
        await shows(pilot, own, "fruit_")
        await pilot.press(".")
        await shows(pilot, own, "fruit._csv")
        await pilot.press("tab")
        await shows(pilot, own, "fruit.csv_")
        await shows(pilot, own, "tab go on")
        assert "tab completes" not in screen_text(own)
        await pilot.press("enter")
        await shows(pilot, own, "12 rows, 2 inputs")
        assert path_of(own) == "fruit.csv"


async def test_a_table_is_remembered_tomorrow_wherever_nnterm_is_started(
    own: NntermApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_app: Callable[..., NntermApp]
) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "enter", "down", "right")
        await shows(pilot, own, "the target is weight, a number")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    tomorrow = new_app("own")
    async with running(tomorrow) as pilot:
        await shows(pilot, tomorrow, "the target is weight, a number")
        assert path_of(tomorrow) == str(tmp_path / "fruit.csv")
        # What was put back to the lesson's is not brought up again.
        await pilot.press("r")
        await until(pilot, lambda: path_of(tomorrow) == "")
    (tmp_path / "fruit.csv").unlink()
    without = new_app("own")
    async with running(without) as pilot:
        await shows(pilot, without, "First choose a file")
        assert not without._notifications


async def test_a_sweep_is_on_what_the_file_holds_by_now(own: NntermApp, tmp_path: Path) -> None:
    async with running(own) as pilot:
        await to_the_path(pilot)
        await pilot.press("enter", *"fruit.csv", "enter")
        await shows(pilot, own, "12 rows, 2 inputs")
        (tmp_path / "fruit.csv").write_text(FRUIT.rpartition("111")[0])
        own.screen.query_one(HyperparameterForm).model.go_to("epochs")
        await pilot.press("w")
        await until(pilot, lambda: own.context.studies.of("sweep", "own", "own") is not None)
        study = own.context.studies.of("sweep", "own", "own")
        assert study is not None
        assert {run.dataset.table.rows for run in study.runs if run.dataset.table is not None} == {11}
        await shows(pilot, own, "w wider,")
