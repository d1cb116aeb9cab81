"""The challenges of a lesson: every run is judged, hints come one by one, the rest is kept. No Textual here."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from nnterm.errors import NntermError, StoreError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run, RunState
from nnterm.lesson.judging import ChallengeProgress
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.comparing.sweep import Done
from nnterm.tui.lesson.evaluation import Judged
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a challenge with progress, as JSON."""

    stage: int
    """Stages reached."""
    hints: int = 0
    """Hints shown."""


class TrainEach(Protocol):
    """Trains experiments of the shown lab one after another."""

    def __call__(self, experiments: list[Experiment], label: str, done: Done) -> None:
        """`label` says in words what differs between them."""


class Challenges:
    """How far the learner has come with each challenge of one lesson."""

    def __init__(
        self,
        model: LessonModel,
        view: LessonView,
        context: AppContext,
        *,
        judged: Judged,
        change: Callable[[Experiment], None],
        train_each: TrainEach,
    ) -> None:
        """`judged` hears of every run that a challenge judged; `change` puts an experiment into the lab."""
        self._model = model
        self._view = view
        self._context = context
        self._judged = judged
        self._change = change
        self._train_each = train_each
        self.all_progress: dict[str, ChallengeProgress] = {}
        """Progress by the challenge's id."""

    def load(self) -> None:
        """Take up how far the learner came in earlier sessions."""
        self.all_progress = {}
        try:
            answers = self._context.progress.answers(self._model.head.id)
        except StoreError:
            answers = {}
        for challenge, experiment in self._model.lesson.challenges:
            progress = ChallengeProgress(challenge, experiment)
            if challenge.id in answers:
                _take_up(progress, answers[challenge.id][0])
            self.all_progress[challenge.id] = progress

    @property
    def shown(self) -> ChallengeProgress | None:
        """The challenge of the step that is open."""
        return next((block.progress for block in self._view.challenges()), None)

    @property
    def hints_left(self) -> int:
        """How many hints the shown challenge still has."""
        progress = self.shown
        if progress is None or progress.passed:
            return 0
        return len(progress.challenge.hints) - progress.hints

    def take_run(self, run: Run) -> None:
        """Judge a run that is over by every challenge about its experiment."""
        if not run.state.over or run.lesson != self._model.head.id or run.state is RunState.FAILED:
            return
        for progress in self.all_progress.values():
            if progress.baseline.id == run.experiment and progress.last is not run:
                self._judge(progress, run)

    def _judge(self, progress: ChallengeProgress, run: Run) -> None:
        before = progress.stage
        if not progress.passed:
            self._judged([condition.figure for condition in progress.current_stage.conditions], run)
        progress.take(run)
        if progress.stage > before:
            self._keep(progress)
            # Short, as it lies over the text that says all of it.
            name = self._name(progress)
            news = f"{name} passed." if progress.passed else f"{name}: reached. The text says what comes next."
            self._view.notify_briefly(news)
        self._redraw(progress)
        if progress is self.shown:
            self._view.set_news("challenge", _news(progress))

    def _name(self, progress: ChallengeProgress) -> str:
        """Which challenge it is, with its step where that is not the one that is open."""
        name = f"Challenge {progress.challenge.id}"
        steps = self._model.lesson.steps
        place = next(at for at, step in enumerate(steps, 1) if progress.challenge in step.blocks)
        return name if place == self._model.index + 1 else f"{name} of step {place}"

    def _keep(self, progress: ChallengeProgress) -> None:
        kept = msgspec.json.encode(Kept(progress.stage, progress.hints)).decode()
        lesson, id, passed, store = (
            self._model.head.id,
            progress.challenge.id,
            progress.passed,
            self._context.progress,
        )
        self._context.keep(lambda: store.answer(lesson, id, kept, passed))

    def _redraw(self, progress: ChallengeProgress) -> None:
        for block in self._view.challenges():
            if block.progress is progress:
                block.update_progress()

    def reveal_hint(self) -> None:
        """Show one hint more for the challenge of this step."""
        progress = self.shown
        if progress is None:
            self._view.notify_briefly("This step has no challenge to give a hint for.", 3)
            return
        if progress.hints < len(progress.challenge.hints):
            progress.hints += 1
            self._keep(progress)
        self._view.open_half("read")
        self._redraw(progress)
        self._view.reveal_challenge()

    def try_seeds(self, progress: ChallengeProgress) -> None:
        """Train the same hyperparameters on the seeds that are missing."""
        last, lab = progress.last, self._model.lab
        if last is None or lab is None or lab.baseline.id != progress.baseline.id:
            return
        chosen = [
            msgspec.structs.replace(
                lab.baseline,
                dataset=last.dataset,
                split=last.split,
                hyperparameters=msgspec.structs.replace(last.current, seed=seed),
            )
            for seed in progress.seeds_to_try()
        ]
        self._train_each(chosen, "the seed", lambda _: self._view.open_half("read"))

    def take_solution(self, progress: ChallengeProgress) -> None:
        """Take the solution into the form; of several stages one after the other."""
        lab = self._model.lab
        if lab is None or lab.baseline.id != progress.baseline.id:
            self._view.notify_briefly("The lab holds another experiment than this challenge is about.")
            return
        stages = progress.challenge.stages
        try:
            solutions = [assign(lab.baseline, list(stage.solution)) for stage in stages]
        except NntermError as error:
            self._context.report(error)
            return
        # The form says which stage was taken last: enter once more takes the next one.
        at = solutions.index(lab.experiment) + 1 if lab.experiment in solutions else 0
        self._change(solutions[at % len(stages)])
        if len(stages) > 1:
            self._view.notify_briefly(f"The solution of stage {at % len(stages) + 1}. Enter takes the next one.")


def _news(progress: ChallengeProgress) -> str:
    """In one line, what the latest run made of the challenge."""
    if progress.passed:
        return "Challenge passed"
    tried = f"{progress.seeds_passed} of {progress.challenge.seeds} seeds"
    return f"Challenge: {tried if progress.seeds_to_try() else 'not yet'}"


def _take_up(progress: ChallengeProgress, text: str) -> None:
    """Go on from what was kept as `text`; what cannot be read is as if nothing had been reached."""
    try:
        kept = msgspec.json.decode(text, type=Kept)
    except msgspec.MsgspecError:
        return
    progress.stage = max(0, min(kept.stage, len(progress.challenge.stages)))
    progress.hints = max(0, min(kept.hints, len(progress.challenge.hints)))
