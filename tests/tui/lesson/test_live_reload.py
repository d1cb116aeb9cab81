"""While a lesson is written, its file may change at any time: the app shows it at once, at the same step."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson import reload
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.reading.reader import Reader
from tui.conftest import COURSE, app_over, running, screen_text, shows, trained, until

Edit = Callable[[str, str], None]


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reload, "EVERY", 0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    path = folder / "01-flowers.md"

    def change(old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        # Editors write another file and put it in the place of the old one.
        (folder / "new").write_text(text.replace(old, new), encoding="utf-8")
        (folder / "new").replace(path)

    return change


def app_on(folder: Path, follows: bool = True) -> NntermApp:
    course = load_course(folder)
    return app_over(course, folder.parent, "flowers", follows=follows)


async def test_a_change_is_shown_at_the_same_step(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "Points in the plane")
        edit("Points in the plane", "Dots in the plane")
        await shows(pilot, app, "Dots in the plane")
        assert "step 2/3" in screen_text(app)


async def test_steps_may_come_and_go_before_it(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("n")
        edit("## Look at the plane", "## New\n\nText.\n\n## Newer\n\nText.\n\n## Look at the plane")
        await shows(pilot, app, "step 4/5")
        assert "Points in the plane" in screen_text(app)
        edit("## New\n\nText.\n\n## Newer\n\nText.\n\n", "")
        await shows(pilot, app, "step 2/3")
        edit("## Look at the plane", "## Another title")
        await shows(pilot, app, "Another title")


async def test_an_error_is_shown_and_the_lesson_stays(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app, (120, 40)) as pilot:
        edit("dataset: iris", "dataset: irsi")
        await shows(pilot, app, "The file has an error.")
        await shows(pilot, app, "Did you mean iris?")
        text = screen_text(app)
        assert "01-flowers.md:31" in text
        assert "Twenty epochs" in text
        await pilot.press("n")
        await shows(pilot, app, "Points in the plane")
        edit("dataset: irsi", "dataset: iris")
        await until(pilot, lambda: "The file has an error" not in screen_text(app))


async def test_a_changed_experiment_gets_a_fresh_lab_and_others_keep_theirs(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app) as pilot:
        await shows(pilot, app, "1,047 parameters")
        await pilot.press("f", "right", "escape")
        await shows(pilot, app, "1,579 parameters")
        edit("Twenty epochs", "Thirty epochs")
        await shows(pilot, app, "Thirty epochs")
        assert "1,579 parameters" in screen_text(app), "the learner's setting"
        edit("units: 128", "units: 64")
        await shows(pilot, app, "535 parameters")


async def test_a_run_goes_on_being_shown(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "epoch 100/100")
        edit("Twenty epochs", "Thirty epochs")
        await shows(pilot, app, "Thirty epochs")
        await shows(pilot, app, "epoch 100/100")


async def test_the_text_stays_scrolled(folder: Path, edit: Edit) -> None:
    edit("Watch two curves.", "Line.\n\n" * 40 + "Watch two curves.")
    app = app_on(folder)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("pagedown")
        await until(pilot, lambda: app.screen.query_one(Reader).scroll_offset.y == 10)
        edit("Watch two curves.", "Watch both curves.")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        await until(pilot, lambda: "both curves" in str(screen.model.lesson.steps[0].blocks[0]))
        await until(pilot, lambda: app.screen.query_one(Reader).scroll_offset.y == 10)


@pytest.mark.usefixtures("toasts_stay")
async def test_the_course_learns_of_a_new_title(folder: Path, edit: Edit) -> None:
    app = app_on(folder)
    async with running(app, (80, 24)) as pilot:
        edit("title: Flowers", "title: Irises")
        await shows(pilot, app, "1 Irises")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        await shows(pilot, app, "Next: 1 Irises")


async def test_a_file_that_is_gone_leaves_the_lesson_open(folder: Path) -> None:
    app = app_on(folder)
    async with running(app, (80, 24)) as pilot:
        (folder / "01-flowers.md").unlink()
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        await screen._reload.look()
        await pilot.press("n")
        await shows(pilot, app, "Points in the plane")


async def test_lessons_that_are_only_read_are_not_looked_at(folder: Path, edit: Edit) -> None:
    app = app_on(folder, follows=False)
    async with running(app, (80, 24)) as pilot:
        looked: list[Path] = []
        app.screen._reload.look = lambda: looked.append(folder)  # type: ignore[attr-defined]
        edit("Twenty epochs", "Thirty epochs")
        for key in "npnp":
            await pilot.press(key)
        assert not looked
        assert "Twenty epochs" in screen_text(app)
