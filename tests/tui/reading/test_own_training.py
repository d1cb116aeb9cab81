"""What a learner's code trains is seen in the lab beside it, and the lesson's own experiment again after it."""

import json
from pathlib import Path
from typing import Any

import pytest

from nnterm.tui.lab.lab import Lab
from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows, until

from .code_lesson import CODE

EXPERIMENT = """```{experiment}
id: lesson-own
dataset: iris
model:
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, learning_rate: 0.001, loss: categorical_crossentropy, metrics: [accuracy]}
fit: {epochs: 5}
```

"""

BEGAN: dict[str, Any] = {
    "type": "FitBegan",
    "epochs": 40,
    "batch_size": 32,
    "loss": "mse",
    "optimizer": "Adam",
    "learning_rate": 0.1,
    "parameters": 5,
    "layers": [["MyLayer", "gelu", "(None, 7)", 5]],
}
EPOCHS = {"type": "FitEpochs", "first": 1, "columns": {"mae": [0.5, 0.25], "loss": [2.5, 0.125]}, "seconds": 1.0}
ENDED = {"type": "FitEnded", "is_whole": True, "seconds": 1.0}


def reports(*messages: dict[str, Any], end: str = "") -> str:
    """A program that says what the process around it would say while Keras trains, which takes long to load."""
    said = "".join(json.dumps(message) + "\n" for message in messages)
    lines = ["import os, time", f"os.write(3, {said!r}.encode())", end]
    return "\n".join(f"  {line}" for line in lines)


@pytest.fixture
def train_app(tmp_path: Path, request: pytest.FixtureRequest) -> NewApp:
    """Makes an app on a lesson whose code trains."""
    start = "  def double(x):\n      return x\n"
    lesson = CODE.replace("```{code}", f"{EXPERIMENT}```{{code}}", 1).replace(start, f"{request.param}\n")
    return lambda: lesson_app(tmp_path, lesson)


TRAINS = pytest.mark.parametrize("train_app", [reports(BEGAN, EPOCHS, end="time.sleep(100)")], indirect=True)
TRAINED = pytest.mark.parametrize("train_app", [reports(BEGAN, EPOCHS, ENDED, end="print(7)")], indirect=True)


@TRAINS
@SIZES
async def test_the_lab_shows_the_code_s_own_model_while_it_trains(train_app: NewApp, size: tuple[int, int]) -> None:
    app = train_app()
    async with running(app, size) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "epoch 2 of 40")
        assert "loss 0.125" in screen_text(app)
        await pilot.press("escape", "escape", "2")
        await shows(pilot, app, "Your code's model")
        await shows(pilot, app, "epoch 2/40")
        await pilot.press("v")
        await shows(pilot, app, "gelu")
        assert "(None, 7)" in screen_text(app)
        # Nothing of the lesson's: neither its panels nor its settings.
        assert "Weights" not in screen_text(app)
        assert "learning rate" not in screen_text(app)
        await pilot.press("s")
        await shows(pilot, app, "stopped")


@TRAINS
async def test_the_key_line_says_how_to_stop_the_code_wherever_the_keys_are(train_app: NewApp) -> None:
    app = train_app()
    async with running(app, (120, 40)) as pilot:
        await pilot.press("tab")
        await shows(pilot, app, "ctrl+r run  esc leave the editor")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "ctrl+r stop  esc leave the editor")
        await shows(pilot, app, "epoch 2 of 40")
        await pilot.press("escape")
        await shows(pilot, app, "esc leave  s stop your code")
        # The lesson's lab is seen again, and the code goes on.
        await pilot.press("escape", "escape")
        await shows(pilot, app, "f settings")
        await shows(pilot, app, "s stop your code")
        await pilot.press("s")
        await shows(pilot, app, "stopped")
        await until(pilot, lambda: "stop your code" not in screen_text(app))


@TRAINED
@SIZES
@pytest.mark.parametrize("key", ["escape", "f", "e"])
async def test_a_key_of_the_lab_brings_the_lesson_s_experiment_back(
    train_app: NewApp, size: tuple[int, int], key: str
) -> None:
    app = train_app()
    async with running(app, size) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "Trained: epoch 2 of 40")
        await pilot.press("escape", "escape", "2")
        await shows(pilot, app, "Your code's model")
        # Curves of the code can be looked at like any other.
        await pilot.press("left_square_bracket")
        await shows(pilot, app, "epoch 1")
        assert "2.5" in screen_text(app)
        await pilot.press(key)
        await shows(pilot, app, "learning rate")
        assert "Your code's model" not in screen_text(app)
        assert app.screen.query_one(Lab).panel == "curves"


@TRAINED
async def test_what_the_lesson_trains_is_seen_at_once(train_app: NewApp) -> None:
    app = train_app()
    async with running(app) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "Trained: epoch 2 of 40")
        await pilot.press("escape", "escape", "t")
        await shows(pilot, app, "/5")
        assert "Your code's model" not in screen_text(app)


@TRAINED
async def test_another_step_shows_the_lesson_s_lab(train_app: NewApp) -> None:
    app = train_app()
    async with running(app) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "Trained: epoch 2 of 40")
        await pilot.press("escape", "escape", "n")
        await shows(pilot, app, "Change the numbers.")
        assert "Your code's model" not in screen_text(app)


@TRAINED
@SIZES
async def test_a_button_brings_the_code_s_curves_back_without_another_run(
    train_app: NewApp, size: tuple[int, int]
) -> None:
    app = train_app()
    async with running(app, size) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "Trained: epoch 2 of 40")
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: "Your code's model" not in screen_text(app))
        await pilot.press("shift+tab", "escape", "left", "enter")
        await shows(pilot, app, "Your code's model")
        await shows(pilot, app, "epoch 2/40")
