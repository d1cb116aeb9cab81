"""A lesson made for measuring, and the real app open at it on a terminal of its own."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
from terminal_app import NNTERM, TerminalApp

LESSON = """\
---
format: 1
id: measured
title: Measured
summary: A training that is measured.
minutes: 5
requires: []
objectives: [Train]
---

## First step

Press `t`.

```{experiment}
id: measured
%s
fit: {epochs: %d, batch_size: %d}
seed: 0
tune: [units, layers, activation, epochs, batch_size]
show: [%s]
```
"""

CNN = "".join(
    f"\n  - {layer}"
    for layer in (
        "Conv2D: {filters: 32, kernel_size: 3, activation: relu}",
        "MaxPooling2D: {pool_size: 2}",
        "Conv2D: {filters: 64, kernel_size: 3, activation: relu}",
        "MaxPooling2D: {pool_size: 2}",
        "Conv2D: {filters: 64, kernel_size: 3, activation: relu}",
        "Flatten",
        "Dense: {units: 64, activation: relu}",
        "Dense: {units: 10, activation: softmax}",
    )
)

EXPERIMENTS = {
    "iris 4-128-3": (
        """dataset: iris
split: {test: 0.2, validation: 0.1, stratify: true, seed: 0}
model: [{Dense: {units: 4, activation: relu}}, {Dense: {units: 128, activation: relu}}, \
{Dense: {units: 3, activation: softmax}}]
compile: {optimizer: adam, loss: categorical_crossentropy, metrics: [accuracy]}""",
        32,
    ),
    "circles 2-8-8-1": (
        """dataset: {name: circles, samples: 250}
split: {validation: 0.2}
model: [{Dense: {units: 8, activation: relu}}, {Dense: {units: 8, activation: relu}}, \
{Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}""",
        10,
    ),
    "mnist 512-10": (
        """dataset: {name: mnist10k, flatten: true}
split: {validation: 0.2}
model: [{Dense: {units: 512, activation: relu}}, {Dense: {units: 10, activation: softmax}}]
compile: {optimizer: rmsprop, loss: sparse_categorical_crossentropy, metrics: [accuracy]}""",
        128,
    ),
    "mnist cnn": (
        f"""dataset: mnist10k
split: {{validation: 0.2}}
model:{CNN}
compile: {{optimizer: rmsprop, loss: sparse_categorical_crossentropy, metrics: [accuracy]}}""",
        64,
    ),
}
"""Experiments as a lesson writes them, each with its batch size."""

STYLES = re.compile(rb"\x1b\[[0-9;]*m")


def write_lesson(folder: Path, name: str, epochs: int, panel: str = "curves") -> Path:
    """A folder in `folder` with one lesson that has the experiment `name`, and shows `panel` first."""
    lessons = folder / "lessons"
    lessons.mkdir(exist_ok=True)
    block, batch_size = EXPERIMENTS[name]
    (lessons / "01-measured.md").write_text(LESSON % (block, epochs, batch_size, panel), encoding="utf-8")
    return lessons


def open_app(folder: Path, name: str, epochs: int, panel: str = "curves") -> TerminalApp:
    """The app at that lesson, its trainer ready."""
    lessons = write_lesson(folder, name, epochs, panel)
    app = TerminalApp((*NNTERM, "--lessons", str(lessons), "measured"), {"NNTERM_HOME": str(folder / "home")})
    app.shows("TensorFlow ready", 120)
    return app


def text(written: bytes) -> str:
    """What was written to a terminal, without colours."""
    return STYLES.sub(b"", written).decode("utf-8", "replace")
