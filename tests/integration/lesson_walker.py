"""Works through one lesson as it is meant: reads, guesses, trains, answers, writes the code, passes the challenges.

On the way it finds out whether the lesson keeps what it promises of its trainings.
"""

from collections.abc import Iterator

from learner import MOMENT, Learner
from programs import type_program
from promises import Promises
from settings import change_setting, change_settings
from steady_pilot import SteadyPilot
from textual.widget import Widget

from nnterm import paths
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.blocks.structs import Challenge, Code, Predict, Quiz
from nnterm.lesson.lesson import Lesson, Step
from nnterm.lesson.scoring import Guess, decode, score
from nnterm.tui.app import NntermApp
from nnterm.tui.course.repeats import RepeatScreen
from nnterm.tui.lab.explore.view import ExploreView
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.question_view import LONGEST
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader

TRAINING = 240.0
"""Seconds that one training may take, on a slow machine."""

SEEDS_BESIDE = ("activations", "dense-iris")
"""Lessons in which the other seeds of a challenge are trained by its button.

That loads TensorFlow once more; in the others they are trained in the lab, and the challenge counts them as well.
"""

VIEWS: tuple[tuple[type, type[Widget]], ...] = (
    (Predict, PredictView),
    (Quiz, QuizView),
    (Code, ExerciseView),
    (Challenge, ChallengeView),
)
"""What shows which block."""


