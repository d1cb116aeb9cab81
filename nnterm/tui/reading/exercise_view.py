"""A `{code}` block: the task, an editor, what can be pressed, and what came of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.trainings import Trainings
from nnterm.tui.frame.tab_order import Answerable
from nnterm.tui.reading.code_task import CodeTask
from nnterm.tui.reading.exercise_bar import Button, ExerciseBar, ways
from nnterm.tui.reading.exercise_report import ExerciseReport
from nnterm.tui.reading.first_gap import first_gap
from nnterm.tui.reading.sight import bring_into_sight

if TYPE_CHECKING:
    from textual.widgets import TextArea

PACE = 0.15
"""Seconds between two drawings of a program that prints."""


class ExerciseView(Vertical):
    """Holds one `{code}` block. It posts what the learner requests, and is shown what comes of it."""

    DEFAULT_CSS = """
    ExerciseView {
        height: auto; margin: 0 1 1 1;
        & > .solution { height: auto; padding: 0 2; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "run", "run", show=False)]

    @dataclass(eq=False, repr=False)
    class Arrived(Message):
        """It is in the text: what leads to it can be said."""

    @dataclass(eq=False, repr=False)
    class RunRequested(Message):
        """The learner wants the code run."""

        view: "ExerciseView"

    @dataclass(eq=False, repr=False)
    class StopRequested(Message):
        """The learner wants the run to end."""

        view: "ExerciseView"

    @dataclass(eq=False, repr=False)
    class CurvesRequested(Message):
        """The learner wants to see in the lab what the code has trained."""

        view: "ExerciseView"
        trainings: Trainings

    @dataclass(eq=False, repr=False)
    class Edited(Message):
        """The code is another."""

        view: "ExerciseView"

    def __init__(self, block: Code, earlier: tuple[str, bool] | None = None) -> None:
        """`earlier` says whether the checks have passed once."""
        # A step without code is shown without waiting for an editor.
        from nnterm.tui.reading.code_editor import CodeEditor

        super().__init__()
        self.block = block
        """What is shown."""
        self._solved = earlier is not None and earlier[1]
        self._tried = self._solved
        self._report: CodeReport | None = None
        self._text = block.start
        self._gap = first_gap(block.start, block.solution)
        self._way_in = "tab"
        self._was_edited_since = False
        self._seconds = 0
        self._clock: Timer | None = None
        self._drawing: Timer | None = None
        self._editor = CodeEditor(block.start.rstrip("\n"))
        self._bar = ExerciseBar()
        self._shown = ExerciseReport(block)
        self._solution = Static(classes="solution")
        self._solution.display = False

    def compose(self) -> ComposeResult:
        """From the task down to the solution."""
        yield CodeTask(self.block.task)
        yield self._editor
        yield self._bar
        yield self._shown
        yield self._solution

    def on_mount(self) -> None:
        """Show what can be done, and what was done before."""
        self._editor.cursor_location = self._gap
        self._draw()
        self.post_message(self.Arrived())
        self._update()

    # --- the focus ---------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether its checks have not passed yet; what has none is always there to play with."""
        return not self._solved

    @property
    def _way_on(self) -> str:
        """How the step goes on from here, in words: what waits below it is often out of sight."""
        if self._is_edited_since:
            return "You have changed the code since: ctrl+r runs it again."
        step = list(self.parent.children) if self.parent else [self]
        below = step[step.index(self) + 1 :]
        if any(isinstance(block, Answerable) and block.display and block.is_open for block in below):
            way_on = "tab goes on."
        else:
            way_on = "read on below." if below else "n goes on."
        is_inside = self._editor.has_focus
        return f"esc leaves the editor, then {way_on}" if is_inside else f"Now {way_on}"

    def set_way_in(self, key: str) -> None:
        """Say that `key` leads to the editor from where the keys go now."""
        if key != self._way_in:
            self._way_in = key
            self._update()

    @property
    def stops(self) -> tuple[Widget, ...]:
        """The editor, and what can be pressed below it."""
        return (self._editor, self._bar)

    # --- the text ----------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The code as it is now."""
        return self._editor.text

    @property
    def is_changed(self) -> bool:
        """Whether it is another than the lesson's own."""
        return self.text.rstrip() != self.block.start.rstrip()

    @property
    def columns(self) -> int:
        """How wide a program may print without being wrapped."""
        return max(20, self._shown.size.width - 3)

    def load(self, text: str) -> None:
        """Take up what the learner wrote before."""
        self._editor.load_text(text)
        self._tried = True

    def on_text_area_changed(self, message: "TextArea.Changed") -> None:
        """Tell that there is something to keep."""
        message.stop()
        self.post_message(self.Edited(self))
        if self._is_edited_since != self._was_edited_since:
            self._was_edited_since = self._is_edited_since
            self._draw()

    @property
    def _is_edited_since(self) -> bool:
        """Whether the code is another than the one whose result is shown."""
        return self._report is not None and self._report.is_over and self.text != self._text

    # --- what is pressed ---------------------------------------------------------------------------

    def action_run(self) -> None:
        """Run the code; while it runs, stop it."""
        self.post_message(self.StopRequested(self) if self._is_running else self.RunRequested(self))

    def on_exercise_bar_pressed(self, message: ExerciseBar.Pressed) -> None:
        """Do what was pressed; what cannot be undone needs a yes first."""
        message.stop()
        match message.button:
            case "run":
                self.action_run()
            case "curves" if self._report is not None:
                self.post_message(self.CurvesRequested(self, self._report.trainings))
            case "reset" if self.is_changed:
                self._bar.ask("Put the lesson's code in place of yours?", "really reset")
            case "really reset":
                # As an edit, so that undo restores the learner's own.
                document = self._editor.document
                self._editor.replace(self.block.start.rstrip("\n"), (0, 0), document.end)
                self._editor.move_cursor(self._gap)
                self.set_report(None)
            case "solution" if self._tried or self._solution.display:
                self._toggle_solution()
            case "solution":
                self._bar.ask("You have not tried it yet. Show the solution all the same?", "really solution")
            case "really solution":
                self._toggle_solution()

    def _toggle_solution(self) -> None:
        """Show the solution, or hide it again."""
        self._solution.display = not self._solution.display
        if self._solution.display:
            from textual.highlight import highlight

            code = highlight(self.block.solution.rstrip("\n"), language="python")
            self._solution.update(Content.assemble(("A solution\n\n", "$text-muted"), code))
            self.call_after_refresh(self._show_solution)
        self._update()

    def _show_solution(self) -> None:
        bring_into_sight(self, self._bar.region.y, self._solution.region.bottom - 1)

    # --- what comes of it --------------------------------------------------------------------------

    @property
    def _is_running(self) -> bool:
        return self._report is not None and not self._report.is_over

    def set_report(self, report: CodeReport | None) -> None:
        """Show a run: at its start, whenever there is more, and at its end. None once there is none."""
        if report is not None and report is not self._report:
            self._text, self._seconds = self.text, 0
            self._editor.mark(0)
            self._clock = self.set_interval(1.0, self._tick)
            self.call_after_refresh(self._show_result)
        self._report = report
        if self._is_running and self._drawing is None:
            # A program may print thousands of times a second.
            self._drawing = self.set_timer(PACE, self._draw)
        elif not self._is_running:
            self._finish()
        self._update()

    def _finish(self) -> None:
        """A run is over: mark what failed, and scroll its result into sight."""
        if self._clock is not None:
            self._clock.stop()
        if self._report is None:
            self._draw()
            return
        self._tried = True
        self._solved = self._solved or (self._report.passed and bool(self.block.checks))
        if self._text == self.text:
            self._editor.mark(self._report.line)
        self._draw()
        self.call_after_refresh(self._show_result)
        is_compared = any(check.aspect for check in self.block.checks)
        if is_compared and self._report.passed and not self._solution.display:
            # Written from memory, and right: the two are read one under another.
            self._toggle_solution()

    def _show_result(self) -> None:
        bring_into_sight(self, self._bar.region.y, self._shown.region.bottom - 1)

    def _draw(self) -> None:
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None
        self._shown.set_report(self._report, self._text, self._solved, self._way_on)

    def _tick(self) -> None:
        self._seconds += 1
        self._update()

    def on_descendant_focus(self) -> None:
        """The way on depends on where the focus is."""
        self._update()
        self._draw()

    def on_descendant_blur(self) -> None:
        """The way on depends on where the focus is."""
        self._update()
        self._draw()

    def _update(self) -> None:
        has_trained = self._report is not None and self._report.trainings.run is not None
        curves: tuple[Button, ...] = (("curves", "its curves"),) if has_trained else ()
        if self._is_running:
            running = f"running {self._seconds} s of {self.block.seconds:g}"
            self._bar.set_buttons((("run", "ctrl+r stop"), *curves), (running,))
            return
        buttons: tuple[Button, ...] = (("run", "ctrl+r run"), ("reset", "reset"))
        if self.block.solution:
            buttons = (*buttons, ("solution", "hide solution" if self._solution.display else "solution"))
        buttons = (*buttons, *curves)
        self._bar.set_buttons(buttons, ways(self._editor.has_focus, self._bar.has_focus, self._way_in))
