"""The panels that look inside a trained model, by name."""

from typing import Any

from nnterm.tui.lab.inside.attention import AttentionPanel
from nnterm.tui.lab.inside.confusion import ConfusionPanel
from nnterm.tui.lab.inside.draw import DrawPanel
from nnterm.tui.lab.inside.embedding import EmbeddingPanel
from nnterm.tui.lab.inside.features import FeaturesPanel
from nnterm.tui.lab.inside.fit import FitPanel
from nnterm.tui.lab.inside.fooled import FooledPanel
from nnterm.tui.lab.inside.generated import GeneratedPanel
from nnterm.tui.lab.inside.gradients import GradientsPanel
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.mistakes import MistakesPanel
from nnterm.tui.lab.inside.network import NetworkPanel
from nnterm.tui.lab.inside.pairs import PairsPanel
from nnterm.tui.lab.inside.sentence import SentencePanel
from nnterm.tui.lab.inside.threshold import ThresholdPanel
from nnterm.tui.lab.inside.weights import WeightsPanel

INSIDE_PANELS: dict[str, type[Inside[Any]]] = {
    "network": NetworkPanel,
    "gradients": GradientsPanel,
    "weights": WeightsPanel,
    "fit": FitPanel,
    "confusion": ConfusionPanel,
    "threshold": ThresholdPanel,
    "mistakes": MistakesPanel,
    "features": FeaturesPanel,
    "draw": DrawPanel,
    "fooled": FooledPanel,
    "sentence": SentencePanel,
    "embedding": EmbeddingPanel,
    "attention": AttentionPanel,
    "generated": GeneratedPanel,
    "pairs": PairsPanel,
}
"""The panels by the names of `experiment.panels.INSIDE`."""