class LessonWalker(Learner):
    """Walks the lesson that `app` has opened, from its first step past its last one."""

    def __init__(self, app: NntermApp, pilot: SteadyPilot, lesson: Lesson) -> None:
        super().__init__(app, pilot)
        self.lesson = lesson
        self._to_train = dict(_to_train(lesson))
        self._promises = Promises(lesson)

    async def walk(self) -> None:
        """Every step, and on to what comes after the last one."""
        for number, step in enumerate(self.lesson.steps, 1):
            self.place = f"{self.lesson.head.id}, step {number} ({step.title})"
            await self.sees(f"step {number}/{len(self.lesson.steps)}")
            await self._read_all(step)
            await self._work(step)
            await self.leave_field()
            await self.press("n")
        self.place = f"{self.lesson.head.id}, the page it ends on"
        self._check_guesses()
        for fault in self._promises.left():
            self.stumble(fault)
        await self.sees(f"Lesson {self.lesson.head.number} is done.")
        await self.press("n")

    async def skip_questions(self) -> None:
        """Leave out what is asked before the next lesson."""
        while isinstance(self.app.screen, RepeatScreen):
            at = self.app.screen.at
            await self.press("escape")
            await self.until(
                lambda at=at: not isinstance(self.app.screen, RepeatScreen) or self.app.screen.at != at,  # type: ignore[misc]
                "what comes after a question",
            )

    # --- steps -------------------------------------------------------------------------------------

    async def _read_all(self, step: Step) -> None:
        """The title is at the top, and the text goes on to its end."""
        await self.sees(step.title)
        reader = self.app.screen.query_one(Reader)
        for _ in range(40):
            if reader.is_vertical_scroll_end:
                return
            await self.press("pagedown")
        raise self.fail("pagedown does not lead to the end of the text")

    async def _work(self, step: Step) -> None:
        """Guess first, then train, then answer what the run has shown, then code and challenges."""
        blocks = self._blocks(step)
        for block, view in blocks:
            if isinstance(block, Predict):
                await self._guess(block, view)
        experiment = self._to_train.get(self.lesson.steps.index(step))
        if experiment is not None:
            if catalog.options(experiment.dataset).get("path") == "":
                await self._bring_a_table()
            run = await self._train()
            for fault in self._promises.broken(experiment, run):
                self.stumble(fault)
            await self._open_panels()
        if step.explore is not None:
            await self._play()
        for block, view in blocks:
            match block:
                case Predict():
                    await self._compare(block, view)
                case Quiz():
                    await self._answer(block, view)
                case Code():
                    await self._write(block, view)
                case Challenge():
                    await self._pass(block, view)

    def _blocks(self, step: Step) -> list[tuple[object, Widget]]:
        """Every block of the step that takes keys, with what shows it."""
        found: list[tuple[object, Widget]] = []
        reader = self.app.screen.query_one(Reader)
        for kind, shown_by in VIEWS:
            blocks = [block for block in step.blocks if isinstance(block, kind)]
            views = list(reader.query(shown_by))
            assert len(blocks) == len(views), f"{self.place}: {len(blocks)} {kind.__name__}, {len(views)} shown"
            found += zip(blocks, views, strict=True)
        return found

    def _kept(self, id: str) -> tuple[str, bool]:
        """What is kept of the answer to a block, and whether it was right."""
        return self.app.context.progress.answers(self.lesson.head.id).get(id, ("", False))

    # --- training ----------------------------------------------------------------------------------

    async def _train(self) -> Run:
        """Train what the form says, to its end."""
        await self.leave_field()
        before = self.app.training.run
        await self.press("t")
        await self.until(lambda: self.app.training.run is not before, "t begins a run")
        run = self.app.training.run
        assert run is not None
        await self.until(lambda: run.state.over, "the run ends", TRAINING)
        if run.state not in (RunState.COMPLETED, RunState.DIVERGED):
            raise self.fail(f"the run is {run.state}: {run.failure}")
        await self.sees(f"epoch {run.epochs:,}/")
        return run

    def _is_idle(self) -> bool:
        """Whether nothing trains, and nothing waits to."""
        run = self.app.training.run
        return not self.app.context.studies.is_busy and (run is None or run.state.over)

    async def _bring_a_table(self) -> None:
        """Name a file of the learner's own."""
        table = paths.home() / "table.csv"
        rows = [f"{number % 7},{number % 5},{'low' if number % 7 < 4 else 'high'}" for number in range(70)]
        table.write_text("\n".join(["left,right,kind", *rows]), encoding="utf-8")
        await change_setting(self, "dataset.path", str(table))

    async def _open_panels(self) -> None:
        """Look at every panel of the lab once."""
        screen = self.app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        for _ in screen.model.lab.panels():
            await self.press("v")
            await self.leave_field()

    async def _play(self) -> None:
        """Play with what the lab draws: its keys change something."""
        await self.leave_field()
        await self.press("2", "tab")
        played = self.app.screen.query_one(ExploreView)
        focused = self.app.focused
        if focused is None or played not in focused.ancestors:
            raise self.fail("tab does not lead to what can be played with")
        before = self.screen
        await self.press("right", "up", "enter")
        await self.until(lambda: self.screen != before, "the keys change what is drawn")

    # --- predictions -------------------------------------------------------------------------------

    async def _guess(self, predict: Predict, view: Widget) -> None:
        """Commit to the first choice, or to a number."""
        await self.go_to(view)
        await self.press("1", "enter")
        await self.finds("Your guess is kept. Press t")

    async def _compare(self, predict: Predict, view: Widget) -> None:
        """The run has answered, and says so in words below the guess."""
        guess = self._guess_kept(predict)
        if guess is None or guess.found is None:
            return
        await self.go_to(view, "shift+tab")
        await self.finds(score(predict, guess))

    def _guess_kept(self, predict: Predict) -> Guess | None:
        return decode(self._kept(predict.id)[0])

    def _check_guesses(self) -> None:
        """Every guess was answered by a run of the lesson, and none came after it."""
        for predict, experiment in self.lesson.predictions:
            guess = self._guess_kept(predict)
            if guess is None or guess.found is None:
                self.stumble(f"no run of {experiment.id} has answered {predict.id}")
            elif guess.seen:
                self.stumble(f"{predict.id} comes after a run of {experiment.id} that shows the answer")
            elif predict.choices and predict.outcome(guess.found) is None:
                self.stumble(f"no choice of {predict.id} is what happened: {guess.found}")

    # --- quizzes and code --------------------------------------------------------------------------

    async def _answer(self, quiz: Quiz, view: Widget) -> None:
        """Give the right answer; the explanation follows."""
        await self.go_to(view)
        if quiz.choices:
            await self.press(*(str(index + 1) for index in quiz.answers), "enter")
        else:
            assert quiz.number is not None
            await self.press(*f"{quiz.number:.9g}"[:LONGEST], "enter")
        await self.until(lambda: self._kept(quiz.id)[1], f"the right answer to {quiz.id} is right")
        await self.finds(f"Right. {quiz.explanation}"[:60])

    async def _write(self, code: Code, view: Widget) -> None:
        """Write the solution in place of what is there, and run it."""
        assert isinstance(view, ExerciseView)
        await self.go_to(view)
        if code.solution:
            await self.press("f7", "backspace")
            await type_program(self, view.query_one(CodeEditor), code.solution.rstrip("\n"))
        await self.press("ctrl+r")
        await self.until(lambda: _is_over(view), "the program ends", code.seconds + MOMENT)
        if code.checks:
            await self.finds("All checks pass.")
            await self.until(lambda: self._kept(code.id)[1], f"passing {code.id} is kept")
        elif view._report is not None and view._report.trouble:
            raise self.fail(f"the program of {code.id} does not run")

    # --- challenges --------------------------------------------------------------------------------

    async def _pass(self, challenge: Challenge, view: Widget) -> None:
        """Take a hint, then reach stage after stage with the settings of its solution, on all its seeds."""
        assert isinstance(view, ChallengeView)
        await self.read()
        if challenge.hints:
            await self.sees("h hint")
            await self.press("h")
            await self.finds(f"A nudge: {challenge.hints[0]}"[:60])
        baseline = view.progress.baseline
        for number, stage in enumerate(challenge.stages, 1):
            await change_settings(self, assign(baseline, list(stage.solution)))
            run = await self._train()
            await self.until(
                lambda run=run: view.progress.last is run,  # type: ignore[misc]
                f"{challenge.id} takes note of the run",
            )
            await self._try_seeds(view)
            await self.until(
                lambda reached=number: view.progress.stage >= reached,  # type: ignore[misc]
                f"stage {number} of {challenge.id} is reached by its solution",
            )
        await self.read()
        await self.until(lambda: self._kept(challenge.id)[1], f"passing {challenge.id} is kept")
        # It keeps its place until the learner goes on, and is what comes before that.
        await self.press("tab")
        await self.go_to(view, "shift+tab")
        await self.finds("One solution:")

    async def _try_seeds(self, view: ChallengeView) -> None:
        """Train the other seeds: by the button of the challenge in a process of their own, or one by one in the lab."""
        seeds = view.progress.seeds_to_try()
        if not seeds:
            return
        await self.go_to(view)
        await self.finds(f"the same on {len(seeds)} more seed")
        if self.lesson.head.id in SEEDS_BESIDE:
            await self.press("enter")
            await self.until(self._is_idle, "the other seeds are trained", TRAINING * len(seeds))
            return
        for seed in seeds:
            await change_setting(self, "seed", str(seed))
            await self.leave_field()
            await self._train()


def _to_train(lesson: Lesson) -> Iterator[tuple[int, Experiment]]:
    """Each experiment with the index of the step that has it trained: its own, or the first that foretells its run."""
    for own, step in enumerate(lesson.steps):
        if step.experiment is None:
            continue
        predicts = [predict for predict, experiment in lesson.predictions if experiment.id == step.experiment.id]
        in_lab = (i for i in range(own, len(lesson.steps)) if lesson.experiment_at(i) is step.experiment)
        asked = (i for i in in_lab if any(predict in lesson.steps[i].blocks for predict in predicts))
        yield next(asked, own), step.experiment


def _is_over(view: ExerciseView) -> bool:
    return view._report is not None and view._report.is_over
