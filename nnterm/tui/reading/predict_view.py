"""A prediction: the learner commits before the run, and the run answers."""

from dataclasses import dataclass

from textual.message import Message

from nnterm.experiment.hyperparameters.losses import SHARES
from nnterm.experiment.verdict.conditions import column_of
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.scoring import Guess, decode, is_close, score
from nnterm.tui.drawing.rows import Piece, Role
from nnterm.tui.reading.question_view import QuestionView


class PredictView(QuestionView):
    """Draws one prediction and posts `Guessed`. A guess may be changed until a run has answered it."""

    heading = "Predict first"

    @dataclass(eq=False, repr=False)
    class Guessed(Message):
        """The learner committed to a guess."""

        predict: Predict
        guess: float | str
        """A number, or the text of a choice."""

    @dataclass(eq=False, repr=False)
    class Revealed(Message):
        """The text after it may be read: a run about it is over, or has answered without a guess."""

        predict: Predict

    def __init__(self, predict: Predict, earlier: tuple[str, bool] | None = None) -> None:
        super().__init__(predict.question, tuple(text for text, _ in predict.choices))
        self.predict = predict
        self._guess: Guess | None = None
        self._is_requested = False
        self.set_guess(decode(earlier[0]) if earlier is not None else None)

    def request_guess(self) -> None:
        """Take the focus: the run is about to begin."""
        self._is_requested = True
        self.focus()
        self.redraw()

    @property
    def waiting(self) -> bool:
        """Whether nothing was guessed yet."""
        return self._guess is None

    @property
    def is_unanswered(self) -> bool:
        """Whether no run has answered a guess yet."""
        return self._guess is None or self._guess.found is None

    def set_guess(self, guess: Guess | None) -> None:
        """Draw what was guessed, and what came of it."""
        self._guess = guess
        if guess is not None and self.choices:
            self.ticked = {index for index, text in enumerate(self.choices) if text == guess.guess}
            self.put_cursor(min(self.ticked, default=0))
        elif guess is not None:
            self.typed = f"{guess.guess:g}" if isinstance(guess.guess, float) else guess.guess
        if self.is_mounted:
            self.refresh(layout=True)
            self.redraw()
            if not self.is_unanswered:
                self.reveal()

    def reveal(self) -> None:
        """Let the text after it be read, and the keys lead there."""
        self.post_message(self.Revealed(self.predict))
        if self.has_focus and not self._is_typing:
            self.screen.set_focus(None)

    def answered(self) -> bool:
        """Whether a guess was made."""
        return self._guess is not None

    def withdraw(self) -> None:
        """The number is typed anew; the guess is kept until enter."""

    def outcome(self) -> list[Piece]:
        """What came of the guess."""
        guess = self._guess
        if guess is None:
            return []
        if guess.found is None:
            return [("Your guess is kept. Press t: the run will show.", Role.STRONG)]
        role = Role.GOOD if is_close(self.predict, guess) else Role.WARNING
        return [(score(self.predict, guess), role), (self.predict.explanation, Role.TEXT)]

    def number(self) -> float | None:
        """The typed number; None also where it cannot be: a share has its bounds."""
        return None if self._is_out_of_bounds else super().number()

    @property
    def _is_out_of_bounds(self) -> bool:
        number = super().number()
        return number is not None and column_of(self.predict.figure) in SHARES and abs(number) > 1

    def hint(self) -> str:
        """Which keys guess."""
        if self._is_out_of_bounds:
            return "from 0 to 1: for 60 of 100 type 0.6"
        if self._guess is not None and self._guess.found is not None:
            return "enter guesses again, t trains again" if self.has_focus else ""
        if not self.has_focus:
            return "tab to guess" if self._guess is None else ""
        keys = "up/down or a number, enter guesses" if self.choices else "type a number, enter guesses"
        return f"{keys}; t trains without" if self._is_requested and self._guess is None else keys

    def take(self) -> None:
        """Commit."""
        number = self.number()
        guess: float | str = self.choices[min(self.ticked)] if self.choices else (number or 0.0)
        self.post_message(self.Guessed(self.predict, guess))
