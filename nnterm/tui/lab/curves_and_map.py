"""The curves, and beside them the decision map where both fit: the border moves while the curves part."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.message import Message

from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.decision_map import DecisionMap

MAP_FROM = 60
"""Columns from which there is room for a map beside the curves."""

MAP_SHARE = 0.4
"""Part of the width that the map takes."""


class CurvesAndMap(Horizontal):
    """Holds both, and decides whether the map is seen."""

    DEFAULT_CSS = """
    CurvesAndMap { height: 1fr; }
    CurvesAndMap Curves { width: 1fr; }
    CurvesAndMap DecisionMap { margin-left: 1; }
    """

    class MapShown(Message):
        """The map has room now: while it had none, it was not brought up to date."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._in_plane = False

    def compose(self) -> ComposeResult:
        """Curves, map."""
        yield Curves(id="chart")
        beside = DecisionMap(id="beside")
        beside.display = False
        yield beside

    @property
    def shows_map(self) -> bool:
        """Whether the map is seen beside the curves."""
        return self._in_plane and self.size.width >= MAP_FROM

    def set_plane(self, in_plane: bool) -> None:
        """Make room for a map where the data have one."""
        self._in_plane = in_plane
        self._arrange()

    def on_resize(self, event: Resize) -> None:
        """Both have to fit."""
        self._arrange()
        if self.shows_map:
            self.post_message(self.MapShown())

    def _arrange(self) -> None:
        beside, shows = self.query_one(DecisionMap), self.shows_map
        if shows:
            beside.styles.width = int(self.size.width * MAP_SHARE)
        if beside.display != shows:
            beside.display = shows
