"""The line that follows a run on a terminal: a bar, and as many whole numbers as there is room for."""

from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs

WIDEST, NARROWEST = 24, 3
"""Cells of the bar."""


def bar(run: Run, width: int) -> str:
    """The bar of `run` and its latest epoch in at most `width` cells. A number is there whole, or not at all.

    Names become short before the bar does; then the last metrics go, and the losses at the end.
    """
    if not run.epochs:
        return _with_bar(run, "compiling", width)
    epoch = f"epoch {run.epochs}/{run.planned}"
    # In the order in which they matter: a figure and its validation twin.
    keys = [key for name in run.history if not name.startswith("val_") for key in (name, f"val_{name}")]
    keys = [key for key in keys if key in run.history]
    for kept in range(len(keys), -1, -1):
        shown = sorted(keys[:kept], key=lambda key: key.startswith("val_"))
        for named in (str, _short) if kept == len(keys) else (_short,):
            numbers = "  ".join([epoch, *(f"{named(key)} {run.history[key][-1]:.4f}" for key in shown)])
            if len(numbers) + NARROWEST + 1 <= width:
                return _with_bar(run, numbers, width)
    return epoch[:width]


def _with_bar(run: Run, numbers: str, width: int) -> str:
    symbols = glyphs.current()
    cells = max(0, min(WIDEST, width - len(numbers) - 1))
    done = round(cells * run.progress)
    return f"{symbols.filled * done}{symbols.unfilled * (cells - done)} {numbers}"[:width]


def _short(key: str) -> str:
    name = key.removeprefix("val_")
    return f"val {short(name)}" if name != key else short(name)
