"""The panels that look inside a trained model, one a file."""

from typing import Any

from nnterm.tui.widgets.inside.confusion import ConfusionPanel
from nnterm.tui.widgets.inside.draw import DrawPanel
from nnterm.tui.widgets.inside.features import FeaturesPanel
from nnterm.tui.widgets.inside.fit import FitPanel
from nnterm.tui.widgets.inside.inside import Inside
from nnterm.tui.widgets.inside.mistakes import MistakesPanel
from nnterm.tui.widgets.inside.sentence import SentencePanel
from nnterm.tui.widgets.inside.weights import WeightsPanel

INSIDE_PANELS: dict[str, type[Inside[Any]]] = {
    "weights": WeightsPanel,
    "fit": FitPanel,
    "confusion": ConfusionPanel,
    "mistakes": MistakesPanel,
    "features": FeaturesPanel,
    "draw": DrawPanel,
    "sentence": SentencePanel,
}
"""The panels by the names of `experiment.panels.INSIDE`."""
