"""The lab's panel of things to play with: the view that fits the exploration of the step."""

from typing import Any, Protocol, cast

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


class _View(Protocol):
    """What every view of an exploration can do."""

    def set_exploration(self, explore: Any) -> None:
        """Play with another exploration of its kind."""


class ExploreView(Vertical):
    """Shows one of its views, each of which plays with one kind of exploration and is made with the first of it."""

    DEFAULT_CSS = "ExploreView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._views: dict[type[Explore], Widget] = {}

    @property
    def shown(self) -> Widget | None:
        """The view that is seen."""
        return next((child for child in self.children if child.display), None)

    def set_exploration(self, explore: Explore | None) -> None:
        """Play with another block of the lesson."""
        if explore is not None and type(explore) not in self._views:
            view = self._views[type(explore)] = _view_for(explore)
            self.mount(view)
        for kind, view in self._views.items():
            view.display = isinstance(explore, kind)
            if view.display:
                cast("_View", view).set_exploration(explore)


def _view_for(explore: Explore) -> Widget:
    """A new view to play with `explore`. What it needs is imported with the first of its kind."""
    match explore:
        case ExploreActivation():
            from nnterm.tui.lab.explore.activation import ActivationView

            return ActivationView()
        case ExploreNeuron():
            from nnterm.tui.lab.explore.neuron import NeuronView

            return NeuronView()
        case ExploreDescent():
            from nnterm.tui.lab.explore.descent import DescentView

            return DescentView()
        case ExploreFilter():
            from nnterm.tui.lab.explore.filter import FilterView

            return FilterView()
        case ExploreNetwork():
            from nnterm.tui.lab.explore.network import NetworkView

            return NetworkView()
        case _:
            raise TypeError(f"nothing plays with {type(explore).__name__}")
