"""The part of a lesson's screen that keeps predictions: asks for them before a run, and lets the run answer."""

from nnterm.errors import StoreError
from nnterm.experiment.run import RunState
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.scoring import Guess, answer, answers, decode, is_close
from nnterm.tui.drawing.guess_mark import mark_of
from nnterm.tui.frame.halves import Halves
from nnterm.tui.lesson.lab_screen import LabScreen
from nnterm.tui.messages import RunAdvanced
from nnterm.tui.reading.predict_view import PredictView


class Predicting(LabScreen):
    """A lab beside a lesson with predictions."""

    lesson: Lesson

    def load_guesses(self) -> None:
        """Take up what was guessed in earlier sessions."""
        self._skipped: set[str] = set()
        self._guesses: dict[str, Guess] = {}
        try:
            kept = self.app.progress.answers(self.lesson.head.id)
        except StoreError:
            return
        for predict, _ in self.lesson.predictions:
            guess = decode(kept[predict.id][0]) if predict.id in kept else None
            if guess is not None:
                self._guesses[predict.id] = guess

    def asks_first(self) -> bool:
        """Whether a prediction of this step waits for its guess; asked once, so that skipping costs one key."""
        view = next((v for v in self.query(PredictView) if v.waiting and v.predict.id not in self._skipped), None)
        if view is None:
            return False
        self._skipped.add(view.predict.id)
        self.query_one(Halves).turn("read")
        view.ask()
        return True

    def on_predict_view_guessed(self, message: PredictView.Guessed) -> None:
        """Keep the guess, and draw it."""
        predict = message.predict
        experiment = next(e for p, e in self.lesson.predictions if p == predict)
        state = self._states.get(experiment.id)
        seen = state is not None and state.run is not None and bool(state.run.epochs)
        self._keep(predict, Guess(guess=message.guess, seen=seen))
        self.mark_guess()
        self.show_lab()

    def mark_guess(self) -> None:
        """Draw the guess about the experiment in the lab; of several the last one that is a place in the charts."""
        state = self.state
        if state is None:
            return
        marks = [
            mark_of(predict, self._guesses[predict.id])
            for predict, experiment in self.lesson.predictions
            if experiment.id == state.baseline.id and predict.id in self._guesses
        ]
        state.guess = next((mark for mark in reversed(marks) if mark is not None), None)

    def on_run_advanced(self, message: RunAdvanced) -> None:
        """A run that is over answers what was guessed about it."""
        run = message.run
        if not run.state.over or run.lesson != self.lesson.head.id:
            return
        for predict, experiment in self.lesson.predictions:
            guess = self._guesses.get(predict.id)
            if guess is None or guess.found is not None or run.experiment != experiment.id:
                continue
            if answers(run, experiment):
                self._keep(predict, answer(predict, guess, run))
                self.query_one(Halves).tell("Your guess is answered")
            elif run.state is not RunState.FAILED:
                self.app.notify(
                    "The guess is open: this run was stopped, or had other settings than the lesson's. r resets them.",
                    timeout=6,
                )

    def _keep(self, predict: Predict, guess: Guess) -> None:
        self._guesses[predict.id] = guess
        right = is_close(predict, guess)
        self.app.keep(lambda: self.app.progress.answer(self.lesson.head.id, predict.id, guess.encode(), right))
        for view in self.query(PredictView):
            if view.predict.id == predict.id:
                view.show(guess)
