"""A screen that is closed once, and with it all that it still does."""

from textual.await_complete import AwaitComplete
from textual.events import Mount
from textual.message import Message
from textual.messages import Prune
from textual.screen import ScreenResultType

from nnterm.tui.frame.arranged_once import ArrangedOnce


class DismissedOnce(ArrangedOnce[ScreenResultType]):
    """To be mixed into a screen that is closed, after the kind of screen it is, whose style sheet goes before.

    Dismissed a second time it would close the screen below, or the app. What works for it in the background would look
    for widgets that are gone, which ends the app too.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close the screen and give `result` back, unless that was done a moment ago."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    async def _dispatch_message(self, message: Message) -> None:
        """A screen that is taken down before it was put up, as the app ends, has no widgets to be filled."""
        if self.is_attached or not isinstance(message, Mount):
            await super()._dispatch_message(message)

    async def on_prune(self, event: Prune) -> None:
        """End what works in the background before the widgets go."""
        self.workers.cancel_node(self)
