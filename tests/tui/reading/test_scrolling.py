"""What is out of sight: the key that scrolls to it, and what an answer brings into sight."""

import re
from pathlib import Path

from nnterm.tui.reading.reader import Reader
from tui.builders import FLOWERS, LONG, NewApp, lesson_app
from tui.conftest import running, screen_text, shows, until


async def test_below_the_screen_there_is_more_until_its_end(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await shows(pilot, app, "down more text")
        reader = app.screen.query_one(Reader)
        while reader.scroll_offset.y < reader.max_scroll_y:
            await pilot.press("pagedown")
        await until(pilot, lambda: "more text" not in screen_text(app))
        await pilot.press("up")
        await shows(pilot, app, "down more text")
        await pilot.press("2")
        await until(pilot, lambda: "more text" not in screen_text(app))


async def test_where_all_is_in_sight_nothing_is_offered(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 40)):
        assert "more text" not in screen_text(app)


async def test_what_appears_below_an_answer_is_scrolled_into_sight(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, FLOWERS.replace("and 4 biases.", "and 4 biases. " * 9 + "That is all."))
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab")
        await shows(pilot, app, "enter answers")
        await pilot.press("1", "enter", "3", "enter")
        await shows(pilot, app, "That is all.")


async def test_the_explanation_of_an_answer_comes_into_sight(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, LONG)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab", "1", "enter", "3", "enter")
        await shows(pilot, app, "Not yet.")
        await shows(pilot, app, "The last words.")


async def test_the_bar_of_a_text_that_grows_is_where_the_text_is(tmp_path: Path) -> None:
    long = "\n\n".join(f"Line {number}." for number in range(40))
    guess = "```{predict}\nid: turn\nquestion: When?\nfigure: best_val_loss_epoch\nclose: 5\nexplanation: Then.\n```"
    blocks = iter((f"{long}\n", f"{guess}\n\n{long}\n"))
    app = lesson_app(tmp_path, re.sub(r"```\{quiz\}.*?```\n", lambda _: next(blocks), FLOWERS, count=2, flags=re.S))
    async with running(app, (120, 40)) as pilot:
        reader = app.screen.query_one(Reader)
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: reader.vertical_scrollbar.position > 0)
        await pilot.press("n")
        await shows(pilot, app, "The text goes on here")
        await until(pilot, lambda: not reader.show_vertical_scrollbar)
        await pilot.press("t", "t")
        await shows(pilot, app, "Line 3.")
        await until(pilot, lambda: reader.show_vertical_scrollbar)
        assert reader.vertical_scrollbar.position == reader.scroll_y
