"""Asks the trainer what the open panel wants to know: now and then while a run goes on, once where it stands."""

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from textual.timer import Timer

from nnterm.experiment.protocol.inspection_requests import Question
from nnterm.experiment.protocol.inspection_results import Answer, NotInspected
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lesson.inspection_blocker import lack
from nnterm.tui.lesson.model import LabState
from nnterm.tui.messages import RunInspected
from nnterm.tui.session.terminal import over_ssh

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp

REST, SSH_REST = 0.5, 2.0
"""Seconds between two answers to the same question while a run goes on, here and over SSH."""

SHARE = 4
"""How many times as long as an answer took the run is left alone: looking must not slow it down."""

LOST = 15.0
"""Seconds after which an answer that did not come is asked for again."""


class Asked(NamedTuple):
    """A question, and where the run stood."""

    run_id: str
    epochs: int
    step: int
    is_over: bool
    question: Question


class Inspecting(SteadyScreen):
    """The part of a lab's screen that keeps the open panel's answer up to date."""

    app: "NntermApp"
    _states: dict[str, LabState]
    """The lab's state for each experiment that was met."""
    _asked: Asked | None = None
    """What was asked last."""
    _waits_since: float | None = None
    """When that was, while there is no answer."""
    _next_at = 0.0
    """When the same question may be asked again."""
    _later: Timer | None = None

    @property
    def state(self) -> LabState | None:
        """What stands in the lab."""
        raise NotImplementedError

    def look_inside(self) -> None:
        """Bring the open panel up to date, if it is one that looks inside a model."""
        panel = self.query_one(Lab).inside
        if panel is None:
            return
        state, training = self.state, self.app.training
        missing = lack(state, training)
        panel.show(state, missing)
        if state is None or state.run is None or missing:
            return
        run, question = state.run, panel.question
        if question is None:
            return
        asked = Asked(run.run_id, run.epochs, run.step, run.state.over, question)
        now = monotonic()
        before, since = self._asked, self._waits_since
        same_run = before is not None and before.run_id == run.run_id
        is_lost = since is not None and now - since >= LOST
        if (asked == before or (since is not None and same_run)) and not is_lost:
            return
        is_new = before is None or not same_run or before.question != question
        if now < self._next_at and not is_new and not run.state.over:
            if self._later is None:
                self._later = self.set_timer(self._next_at - now, self._look_again)
            return
        self._asked, self._waits_since = asked, now
        training.inspect(question)

    def _look_again(self) -> None:
        self._later = None
        self.look_inside()

    def on_run_inspected(self, message: RunInspected) -> None:
        """Draw the answer, and ask what was wondered meanwhile."""
        rest = max(SSH_REST if over_ssh() else REST, SHARE * message.answer.seconds)
        self._waits_since, self._next_at = None, monotonic() + rest
        for state in self._states.values():
            if state.run is message.run:
                self._keep_answer(state, message.answer)
        self.look_inside()

    def _keep_answer(self, state: LabState, answer: Answer) -> None:
        state.answers.pop(NotInspected, None)
        panel = self.query_one(Lab).inside
        if isinstance(answer, NotInspected) and panel is not None:
            # What was seen before answers another question.
            state.answers.pop(panel.KIND, None)
        state.answers[type(answer)] = answer

    def on_inside_wondered(self, message: Inside.Wondered) -> None:
        """The learner turned a page."""
        message.stop()
        self.look_inside()
