"""The Attention panel: rows and heads are chosen by arrows, and the matrix is read in numbers and in words."""

from pathlib import Path

from tui.builders import INSIDE, lesson_app
from tui.conftest import running, screen_text, shows
from tui.lab.conftest import go_to

STEP = """

## Look up

Press `t`.

```{experiment}
id: lookup
dataset: lookup
split: {validation: 0.25}
model:
  - Embedding: {input_dim: 74, output_dim: 4}
  - MultiHeadAttention: {num_heads: 2, key_dim: 4}
  - Flatten
  - Dense: {units: 8, activation: softmax}
compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
fit: {epochs: 3, batch_size: 64}
show: [curves, attention]
```
"""


async def test_rows_and_heads_are_chosen_by_arrows(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, INSIDE + STEP)
    async with running(app) as pilot:
        await go_to(pilot, app, 4, "attention")
        await shows(pilot, app, "row 1 of 1,000 validation rows")
        await shows(pilot, app, "attends most to c1: 70%")
        assert "a3" in screen_text(app)
        await pilot.press("down", "down")
        await shows(pilot, app, "row 3 of 1,000")
        await pilot.press("up", "pagedown")
        await shows(pilot, app, "row 12 of 1,000")
        await pilot.press("right")
        await shows(pilot, app, "head 2 of 2")
        await pilot.press("right", "left")
        await shows(pilot, app, "head 1 of 2")
