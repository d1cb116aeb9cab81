"""A regression on the screen: the second chart, the numbers and the runs are those of its metric."""

import re
from pathlib import Path

import pytest

from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS
from nnterm.tui.app import NntermApp
from tui.builders import lesson_app
from tui.conftest import running, screen_text, shows, trained

LESSON = """\
---
format: 1
id: numbers
title: A number
summary: A network that answers with a number.
minutes: 5
requires: []
objectives: [Predict]
---

## Train it

Press `t`.

```{experiment}
id: diabetes
dataset: {name: diabetes, features: 2, scaled_target: false}
split: {test: 0.2, validation: 0.1}
model:
  - Dense: {units: 4, activation: relu}
  - Dense: {units: 1}
compile: {optimizer: adam, loss: mse, metrics: METRICS}
fit: {epochs: 100}
tune: {loss: {}, epochs: {}, units: {}}
```
"""


def new_app(folder: Path, metrics: str = "[mae, r2_score]") -> NntermApp:
    return lesson_app(folder, LESSON.replace("METRICS", metrics))


async def test_the_second_chart_is_that_of_the_metric_with_a_range_of_its_own(tmp_path: Path) -> None:
    app = new_app(tmp_path)
    async with running(app) as pilot:
        await shows(pilot, app, "mean absolute error")
        assert "accuracy" not in screen_text(app)
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("e")
        await shows(pilot, app, "mae 40.00 val 44.00")
        text = screen_text(app)
        assert "test mae 45.50" in text
        chart = text[text.index("mean absolute error") :]
        assert " 75 ┤" in chart, "the axis goes up to a round number above 62"
        assert "Map" not in text
        assert "accuracy" not in text
        assert "r2 40.00 val 44.00" in text, "it has a row of its own"


async def test_where_one_chart_fits_its_key_names_the_metric(tmp_path: Path) -> None:
    app = new_app(tmp_path)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("2")
        await shows(pilot, app, "loss/mae")
        await pilot.press("a")
        await shows(pilot, app, "mean absolute error")


async def test_runs_are_listed_with_the_metric(tmp_path: Path) -> None:
    app = new_app(tmp_path)
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("2", "V")
        await shows(pilot, app, "val mae")
        assert re.search(r"100 .* 0.900 .* 44.00 +40.00", screen_text(app))


async def test_the_loss_is_a_setting_where_the_lesson_says_so(tmp_path: Path) -> None:
    app = new_app(tmp_path)
    async with running(app) as pilot:
        await shows(pilot, app, "◂ mse ")
        await pilot.press("f", "up", "up", "right")
        await shows(pilot, app, "mae")
        await pilot.press("escape", "t")
        run = await trained(pilot, app)
        assert run.hyperparameters.loss == "mean_absolute_error"


@pytest.mark.parametrize("metrics", ["[]", "[r2_score]", f"[{', '.join(DISTANCE_METRICS)}]"])
async def test_any_number_of_metrics(tmp_path: Path, metrics: str) -> None:
    app = new_app(tmp_path, metrics)
    async with running(app) as pilot:
        await pilot.press("t")
        run = await trained(pilot, app)
        await shows(pilot, app, "loss 0.100 val 0.900")
        assert len(run.history.columns) == 2 * (1 + len(run.hyperparameters.metrics))
