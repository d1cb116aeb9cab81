"""The Embedding panel: words at their places, the chosen one and what is near it."""

from tui.conftest import running, screen_text, shows
from tui.lab.conftest import IRIS, REVIEWS, Open, go_to


async def test_words_are_chosen_by_arrows_and_followed_by_enter(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "embedding")
        await shows(pilot, app, "6 words")
        await shows(pilot, app, "number 1 of 6")
        await pilot.press("down", "down")
        await shows(pilot, app, "number 3 of 6")
        await pilot.press("enter")
        await shows(pilot, app, "number 4 of 6")
        await pilot.press("pagedown")
        await shows(pilot, app, "number 6 of 6")
        # All six have room, each once beside its dot.
        assert screen_text(app).count("\u00b7") >= 6


async def test_on_a_narrow_screen_the_neighbours_are_below(inside: Open) -> None:
    app = inside()
    async with running(app, (100, 30)) as pilot:
        await go_to(pilot, app, REVIEWS, "embedding")
        await shows(pilot, app, "the is nearest to film 0.90")


async def test_without_an_embedding_there_is_no_such_panel(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * IRIS)
        assert "Embedding" not in screen_text(app)


async def test_a_word_is_found_by_typing_it(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "embedding")
        await shows(pilot, app, "number 1 of 6")
        # Its letters are keys elsewhere: n would be the next step.
        await pilot.press("slash", *"ands", "backspace")
        await shows(pilot, app, "and_")
        await pilot.press("enter")
        await shows(pilot, app, "number 5 of 6")
        await pilot.press("down")
        await shows(pilot, app, "number 6 of 6")
        await pilot.press("slash", *"moon", "enter")
        await shows(pilot, app, "moon has no vector of its own")
        await pilot.press("slash", *"bad", "escape")
        await shows(pilot, app, "/ finds one")
        assert "bad_" not in screen_text(app)


async def test_no_key_is_offered_while_a_word_is_typed(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, REVIEWS, "embedding")
        await shows(pilot, app, "t train")
        await pilot.press("slash")
        assert "t train" not in screen_text(app).splitlines()[-1]
        await pilot.press("escape")
        assert "t train" in screen_text(app).splitlines()[-1]
