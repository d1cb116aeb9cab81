"""The editor of code: letters are text, keys act in the order they were typed, indentation goes by levels."""

from textual import events
from textual.app import App, ComposeResult

from nnterm.tui.palettes.truecolor import DARK
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.reader import Reader
from nnterm.tui.theme import variables
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, until

from .code_lesson import editor, write


class Editing(App[None]):
    """Nothing but an editor."""

    def get_css_variables(self) -> dict[str, str]:
        return super().get_css_variables() | variables(DARK)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield CodeEditor(self._text)

    def on_mount(self) -> None:
        self.query_one(CodeEditor).focus()


async def typed(*keys: str, text: str = "x = 12\ny = 3") -> str:
    app = Editing(text)
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


async def test_home_and_end_go_to_the_ends_of_a_line_that_takes_several_rows() -> None:
    line = f"x = {' + '.join('1' * 60)}"
    assert await typed("end", "0", "home", "y", text=line) == f"y{line}0"
    assert await typed("end", "home", "home", "y", text=f"    {line}") == f"y    {line}"


async def test_what_is_undone_is_what_was_typed_before() -> None:
    assert await typed("end", "backspace", "ctrl+z", "0") == "x = 120\ny = 3"


async def test_letters_are_text_in_the_editor_and_keys_outside_it(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "tnpq? .,lrfv12")
        assert editor(app).text == "tnpq? .,lrfv12"
        assert app.training.run is None
        assert "leave the editor" in screen_text(app).splitlines()[-1]
        await pilot.press("escape")
        assert not isinstance(app.focused, CodeEditor)
        assert "next" in screen_text(app).splitlines()[-1]
        await pilot.press("n")
        await shows(pilot, app, "step 2/2")


async def test_indentation_goes_by_levels(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        editor(app).move_cursor((0, 0))
        await pilot.press("tab")
        assert editor(app).text.startswith("    def double")
        await pilot.press("shift+tab")
        assert editor(app).text.startswith("def double")
        await pilot.press("f7", "tab")
        assert editor(app).text == "    def double(x):\n        return x"
        await pilot.press("shift+tab", "shift+tab", "shift+tab")
        assert editor(app).text == "def double(x):\nreturn x"
        await pilot.press("ctrl+end", "tab", "tab", "backspace")
        assert isinstance(app.focused, CodeEditor)
        # Backspace takes a level, and ctrl+z gives it back.
        await write(pilot, "if 1:\nx")
        await pilot.press("home", "backspace")
        assert editor(app).text == "if 1:\nx"
        await pilot.press("ctrl+z")
        assert editor(app).text == "if 1:\n    x"
        # A paste holds nothing that moves a cursor.
        await pilot.press("f7")
        editor(app).replace("if 1:\r\n\tx\x1b[2J", *editor(app).selection)
        await pilot.pause()
        assert editor(app).text == "if 1:\n    x[2J"


async def test_the_cursor_stays_in_sight_in_a_long_program(code_app: NewApp) -> None:
    app = code_app()
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab")
        await write(pilot, "")
        editor(app).insert("\n".join(f"x{number} = {number}" for number in range(40)))
        await pilot.press("end")
        window = app.screen.query_one(Reader).region

        def in_sight(line: str) -> bool:
            return window.y <= editor(app).cursor_screen_offset.y < window.bottom and line in screen_text(app)

        await until(pilot, lambda: in_sight("x39 = 39"))
        await pilot.press(*["up"] * 39)
        await until(pilot, lambda: in_sight("x0 = 0"))
        await pilot.press("ctrl+r")
        await shows(pilot, app, "Twice 2 is 4.")


async def test_code_in_a_bracket_is_indented_and_its_end_is_not() -> None:
    closed = await typed("end", "enter", "a", ",", "enter", "]", text="x = [")
    assert closed == "x = [\n    a,\n]"
