"""The lab's panel of things to play with: the view that fits the exploration of the step."""

from typing import Any, Protocol

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from nnterm.lesson.explorations import (
    Explore,
    ExploreActivation,
    ExploreDescent,
    ExploreFilter,
    ExploreNetwork,
    ExploreNeuron,
)
from nnterm.tui.lab.explore.activation import ActivationView
from nnterm.tui.lab.explore.descent import DescentView
from nnterm.tui.lab.explore.filter import FilterView
from nnterm.tui.lab.explore.network import NetworkView
from nnterm.tui.lab.explore.neuron import NeuronView


class _View(Protocol):
    """What every view of an exploration has."""

    display: bool

    def set_exploration(self, explore: Any) -> None:
        """Play with another exploration of its kind."""


class ExploreView(Vertical):
    """Shows one of its views, each of which plays with one kind of exploration."""

    DEFAULT_CSS = "ExploreView { height: 1fr; }"

    def compose(self) -> ComposeResult:
        """All views; at most one is seen."""
        self._activation, self._neuron, self._descent = ActivationView(), NeuronView(), DescentView()
        self._filter, self._network = FilterView(), NetworkView()
        yield from (self._activation, self._neuron, self._descent, self._filter, self._network)

    @property
    def shown(self) -> Widget | None:
        """The view that is seen."""
        return next((child for child in self.children if child.display), None)

    def set_exploration(self, explore: Explore | None) -> None:
        """Play with another block of the lesson."""
        views: dict[type[Explore], _View] = {
            ExploreActivation: self._activation,
            ExploreNeuron: self._neuron,
            ExploreDescent: self._descent,
            ExploreFilter: self._filter,
            ExploreNetwork: self._network,
        }
        for kind, view in views.items():
            view.display = isinstance(explore, kind)
            if view.display:
                view.set_exploration(explore)
