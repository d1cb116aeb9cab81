"""The text is closed, the model written on an empty page, and each difference from the lesson's own is named."""

from pathlib import Path

import pytest

from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows

from .code_lesson import CODE, editor, write
from .test_own_training import EXPERIMENT


@pytest.fixture
def trained_app(tmp_path: Path) -> NewApp:
    """Makes an app on a lesson with an experiment."""
    return lambda: lesson_app(tmp_path, CODE.replace("```{code}", f"{EXPERIMENT}```{{code}}", 1))


@SIZES
async def test_a_model_is_written_from_memory_and_compared(trained_app: NewApp, size: tuple[int, int]) -> None:
    app = trained_app()
    async with running(app, size) as pilot:
        await pilot.press("v", "v")
        await shows(pilot, app, "C write it from memory")
        assert "as a plain Keras script" in screen_text(app)
        await pilot.press("C")
        await shows(pilot, app, "From memory")
        assert "Complete double." not in screen_text(app)
        assert "Keras script" not in screen_text(app)
        await pilot.press("tab")
        await write(pilot, "model = 3")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "`model` is not a Keras model.")
        await pilot.press("escape", "escape", "C")
        await shows(pilot, app, "Complete double.")
        # What was written is there again.
        await pilot.press("C")
        await shows(pilot, app, "From memory")
        assert editor(app).text == "model = 3"
        await pilot.press("escape")
        await shows(pilot, app, "Complete double.")


async def test_nothing_in_the_lab_gives_the_model_away(trained_app: NewApp) -> None:
    app = trained_app()
    async with running(app) as pilot:
        await pilot.press("C")
        await shows(pilot, app, "From memory")
        text = screen_text(app)
        assert not [word for word in ("Model", "Weights", "softmax", "parameters", "learning rate  ") if word in text]
        # The settings are closed, so nothing leads there.
        assert "ctrl+r runs what you write, ? for all keys." in text and "settings," not in text
        # Nor does a training of the lesson's own model.
        await pilot.press("t", "space")
        await shows(pilot, app, "Text and settings are closed")
        assert app.training.run is None
        await pilot.press("f", "n")
        await shows(pilot, app, "Change the numbers.")
        await shows(pilot, app, "softmax")
