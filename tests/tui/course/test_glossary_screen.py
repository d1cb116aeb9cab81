"""What a word means: by `g`, by a click on it, and by typing."""

from nnterm.tui.course.glossary import GlossaryScreen
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import SIZES, NewApp
from tui.conftest import running, screen_text, shows, until


@SIZES
async def test_g_shows_the_terms_of_the_step_first(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("g")
        await shows(pilot, app, "In this step")
        listed = [line[:26].strip() for line in screen_text(app).splitlines()]
        here = listed[listed.index("In this step") + 1 : listed.index("All others")]
        assert here[:2] == ["training", "epoch"]
        assert {"validation set", "weight", "layer", "loss"} - set(here) == {"loss"}
        await shows(pilot, app, "Letting a network learn")
        await pilot.press("down")
        await shows(pilot, app, "One pass over all training rows.")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))


async def test_typing_finds_and_says_when_there_is_nothing(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("g", *"relu")
        await shows(pilot, app, "rectified linear unit")
        assert "dropout" not in screen_text(app)
        await pilot.press(*"xx")
        await shows(pilot, app, "No such term.")


@SIZES
async def test_a_click_on_a_word_opens_its_meaning(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        lines = screen_text(app).splitlines()
        y = next(i for i, line in enumerate(lines) if "validation on" in " ".join(line.split()))
        await pilot.click(offset=(lines[y].index("validation") + 3, y))
        await shows(pilot, app, "Rows that are kept apart from training")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))
        await pilot.click(offset=(lines[y].index(" on ") + 1, y))
        await pilot.pause()
        assert isinstance(app.screen, LessonScreen), "a word without a meaning"


async def test_the_course_screen_has_the_glossary_too(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, (80, 24)) as pilot:
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, GlossaryScreen))
        await shows(pilot, app, "accuracy")
        assert "In this step" not in screen_text(app)
