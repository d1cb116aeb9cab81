"""Which device trains, and why."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from nnterm.tui.frame.dismissed_once import DismissedOnce
from nnterm.tui.messages import TrainerChanged
from nnterm.tui.session.badge import badge

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp


class DeviceScreen(ModalScreen[None], DismissedOnce[None]):
    """Says what the badge means."""

    CSS_PATH = "../frame/pages.tcss"
    app: "NntermApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,d,space", "dismiss", "close"),
        Binding("c", "compare", "compare CPU and GPU"),
    ]

    def compose(self) -> ComposeResult:
        """The page."""
        yield Static(self._page())

    def on_trainer_changed(self, message: TrainerChanged) -> None:
        """Follow the device's load."""
        message.stop()
        self.query_one(Static).update(self._page())

    def on_click(self) -> None:
        """A click closes it too."""
        self.dismiss()

    def action_compare(self) -> None:
        """Measure CPU and GPU on the lesson's experiment."""
        self.app.training.compare()
        self.query_one(Static).update(self._page())

    def _page(self) -> Text:
        training = self.app.training
        text = Text()
        text.append("The device that trains\n\n", "bold")
        text.append(f"{badge(training)[0]}\n\n")
        if training.device is not None:
            text.append(f"{training.device.reason}\n\n")
            text.append(f"{training.device.backend}\n\n", "dim")
        else:
            text.append(f"The device is known as soon as {training.backend} has loaded.\n\n")
        if training.comparison:
            text.append(f"{training.comparison}\n\n")
        text.append("c compares CPU and GPU on this experiment, esc closes", "dim")
        return text
