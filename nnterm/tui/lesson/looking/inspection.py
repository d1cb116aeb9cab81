"""Asks the trainer what the open panel wants to know, now and then while a run goes on. No Textual here."""

from time import monotonic
from typing import NamedTuple

from nnterm.experiment.protocol.inspection_requests import InspectionRequest, InspectMap
from nnterm.experiment.protocol.inspection_results import InspectionResult, MapComputed, NotInspected
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView, Pending
from nnterm.tui.messages import RunInspected
from nnterm.tui.session.training import Training
from nnterm.tui.terminal import over_ssh

REST, SSH_REST = 0.5, 2.0
"""Seconds between two answers to the same question while a run goes on, here and over SSH."""

SHARE = 9
"""How many times as long as an answer took the run is left alone: looking takes at most a tenth of its time."""

LOST = 15.0
"""Seconds after which a question without an answer is sent again."""


class RequestedAt(NamedTuple):
    """A question to the trainer, and where the run was then."""

    run_id: str
    epochs: int
    step: int
    is_over: bool
    question: InspectionRequest


class Inspection:
    """Keeps the open panel's answer up to date, and the answers of every lab."""

    def __init__(self, model: LessonModel, view: LessonView, training: Training) -> None:
        self._model = model
        self._view = view
        self._training = training
        self._last: RequestedAt | None = None
        """The last request."""
        self._waits_since: float | None = None
        """When that was, while there is no answer."""
        self._next_at = 0.0
        """When the same question may be sent again."""
        self._later: Pending | None = None
        self._reached: tuple[str, int, int] | None = None
        """The run, the epoch that was looked at, and the epoch that the answer is of."""

    def look(self) -> None:
        """Bring the open panel up to date, if it is one that looks inside a model, or the map of an earlier epoch."""
        lab, blocker = self._model.lab, inspection_blocker(self._model.lab, self._training)
        panel = self._view.inside_panel()
        if panel is not None:
            panel.set_state(lab, blocker)
        if lab is None or lab.run is None or blocker:
            return
        run, cursor = lab.run, lab.view.cursor
        question = panel.question if panel is not None else self._map_question(lab)
        if question is None:
            return
        # What an epoch of the past answers stays the same while the run goes on.
        at = (run.epochs, run.step, run.state.over) if cursor is None else (cursor, 0, True)
        request = RequestedAt(run.run_id, *at, question)
        now = monotonic()
        before, since = self._last, self._waits_since
        same_run = before is not None and before.run_id == run.run_id
        is_lost = since is not None and now - since >= LOST
        if (request == before or (since is not None and same_run)) and not is_lost:
            return
        is_new = before is None or not same_run or before.question != question or cursor is not None
        if now < self._next_at and not is_new and not run.state.over:
            if self._later is None:
                self._later = self._view.after(self._next_at - now, self._look_again)
            return
        self._last, self._waits_since = request, now
        self._training.inspect(question, cursor)

    def _map_question(self, lab: LabState) -> InspectionRequest | None:
        """The map of an earlier epoch, where it can be seen.

        The newest comes by itself, but for a run that went on while its lesson was not open.
        """
        is_seen = lab.in_the_plane and self._view.shown_panel() in ("curves", "map")
        run, map = lab.run, lab.map
        is_missing = run is not None and run.state.over and (map is None or map.epoch != run.epochs)
        return InspectMap() if is_seen and (lab.view.cursor is not None or is_missing) else None

    def _look_again(self) -> None:
        self._later = None
        self.look()

    def take_map(self) -> None:
        """The map of the model as it is came, asked for or not: go on to what the panel wants to know."""
        if self._last is not None and isinstance(self._last.question, InspectMap) and self._waits_since is not None:
            self._waits_since = None
            self.look()

    def take_answer(self, news: RunInspected) -> None:
        """Draw the answer, and ask what the panel wanted to know meanwhile."""
        rest = max(SSH_REST if over_ssh() else REST, SHARE * news.answer.seconds)
        self._waits_since, self._next_at = None, monotonic() + rest
        self._keep(news.run, news.answer)
        if self._note_reached(news.run, news.answer):
            self._last = None
        if isinstance(news.answer, MapComputed):
            self._view.redraw_map()
        self.look()

    def _note_reached(self, run: Run, answer: InspectionResult) -> bool:
        """Note which epoch the answer is of; True where asking again brings the one that is looked at nearer.

        Each look trains towards it for a while. A training that goes on is not delayed for it.
        """
        if answer.requested in (None, answer.epoch) or isinstance(answer, NotInspected) or not run.state.over:
            return False
        before, self._reached = self._reached, (run.run_id, answer.requested, answer.epoch)
        return before != self._reached

    def _keep(self, run: Run, answer: InspectionResult) -> None:
        panel = self._view.inside_panel()
        # What was seen before answers another question than the one that was refused.
        replaced = panel.KIND if isinstance(answer, NotInspected) and panel is not None else None
        self._model.keep_answer(run, answer, replaced)


def inspection_blocker(state: LabState | None, training: Training) -> str:
    """What is missing to look inside the model of `state`; empty where nothing is."""
    if state is None:
        return "This step has nothing to train. n goes on to the next one."
    run = state.run
    if run is None:
        return "Press t first: there is no trained model yet."
    match run.state:
        case RunState.FAILED:
            return "This run failed, so there is no model. Press r for the lesson's own values, then t."
        case RunState.DIVERGED if not (run is training.run and training.has_model):
            return "This run diverged: its weights became NaN. Lower the learning rate (f), then press t."
        case RunState.REQUESTED:
            return "The model is being built. A moment."
    if run is not training.run or not training.has_model:
        return "This model is gone: train again (t) to look inside."
    return ""
