"""The challenges of a lesson: every run is judged, hints come one by one, the rest is kept. No Textual here."""

import msgspec

from nnterm.errors import NntermError, StoreError
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.study import Study, is_trained
from nnterm.lesson.blocks.structs import Challenge
from nnterm.lesson.challenge_study import ChallengeStudy
from nnterm.lesson.judging import ChallengeProgress, missed_words
from nnterm.runs.trainer.train_once import run_of
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.evaluation import Judged
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.view import LessonView


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a challenge with progress, as JSON."""

    stage: int
    """Stages reached."""
    hints: int = 0
    """Hints shown."""


class Challenges:
    """How far the learner has come with each challenge of one lesson."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext, runs: Runs, judged: Judged) -> None:
        """`judged` hears of every run that a challenge judged."""
        self._model = model
        self._view = view
        self._context = context
        self._runs = runs
        self._judged = judged
        self._taken: list[Run] = []
        """Runs of other seeds that were judged."""
        self.all_progress: dict[str, ChallengeProgress] = {}
        """Progress by the challenge's id."""

    def load(self) -> None:
        """Take up how far the learner came in earlier sessions."""
        self.all_progress, self._taken = {}, []
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
        """Judge a run of the lab that is over by every challenge about its experiment.

        Seeds of other settings than it has are no longer wanted.
        """
        if not run.state.over or run.lesson != self._model.head.id or run.state is RunState.FAILED:
            return
        for progress in self.all_progress.values():
            is_judged = progress.last is run and progress.last_epochs == run.epochs
            if progress.baseline.id == run.experiment and not is_judged:
                self._judge(progress, run)
                study = self._study_of(progress)
                if study is not None and not progress.is_tried_by(study.origin):
                    self._forget(study)

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
        """Which challenge it is: with its step where another is open, by its id where its step has two."""
        steps = self._model.lesson.steps
        place, step = next((at, step) for at, step in enumerate(steps, 1) if progress.challenge in step.blocks)
        is_alone = sum(isinstance(block, Challenge) for block in step.blocks) == 1
        name = "Challenge" if is_alone else f"Challenge {progress.challenge.id.replace('-', ' ')}"
        return name if place == self._model.index + 1 else f"{name} of step {place}"

    def _keep(self, progress: ChallengeProgress) -> None:
        kept = msgspec.json.encode(Kept(progress.stage, progress.hints)).decode()
        lesson, store = self._model.head.id, self._context.progress
        id, passed = progress.challenge.id, progress.passed
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
        """Train the same hyperparameters on the seeds that are missing; the lab is free meanwhile."""
        last, lab, study = progress.last, self._model.lab, self._study_of(progress)
        is_elsewhere = lab is None or lab.baseline.id != progress.baseline.id
        if last is None or lab is None or is_elsewhere or (study is not None and study.is_under_way):
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
        described = [run_of(experiment, self._model.head.id) for experiment in chosen]
        study = ChallengeStudy(progress.challenge.id, progress.stage, last, described)
        self._model.set_challenge(lab, study)
        self._context.studies.begin(study)
        self._show_seeds()
        self._view.redraw()

    def _study_of(self, progress: ChallengeProgress) -> ChallengeStudy | None:
        """The seeds that were begun last for a challenge."""
        study = self._context.studies.of(ChallengeStudy.KIND, self._model.head.id, progress.baseline.id)
        if isinstance(study, ChallengeStudy) and study.challenge == progress.challenge.id:
            return study
        return None

    def take_news(self, study: Study) -> None:
        """Judge the seeds that are over by now, and say how many are."""
        if not isinstance(study, ChallengeStudy) or study.lesson != self._model.head.id:
            return
        self._judge_seeds(study)
        self._show_seeds()
        if study.is_over:
            self._runs.listing.list_runs()

    def _judge_seeds(self, study: ChallengeStudy) -> None:
        """Judge what was trained to its end, once; where the latest run has other settings it is about nothing."""
        for run in study.ended:
            if not is_trained(run) or run.state is RunState.FAILED or any(run is taken for taken in self._taken):
                continue
            self._taken.append(run)
            for progress in self.all_progress.values():
                if progress.baseline.id == study.experiment and progress.is_tried_by(run):
                    self._judge(progress, run)

    def _show_seeds(self) -> None:
        """Say in the challenges of this step which seeds are under way."""
        for block in self._view.challenges():
            study = self._study_of(block.progress)
            block.set_under_way(_under_way(study) if study is not None and study.is_under_way else "")

    def _forget(self, study: ChallengeStudy) -> None:
        if (lab := self._model.labs.get(study.experiment)) is not None:
            self._model.set_challenge(lab, None)
        self._context.studies.forget(study)
        self._show_seeds()

    def stop(self) -> bool:
        """Stop the seeds of the shown experiment; whether there were some under way."""
        study = self._model.lab.challenge if self._model.lab is not None else None
        if study is None or not study.is_under_way:
            return False
        self._context.studies.stop(study)
        return True

    def recall(self) -> None:
        """Take up the seeds that were begun, maybe before the lesson was opened, and what is trained of them by now."""
        for progress in self.all_progress.values():
            study = self._study_of(progress)
            if study is None:
                continue
            if progress.last is None and progress.stage == study.stage:
                progress.take(study.origin)
                self._redraw(progress)
            self._judge_seeds(study)
            if (lab := self._model.labs.get(study.experiment)) is not None:
                self._model.set_challenge(lab, study)
        self._show_seeds()

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
        self._runs.change(solutions[at % len(stages)])
        if len(stages) > 1:
            self._view.notify_briefly(f"The solution of stage {at % len(stages) + 1}. Enter takes the next one.")


def _under_way(study: ChallengeStudy) -> str:
    """How far the seeds are, and how to end them."""
    # A trainer needs seconds before its first epoch.
    far = f", {study.share:.0%} of the epochs" if study.share else ""
    return f"{study.total} more {'seed' if study.total == 1 else 'seeds'} in training, {study.done} done{far}; s stops"


def _news(progress: ChallengeProgress) -> str:
    """In one line, what the latest run made of the challenge."""
    if progress.passed:
        return "Challenge passed"
    tried = f"{progress.seeds_passed} of {progress.challenge.seeds} seeds"
    return f"Challenge: {missed_words(progress) or (tried if progress.seeds_passed else 'not yet')}"


def _take_up(progress: ChallengeProgress, text: str) -> None:
    """Go on from what was kept as `text`; what cannot be read is as if nothing had been reached."""
    try:
        kept = msgspec.json.decode(text, type=Kept)
    except msgspec.MsgspecError:
        return
    progress.stage = max(0, min(kept.stage, len(progress.challenge.stages)))
    progress.hints = max(0, min(kept.hints, len(progress.challenge.hints)))
