"""What the learner guessed before a run: requested, kept, drawn, and answered by the run. No Textual here."""

from nnterm.errors import StoreError
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.scoring import Guess, answer, answers, decode, is_close
from nnterm.tui.context import AppContext
from nnterm.tui.drawing.curves.guess_mark import mark_of
from nnterm.tui.lesson.evaluation import Judged
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView


class Predictions:
    """The guesses of one lesson."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext, judged: Judged) -> None:
        """`judged` hears of every run by which a guess was answered."""
        self._model = model
        self._view = view
        self._context = context
        self._judged = judged
        self._guesses: dict[str, Guess] = {}
        self._skipped: set[str] = set()
        """Predictions that were requested once, and left unanswered."""

    def load(self) -> None:
        """Take up what was guessed in earlier sessions."""
        self._skipped, self._guesses = set(), {}
        try:
            kept = self._context.progress.answers(self._model.head.id)
        except StoreError:
            return
        for predict, _ in self._model.lesson.predictions:
            guess = decode(kept[predict.id][0]) if predict.id in kept else None
            if guess is not None:
                self._guesses[predict.id] = guess

    def ask_first(self) -> bool:
        """Request the guess that this step waits for, once: skipping it costs one key. Returns whether it did."""
        waiting = (block for block in self._view.predictions() if block.waiting)
        block = next((block for block in waiting if block.predict.id not in self._skipped), None)
        if block is None:
            return False
        self._skipped.add(block.predict.id)
        self._view.open_half("read")
        block.request_guess()
        return True

    def take_guess(self, predict: Predict, guess: float | str) -> None:
        """Keep the guess, and draw it."""
        experiment = next(e for p, e in self._model.lesson.predictions if p == predict)
        lab = self._model.labs.get(experiment.id)
        seen = lab is not None and lab.run is not None and bool(lab.run.epochs)
        self._keep(predict, Guess(guess=guess, seen=seen))
        self.mark()
        self._view.refresh_lab()

    def mark(self) -> None:
        """Draw the guess about the experiment in the lab; of several the last one that is a place in the charts."""
        lab = self._model.lab
        if lab is None:
            return
        marks = [
            mark_of(predict, self._guesses[predict.id])
            for predict, experiment in self._model.lesson.predictions
            if experiment.id == lab.baseline.id and predict.id in self._guesses
        ]
        self._model.set_guess(next((mark for mark in reversed(marks) if mark is not None), None))

    def take_run(self, run: Run) -> None:
        """Answer a guess when a run about it is over, however it ended, and let the text after it be read."""
        if run.lesson != self._model.head.id or not run.state.over:
            return
        for predict, experiment in self._model.lesson.predictions:
            guess = self._guesses.get(predict.id)
            if run.experiment != experiment.id:
                continue
            if guess is not None or answers(run, experiment):
                self._reveal(predict)
            if guess is None or guess.found is not None:
                continue
            if answers(run, experiment):
                self._judged([predict.figure], run)
                self._keep(predict, answer(predict, guess, run))
                self._view.set_news("guess", "Your guess is answered")
            elif run.state is not RunState.FAILED:
                self._view.notify_briefly(
                    "Your guess is still open: this run was stopped, or had other settings than the lesson's. "
                    "r resets them.",
                    6,
                )

    def _reveal(self, predict: Predict) -> None:
        """Let the text be read that a guess was to come before: the run has shown the answer."""
        for block in self._view.predictions():
            if block.predict.id == predict.id:
                block.reveal()

    def _keep(self, predict: Predict, guess: Guess) -> None:
        self._guesses[predict.id] = guess
        right, lesson, progress = is_close(predict, guess), self._model.head.id, self._context.progress
        self._context.keep(lambda: progress.answer(lesson, predict.id, guess.encode(), right))
        for block in self._view.predictions():
            if block.predict.id == predict.id:
                block.set_guess(guess)
