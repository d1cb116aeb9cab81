"""The runs of this experiment, or of all on the same data, as a tool: to find, compare, note and delete them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.experiment.run import Run
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.notes import LONGEST
from nnterm.tui.drawing.rows import Piece, Row
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.frame.typed import ALL
from nnterm.tui.lab.runs.run_table_rows import RunRows, RunRowsMaker
from nnterm.tui.lab.runs.run_view import RunView
from nnterm.tui.lab.runs.typed_line import TypedLine


class RunsTable(Drawing, can_focus=True):
    """A row a run. Enter pins a run to the chart; `=` takes its settings into the form and draws it as the ghost."""

    DEFAULT_CSS = "RunsTable { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "choose", show=False),
        Binding("down", "move(1)", "choose", show=False),
        Binding("enter", "pin", "pin", show=False),
        Binding("enter", "keep_line", "keep", show=False),
        Binding("slash", "write('filter')", "filter", show=False),
        Binding("o", "sort", "sort", show=False),
        Binding("O", "reverse", "turn round", show=False),
        Binding("c", "pin", show=False),
        Binding("N", "write('note')", "note", show=False),
        Binding("A", "scope", "same data", show=False),
        Binding("equals_sign", "choose", "use its settings", show=False),
        Binding("delete", "delete", "delete", show=False),
        Binding("D", "delete_shown", "delete these", show=False),
        Binding("e", "evaluate", "test", show=False),
        Binding("escape", "leave_line", show=False),
        Binding("ctrl+u", "clear_line", show=False),
    ]

    class Used(Message):
        """Something is to be done with listed runs."""

    @dataclass
    class Chosen(Used):
        """The settings of a run are to go into the form."""

        run: Run

    @dataclass
    class PinToggled(Used):
        """A run is to be drawn with the others, or no longer."""

        run: Run

    @dataclass
    class TestRequested(Used):
        """The test rows of a run were requested."""

        run: Run

    @dataclass
    class Noted(Used):
        """A note to a run was written; empty for none."""

        run: Run
        note: str

    @dataclass
    class DeletionRequested(Used):
        """Runs are to be deleted."""

        runs: list[Run]

    class ScopeToggled(Used):
        """Runs of other experiments on the same data are to be listed too, or no longer."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = RunView()
        self._maker = RunRowsMaker(self._view)
        self._made = RunRows()

    @property
    def has_runs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self._view.listed)

    @property
    def typed_characters(self) -> str:
        """Every character is text while something is being written."""
        return ALL if self._maker.line is not None else ""

    def set_pins(self, letters: Mapping[str, Piece]) -> None:
        """Name the pinned runs by their letters, which come by the ids of the runs."""
        self._maker.letters = dict(letters)
        self.redraw()

    def set_runs(self, listed: Sequence[ListedRun], scope: str = "", notice: str = "") -> None:
        """Draw other runs; `scope` says which they are, `notice` what is missing among them."""
        self._maker.scope, self._maker.notice = scope, notice
        self._view.set_listed(listed)
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Header and as many runs as fit around the chosen one."""
        self._maker.has_focus = self.has_focus
        self._made = self._maker.make(width, height)
        return self._made.rows

    # --- keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a line is written, keys are for it alone; what cannot be done leaves its key to the lesson."""
        line, chosen = self._maker.line, self._view.chosen
        own = {
            "leave_line": line is not None or bool(self._view.filter),
            "clear_line": line is not None,
            "keep_line": line is not None,
            "move": line is None or line.purpose == "filter",
            "evaluate": line is None and chosen is not None and chosen.run.hides_test,
            "delete_shown": line is None and bool(self._view.filter and self._view.shown),
            "scope": line is None,
            "sort": line is None,
            "reverse": line is None,
        }
        # What the base class has to do with the focus goes on.
        if action in own:
            return own[action]
        needs_run = action in ("pin", "write", "choose", "delete")
        return (line is None and self.has_runs) if needs_run else super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Letters go into the line that is written, whatever else they are keys for."""
        line = self._maker.line
        if line is None:
            return
        if event.key == "backspace":
            line.take_back()
        elif event.is_printable and event.character:
            line.take(event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self._line_changed(line)

    def on_paste(self, event: events.Paste) -> None:
        """Take what can be printed of a pasted text into the line, on one line."""
        if (line := self._maker.line) is not None:
            line.take(event.text)
            event.stop()
            self._line_changed(line)

    def _line_changed(self, line: TypedLine) -> None:
        if line.purpose == "filter":
            self._view.set_filter(line.text)
        self.redraw()

    def action_write(self, purpose: str) -> None:
        """Write the filter, or the note to the chosen run."""
        chosen = self._view.chosen
        if purpose == "filter" or chosen is None:
            self._maker.line = TypedLine(purpose, self._view.filter)
        else:
            # Whatever comes meanwhile, it is this run that the note is to.
            self._view.choose(self._view.index)
            self._maker.line = TypedLine(purpose, chosen.note, LONGEST, chosen.run.run_id)
        self.refresh_bindings()
        self.redraw()

    def action_keep_line(self) -> None:
        """Keep what was written."""
        line = self._leave_line()
        if line is None:
            return
        runs = [listed.run for listed in self._view.listed if listed.run.run_id == line.run_id]
        if runs:
            self.post_message(self.Noted(runs[0], line.text))
        self.redraw()

    def action_leave_line(self) -> None:
        """Leave a note as it was; show all runs again."""
        line = self._leave_line()
        if line is None or line.purpose == "filter":
            self._view.set_filter("")
        self.redraw()

    def _leave_line(self) -> TypedLine | None:
        """Write no more; what was written."""
        line, self._maker.line = self._maker.line, None
        self.refresh_bindings()
        return line

    def action_clear_line(self) -> None:
        """Empty the line."""
        if (line := self._maker.line) is not None:
            line.text = ""
            self._line_changed(line)

    def action_move(self, direction: int) -> None:
        """Go to another run."""
        self._view.move(direction)
        self.redraw()

    def action_sort(self) -> None:
        """Sort by the next column."""
        self._view.sort_by_next()
        self.redraw()

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._view.sort_by(self._view.figure)
        self.redraw()

    def action_pin(self) -> None:
        """Pin the chosen run to the chart, or take it off."""
        if (chosen := self._view.chosen) is not None:
            self.post_message(self.PinToggled(chosen.run))

    def action_choose(self) -> None:
        """Take the settings of the chosen run."""
        if (chosen := self._view.chosen) is not None:
            self.post_message(self.Chosen(chosen.run))

    def action_evaluate(self) -> None:
        """Open the test rows of the chosen run."""
        if (chosen := self._view.chosen) is not None:
            self.post_message(self.TestRequested(chosen.run))

    def action_delete(self) -> None:
        """Have the chosen run deleted."""
        if (chosen := self._view.chosen) is not None:
            self.post_message(self.DeletionRequested([chosen.run]))

    def action_delete_shown(self) -> None:
        """Have all runs deleted that fulfil the filter."""
        self.post_message(self.DeletionRequested(self._view.runs()))

    def action_scope(self) -> None:
        """List the runs of this experiment, or of all on the same data."""
        self.post_message(self.ScopeToggled())

    def on_click(self, event: events.Click) -> None:
        """Sort by a title, or pin a run."""
        made = self._made
        if event.y == made.head:
            for cells, figure in made.titles:
                if event.x in cells:
                    self._view.sort_by(figure)
        elif event.y < len(made.places) and made.places[event.y] >= 0:
            self._leave_line()
            self._view.choose(made.places[event.y])
            self.action_pin()
        self.redraw()
