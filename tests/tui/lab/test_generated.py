"""The Generated panel: names in columns, a temperature that arrows change, other names by enter."""

from pathlib import Path

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.commands import StartRun
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.inside.tokens.generated import GeneratedPanel
from tui.builders import lesson_app
from tui.conftest import running, shows, trained
from tui.lab.conftest import go_to
from tui.scripted_answers import written

LESSON = """\
---
format: 1
id: names
title: Names
summary: A network writes.
minutes: 5
requires: []
objectives: [Write]
---

## Names

Press `t`.

```{experiment}
id: names
dataset: next_letter
split: {validation: 0.2}
model: [{Embedding: {input_dim: 54, output_dim: 4}}, {GRU: {units: 4}}, {Dense: {units: 54, activation: softmax}}]
compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
fit: {epochs: 5, batch_size: 64}
show: [generated, curves]
```
"""


async def test_arrows_change_the_temperature_and_enter_draws_others(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, LESSON)
    async with running(app) as pilot:
        await go_to(pilot, app, 0, "generated")
        await shows(pilot, app, "temperature 1;")
        await shows(pilot, app, "name0at1=")
        await pilot.press("left", "left")
        await shows(pilot, app, "name0at0.6")
        await pilot.press(*["left"] * 9)
        await shows(pilot, app, "temperature 0.2;")
        await pilot.press("enter")
        await shows(pilot, app, "name1at0.2")
        # The next run is written with the same.
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "name1at0.2")


def test_copies_are_counted_among_those_that_are_seen() -> None:
    command = StartRun(
        run_id="r",
        dataset=Dataset("next_letter"),
        split=Split(),
        hyperparameters=Hyperparameters(layers=(Dense(54, "softmax"),)),
    )
    panel = GeneratedPanel()
    answer = written(panel.question, command, 3)
    rows = [plain(row) for row in panel.render_result(answer, 40, 6)]
    seen = " ".join(rows[3:]).split()
    assert len(rows) <= 6
    assert f"{sum(word.endswith('=') for word in seen)} of {len(seen)} are training" in " ".join(" ".join(rows).split())
