"""Keys that arrive in one piece, as over a slow line, act on code in the order they were typed."""

from textual import events
from textual.app import App, ComposeResult

from nnterm.tui.palettes.truecolor import DARK
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.theme import variables


class Editing(App[None]):
    """Nothing but an editor."""

    def get_css_variables(self) -> dict[str, str]:
        return super().get_css_variables() | variables(DARK)

    def compose(self) -> ComposeResult:
        yield CodeEditor("x = 12\ny = 3")

    def on_mount(self) -> None:
        self.query_one(CodeEditor).focus()


async def typed(*keys: str) -> str:
    app = Editing()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        return app.query_one(CodeEditor).text


async def test_a_deleted_character_is_the_one_before_what_comes_next() -> None:
    assert await typed("end", "backspace", "backspace", "4", "5") == "x = 45\ny = 3"


async def test_letters_go_where_the_cursor_was_moved_before() -> None:
    assert await typed("down", "end", "left", "1", "home", "z") == "x = 12\nzy = 13"


async def test_what_is_undone_is_what_was_typed_before() -> None:
    assert await typed("end", "backspace", "ctrl+z", "0") == "x = 120\ny = 3"
