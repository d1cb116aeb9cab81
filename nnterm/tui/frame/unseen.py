"""The screen below all others, which Textual puts up before there is anything to show."""

from textual.geometry import Size
from textual.screen import Screen


class UnseenScreen(Screen[None]):
    """Is neither arranged nor drawn: the first screen of ours does not wait for an empty one."""

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Nothing of it has a place."""

    def _compositor_refresh(self) -> None:
        """Nothing of it is seen."""
