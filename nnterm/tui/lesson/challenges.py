"""The part of a lesson's screen that keeps challenges: every run is judged, hints come one by one."""

import msgspec

from nnterm.errors import NntermError, StoreError
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run, RunState
from nnterm.lesson.judging import Standing
from nnterm.lesson.lesson import Lesson
from nnterm.tui.frame.halves import Halves
from nnterm.tui.lesson.sweeping import Sweeping
from nnterm.tui.messages import RunAdvanced, Troubled
from nnterm.tui.reading.challenge_view import ChallengeView


class Kept(msgspec.Struct, frozen=True):
    """What is kept of a challenge with progress, as JSON."""

    stage: int
    """Stages reached."""
    hints: int = 0
    """Hints shown."""


class Challenging(Sweeping):
    """A lab beside a lesson with challenges."""

    lesson: Lesson

    def load_challenges(self) -> None:
        """Take up how far the learner came in earlier sessions."""
        self._standings: dict[str, Standing] = {}
        try:
            answers = self.app.progress.answers(self.lesson.head.id)
        except StoreError:
            answers = {}
        for challenge, experiment in self.lesson.challenges:
            standing = Standing(challenge, experiment)
            if challenge.id in answers:
                _take_up(standing, answers[challenge.id][0])
            self._standings[challenge.id] = standing

    def challenge_shown(self) -> Standing | None:
        """The challenge of the step that is open."""
        return next((view.standing for view in self.query(ChallengeView)), None)

    def on_run_advanced(self, message: RunAdvanced) -> None:
        """Judge a run that is over by every challenge about its experiment."""
        run = message.run
        if not run.state.over or run.lesson != self.lesson.head.id or run.state is RunState.FAILED:
            return
        for standing in self._standings.values():
            if standing.baseline.id == run.experiment and standing.last is not run:
                self._judge(standing, run)

    def _judge(self, standing: Standing, run: Run) -> None:
        before = standing.stage
        standing.take(run)
        if standing.stage > before:
            self._keep_standing(standing)
            # Short, as it lies over the text that says all of it.
            told = "Challenge passed." if standing.passed else "Reached. The text says what comes next."
            self.app.notify(told, timeout=4)
        self._show_standing(standing)
        if standing is self.challenge_shown():
            self.query_one(Halves).tell(_news(standing))

    def _keep_standing(self, standing: Standing) -> None:
        kept = msgspec.json.encode(Kept(standing.stage, standing.hints)).decode()
        lesson, id, passed = self.lesson.head.id, standing.challenge.id, standing.passed
        self.app.keep(lambda: self.app.progress.answer(lesson, id, kept, passed))

    def _show_standing(self, standing: Standing) -> None:
        for view in self.query(ChallengeView):
            if view.standing is standing:
                view.show()

    def action_hint(self) -> None:
        """Show one hint more for the challenge of this step."""
        standing = self.challenge_shown()
        if standing is None:
            self.app.notify("This step has no challenge to give a hint for.", timeout=3)
            return
        if standing.hints < len(standing.challenge.hints):
            standing.hints += 1
            self._keep_standing(standing)
        self.action_view("read")
        self._show_standing(standing)
        view = next(iter(self.query(ChallengeView)))
        self.call_after_refresh(view.scroll_visible, animate=False)
        # The key is offered as long as there are hints.
        self.call_after_refresh(self._frame)

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits."""

    def on_challenge_view_seeds_asked(self, message: ChallengeView.SeedsAsked) -> None:
        """Train the same hyperparameters on the seeds that are missing."""
        last, state = message.standing.last, self.state
        if last is None or state is None or state.baseline.id != message.standing.baseline.id:
            return
        chosen = [
            msgspec.structs.replace(
                state.baseline,
                dataset=last.dataset,
                split=last.split,
                hyperparameters=msgspec.structs.replace(last.current, seed=seed),
            )
            for seed in message.standing.seeds_to_try()
        ]
        self.train_in_turn(chosen, "the seed", lambda runs: self.action_view("read"))

    def on_challenge_view_solution_asked(self, message: ChallengeView.SolutionAsked) -> None:
        """Take the solution into the form; of several stages one after the other."""
        standing, state = message.standing, self.state
        if state is None or state.baseline.id != standing.baseline.id:
            self.app.notify("The lab holds another experiment than this challenge is about.", timeout=4)
            return
        stages = standing.challenge.stages
        try:
            solutions = [assign(state.baseline, list(stage.solution)) for stage in stages]
        except NntermError as error:
            self.app.on_troubled(Troubled(error))
            return
        # The form says which stage was taken last: enter once more takes the next one.
        at = solutions.index(state.experiment) + 1 if state.experiment in solutions else 0
        self._change(solutions[at % len(stages)])
        if len(stages) > 1:
            self.app.notify(f"The solution of stage {at % len(stages) + 1}. Enter takes the next one.", timeout=4)


def _news(standing: Standing) -> str:
    """In one line, what the latest run made of the challenge."""
    if standing.passed:
        return "Challenge passed"
    tried = f"{standing.seeds_passed} of {standing.challenge.seeds} seeds"
    return f"Challenge: {tried if standing.seeds_to_try() else 'not yet'}"


def _take_up(standing: Standing, text: str) -> None:
    """Go on from what was kept as `text`; what cannot be read is as if nothing had been reached."""
    try:
        kept = msgspec.json.decode(text, type=Kept)
    except msgspec.MsgspecError:
        return
    standing.stage = max(0, min(kept.stage, len(standing.challenge.stages)))
    standing.hints = max(0, min(kept.hints, len(standing.challenge.hints)))
