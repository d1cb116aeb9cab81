"""A screen that is closed once, whatever comes after the key or the click that closed it."""

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class DismissedOnce(Screen[ScreenResultType]):
    """To be mixed into a screen that is dismissed, after the kind of screen it is, whose style sheet goes before.

    Dismissed a second time it would close the screen below, or the app.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen and give `result` back, unless that was done a moment ago."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
