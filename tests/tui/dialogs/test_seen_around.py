"""What is seen around a dialog stays as it was, and a screen that nobody sees costs nothing."""

from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual._compositor import Compositor
from textual.geometry import Region

from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.dialogs.device import DeviceScreen
from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.dialog import lines_of
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.reader import Reader
from nnterm.tui.session.terminal_memory import TerminalMemory
from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import running, settled, shows, trained
from tui.reading.code_lesson import CODE

DIALOGS = pytest.mark.parametrize("key", ["question_mark", "d"])


def around(app: NntermApp, dialog: Region) -> list[list[tuple[str, str]]]:
    """Each cell outside of `dialog`, with its colours."""
    rows = []
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        cells = [(letter, look(segment)) for segment in strip for letter in segment.text]
        rows.append([cell for x, cell in enumerate(cells) if not dialog.contains(x, y)])
    return rows


def look(segment: Segment) -> str:
    return f"{segment.style.color} {segment.style.bgcolor} {segment.style.bold}" if segment.style else ""


@SIZES
@DIALOGS
async def test_a_dialog_changes_nothing_around_it(new_app: NewApp, size: tuple[int, int], key: str) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await settled(pilot, app)
        lesson = app.screen
        await pilot.press(key)
        await shows(pilot, app, "esc closes" if key == "d" else "train with these settings")
        dialog = app.screen.query("HelpScreen > VerticalScroll, DeviceScreen > Static").first().region
        with_dialog = around(app, dialog)
        await pilot.press("escape")
        assert app.screen is lesson
        assert with_dialog == around(app, dialog)


async def test_a_run_is_watched_around_a_dialog(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t", "d")
        await trained(pilot, app)
        await shows(pilot, app, "best epoch")
        assert isinstance(app.screen, DeviceScreen)


async def test_the_course_below_a_lesson_draws_nothing(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await settled(pilot, app)
        course = app.screen_stack[-2]
        assert isinstance(course, CourseScreen)
        whole, draw = [], Compositor.render_full_update

        def note(of: Compositor, simplify: bool = False) -> object:
            whole.append(of)
            return draw(of, simplify)

        monkeypatch.setattr(Compositor, "render_full_update", note)
        course.query_one(TopBar).set_text(badge=("another device", Role.TEXT))
        await settled(pilot, app)
        assert not whole
        await pilot.press("l")
        await shows(pilot, app, "another device")


async def test_a_step_that_is_being_exchanged_can_be_seen_around_a_dialog(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, CODE)
    async with running(app):
        editor = app.screen.query_one(CodeEditor)
        arranged = dict(app.screen._compositor.visible_widgets)
        await app.screen.query_one(Reader).remove_children()
        # As before the screen is arranged anew, which a step that is put in place of another one holds back.
        app.screen._compositor._visible_widgets = arranged
        editor._rich_style_cache.clear()
        seen = lines_of(app.screen)
    assert len(seen) == 40
    assert "Write a function" not in "".join(strip.text for strip in seen)


async def test_the_page_of_keys_comes_soon_on_a_slow_line(new_app: NewApp) -> None:
    app = new_app("flowers")
    terminal = TerminalMemory(ColorSystem.EIGHT_BIT, erases=True)
    async with running(app, (120, 40)) as pilot:
        terminal.changes(app.screen._compositor.render_full_update(), 120, 40)
        await pilot.press("question_mark")
        await shows(pilot, app, "train with these settings")
        written = terminal.changes(app.screen._compositor.render_full_update(), 120, 40)
    # With 25 kB/s and 150 ms each way, what answers a key within half a second.
    assert written is not None and len(written.encode()) < 4_000
