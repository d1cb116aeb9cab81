"""Which device trains, and why."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.tui.context import AppContext
from nnterm.tui.frame.dialog import Dialog
from nnterm.tui.messages import TrainerChanged, TrainerNews
from nnterm.tui.session.badge import badge


class DeviceScreen(Dialog[None]):
    """Says what the badge means."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,d,space", "dismiss", "close"),
        Binding("c", "compare", "compare CPU and GPU"),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._app_context = context

    def on_mount(self) -> None:
        """Follow the device's load."""
        self._app_context.news.subscribe(self, self._take_news)

    def compose(self) -> ComposeResult:
        """The page."""
        yield Static(self._page())

    def _take_news(self, news: TrainerNews) -> None:
        if isinstance(news, TrainerChanged) and self.is_current:
            self.query_one(Static).update(self._page())

    def on_click(self) -> None:
        """A click closes it too."""
        self.dismiss()

    def action_compare(self) -> None:
        """Measure CPU and GPU on the lesson's experiment."""
        self._app_context.training.compare()
        self.query_one(Static).update(self._page())

    def _page(self) -> Text:
        training = self._app_context.training
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
