"""The panels that look inside a trained model, by name."""

from typing import Any

from nnterm.tui.lab.inside.gradients import GradientsPanel
from nnterm.tui.lab.inside.images.draw import DrawPanel
from nnterm.tui.lab.inside.images.features import FeaturesPanel
from nnterm.tui.lab.inside.images.fooled import FooledPanel
from nnterm.tui.lab.inside.images.mistakes import MistakesPanel
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.network import NetworkPanel
from nnterm.tui.lab.inside.rows.confusion import ConfusionPanel
from nnterm.tui.lab.inside.rows.fit import FitPanel
from nnterm.tui.lab.inside.rows.pairs import PairsPanel
from nnterm.tui.lab.inside.rows.threshold import ThresholdPanel
from nnterm.tui.lab.inside.tokens.attention import AttentionPanel
from nnterm.tui.lab.inside.tokens.embedding import EmbeddingPanel
from nnterm.tui.lab.inside.tokens.generated import GeneratedPanel
from nnterm.tui.lab.inside.tokens.sentence import SentencePanel
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
