"""The keys of a lesson and of its list of runs in the palette of commands, each by what it does."""

from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import NamedTuple

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from nnterm.tui.frame.focus_keys import NAMES
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lesson.keyboard.keys import LESSON_BINDINGS

AT_HAND = ("scroll", "tab", "back")
"""Actions that are for the hand on the keys alone."""


OF_RUNS = "Runs"
"""The panel whose keys can be chosen by name, too."""

WRITING = ("move", "keep_line")
"""Actions of that panel that are for the hand on its keys alone."""


class Command(NamedTuple):
    """A line of the palette."""

    name: str
    key: str
    action: str
    of_runs: bool = False
    """Whether the panel Runs acts on it: it is opened, and takes the keys."""


def commands() -> Iterator[Command]:
    """Every key of a lesson that can be chosen by name, in the order of its table."""
    for binding in LESSON_BINDINGS:
        if isinstance(binding, Binding) and binding.action.partition("(")[0] not in AT_HAND:
            yield Command(binding.description.capitalize(), NAMES.get(binding.key, binding.key), binding.action)
    for binding in RunsTable.BINDINGS:
        if isinstance(binding, Binding) and binding.description and binding.action.partition("(")[0] not in WRITING:
            name = f"{OF_RUNS}: {binding.description}"
            yield Command(name, NAMES.get(binding.key, binding.key), binding.action, of_runs=True)


class LessonCommands(Provider):
    """Offers `commands` of the lesson that the palette was opened over."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in commands():
            yield DiscoveryHit(command.name, self._act(command), help=f"key {command.key}")

    async def search(self, query: str) -> Hits:
        """Those whose name holds the letters of `query`."""
        matcher = self.matcher(query)
        for command in commands():
            if (score := matcher.match(command.name)) > 0:
                name = matcher.highlight(command.name)
                yield Hit(score, name, self._act(command), help=f"key {command.key}")

    def _act(self, command: Command) -> Callable[[], Coroutine[None, None, None]]:
        if command.of_runs:
            return partial(self._use_runs, command.action)
        return partial(self.screen.run_action, command.action)

    async def _use_runs(self, action: str) -> None:
        """Open the panel as a click on its name does, then do in it what the key does."""
        screen = self.screen
        screen.post_message(PanelBar.Chosen(screen.query_one("#panels", PanelBar), "runs"))

        async def act() -> None:
            table = screen.query_one(RunsTable)
            table.focus()
            await table.run_action(action)

        screen.call_later(act)
