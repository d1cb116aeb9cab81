"""The runs of this experiment, newest first, with what was different in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing.changes import changes
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, length, wrap
from nnterm.tui.frame.drawing import Drawing

TEST = "test"
"""The column of what the evaluation gave, where the learner has opened it."""

BESIDE, INDENT = 24, 9
"""Cells that what was changed needs beside the numbers, and those it is moved in below them."""


class RunsTable(Drawing, can_focus=True):
    """A row a run. Enter pins a run to the chart; `=` takes its settings into the form and draws it as the ghost."""

    DEFAULT_CSS = "RunsTable { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "choose", show=False),
        Binding("down", "move(1)", "choose", show=False),
        Binding("enter,c", "pin", "pin", show=False),
        Binding("equals_sign", "choose", "use its settings", show=False),
        Binding("e", "evaluate", "test", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The settings of a run are to go into the form."""

        run: Run

    @dataclass
    class PinToggled(Message):
        """A run is to be drawn with the others, or no longer."""

        run: Run

    @dataclass
    class TestRequested(Message):
        """The test rows of a run were requested."""

        run: Run

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._runs: list[Run] = []
        self._baseline: Experiment | None = None
        self._cursor = 0
        self._notice = ""
        self._letters: dict[str, Piece] = {}
        self._lines: list[int] = []
        """Which run each row belongs to, for the mouse."""

    @property
    def has_runs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self._runs)

    def set_pins(self, letters: Mapping[str, Piece]) -> None:
        """Name the pinned runs by their letters, which come by the ids of the runs."""
        self._letters = dict(letters)
        self.redraw()

    def set_runs(self, runs: list[Run], baseline: Experiment | None, notice: str = "") -> None:
        """Draw other runs; `notice` says what is missing among them."""
        self._runs, self._baseline, self._notice = runs, baseline, notice
        self._cursor = min(self._cursor, max(0, len(runs) - 1))
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Header and as many runs as fit around the cursor."""
        if not self._runs:
            words = [(self._notice, Role.WARNING), ("No runs yet. Press t to train.", Role.QUIET)]
            return [[], *([(" ", Role.TEXT), *row] for row in wrap(words, width - 2))]
        metrics = self._runs[0].hyperparameters.metrics
        columns = [("loss", 7), ("val_loss", 7)]
        titles = f"{'epochs':>7} {'loss':>7} {'val':>7}"
        if metrics:
            columns += [(metrics[0], 6), (f"val_{metrics[0]}", 6)]
            titles += f" {short(metrics[0])[:6]:>6} {'val':>6}"
        if any(run.test_is_open for run in self._runs):
            # Keras's keys have no such column: it is drawn from the evaluation.
            columns.append((TEST, 6))
            titles += f" {'test':>6}"
        rows: list[Row] = [[], [(f" {titles}  changed", Role.QUIET)]]
        if length(rows[1]) > width:
            rows = [[(f" {titles}", Role.QUIET)], [(" " * INDENT + "changed", Role.QUIET)]]
        if self._notice:
            rows = [[(f" {self._notice}", Role.WARNING)], *(row for row in rows if row)]
        above = len(rows)
        blocks = [self._block(run, index, columns, width) for index, run in enumerate(self._runs)]
        first = self._first(blocks, height - above)
        self._lines = [-1] * above
        for index, block in enumerate(blocks[first:], first):
            more = len(blocks) - index - 1
            if len(rows) + len(block) + (more > 0) > height and index > self._cursor:
                rows.append([(f" {more + 1} more below: down", Role.QUIET)])
                break
            rows += block
            self._lines += [index] * len(block)
        return rows

    def _block(self, run: Run, index: int, columns: list[tuple[str, int]], width: int) -> list[Row]:
        """The numbers of a run, and what was changed in it beside them or, where that is narrow, below them."""
        role = Role.CHOSEN if self.has_focus and index == self._cursor else Role.TEXT
        cells = "".join(f"{_value(run, key):>{size}} " for key, size in columns)
        text = ", ".join(changes(run, self._baseline)) if self._baseline else ""
        # Of a run that another app trains at this moment, the store may know an older state.
        state = run.state.value if run.state.over else "running"
        state = "" if state == "completed" else f"({state}) "
        numbers = f" {run.epochs:>7,} {cells} "
        words: Row = [(f"{state}{text or 'baseline'}", role)]
        beside = width - len(numbers)
        if beside >= BESIDE or length(words) <= beside:
            lines, lead = wrap(words, beside), len(numbers)
        else:
            lines, lead = [[], *wrap(words, width - INDENT)], INDENT
        mark = self._letters.get(run.run_id, (" ", role))
        rows: list[Row] = [[mark, (numbers[1:], role), *lines[0]]]
        rows += [[(" " * lead, Role.TEXT), *line] for line in lines[1:]]
        return [fit(row, width) for row in rows] if role is Role.CHOSEN else rows

    def _first(self, blocks: list[list[Row]], room: int) -> int:
        """The first run to draw so that the one under the cursor is seen, and the line that says there are more."""
        first, used = self._cursor, len(blocks[self._cursor])
        room -= self._cursor + 1 < len(blocks)
        while first > 0 and used + len(blocks[first - 1]) <= room:
            first -= 1
            used += len(blocks[first])
        return first

    def action_move(self, direction: int) -> None:
        """Go to another run."""
        self._cursor = min(max(0, self._cursor + direction), max(0, len(self._runs) - 1))
        self.redraw()

    def action_pin(self) -> None:
        """Pin the run under the cursor to the chart, or take it off."""
        if self._runs:
            self.post_message(self.PinToggled(self._runs[self._cursor]))

    def action_choose(self) -> None:
        """Take the settings of the run under the cursor."""
        if self._runs:
            self.post_message(self.Chosen(self._runs[self._cursor]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without hidden test rows the key is free for what else it does."""
        if action == "evaluate" and not (self._runs and self._runs[self._cursor].hides_test):
            return False
        return super().check_action(action, parameters)

    def action_evaluate(self) -> None:
        """Open the test rows of the run under the cursor."""
        self.post_message(self.TestRequested(self._runs[self._cursor]))

    def on_click(self, event: events.Click) -> None:
        """Pick a run by the mouse."""
        index = self._lines[event.y] if event.y < len(self._lines) else -1
        if index >= 0:
            self._cursor = index
            self.action_pin()
            self.redraw()


def _value(run: Run, key: str) -> str:
    """What a column says of a run: its last epoch, or of test rows that are open the metric, else the loss."""
    if key == TEST:
        metrics = run.hyperparameters.metrics
        value = run.evaluate.get(metrics[0] if metrics else "loss") if run.test_is_open else None
        return "closed" if run.hides_test else "-" if value is None else number(value)
    return number(run.history[key][-1]) if run.history[key] else "-"
