"""A lesson with one experiment, on points in the plane, and trainers of it that are real processes without Keras."""

import shlex
import sys
from pathlib import Path

HEAD = """\
---
format: 1
id: planes
title: In the plane
summary: Points.
minutes: 5
requires: []
objectives: [Train]
---

## First step

Press `t`.

"""
"""The front matter, and a step without a block."""

EXPERIMENT = """\
```{experiment}
id: moons
dataset: {name: moons, samples: %d}
model: [{Dense: {units: %d, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: %d, batch_size: 1}
show: [curves]
```
"""

LONG = 100_000
"""Epochs that no test waits for the end of."""


def write_lesson(folder: Path, epochs: int = LONG, samples: int = 200, units: int = 8, text: str = "") -> Path:
    """Make `folder` with the lesson in it, `text` in place of its experiment where given; returns the folder."""
    folder.mkdir()
    text = text or EXPERIMENT % (samples, units, epochs)
    (folder / "01-planes.md").write_text(HEAD + text, encoding="utf-8")
    return folder


def steady_trainer(log: Path, epochs: int = LONG, evaluation: float = 0.0, pace: float = 0.01) -> str:
    """The command of a trainer without Keras: see `evaluating_trainer.py`."""
    script = Path(__file__).with_name("evaluating_trainer.py")
    return shlex.join([sys.executable, str(script), str(log), str(epochs), str(evaluation), str(pace)])


def calm_trainer(log: Path) -> str:
    """The command of a trainer whose long training leaves the screen time to be read."""
    return steady_trainer(log, pace=0.1)
