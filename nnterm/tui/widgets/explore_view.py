"""The lab's panel of things to play with: the view that fits the exploration of the step."""

from textual.app import ComposeResult
from textual.containers import Vertical

from nnterm.lesson.explorations import (
    Explore,
    ExploreActivation,
    ExploreDescent,
    ExploreFilter,
    ExploreNetwork,
    ExploreNeuron,
)
from nnterm.tui.widgets.explore_activation import ActivationView
from nnterm.tui.widgets.explore_descent import DescentView
from nnterm.tui.widgets.explore_filter import FilterView
from nnterm.tui.widgets.explore_network import NetworkView
from nnterm.tui.widgets.explore_neuron import NeuronView


class ExploreView(Vertical):
    """Shows one of its views."""

    DEFAULT_CSS = "ExploreView { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """All views; at most one is seen."""
        yield ActivationView()
        yield NeuronView()
        yield DescentView()
        yield FilterView()
        yield NetworkView()

    def show(self, explore: Explore | None) -> None:
        """Play with another block of the lesson."""
        for child in self.children:
            child.display = False
        match explore:
            case ExploreActivation():
                activation = self.query_one(ActivationView)
                activation.display = True
                activation.show(explore)
            case ExploreNeuron():
                neuron = self.query_one(NeuronView)
                neuron.display = True
                neuron.show(explore)
            case ExploreDescent():
                descent = self.query_one(DescentView)
                descent.display = True
                descent.show(explore)
            case ExploreFilter():
                sliding = self.query_one(FilterView)
                sliding.display = True
                sliding.show(explore)
            case ExploreNetwork():
                network = self.query_one(NetworkView)
                network.display = True
                network.show(explore)
