"""A quiz, explained when the answer is right, or wrong for the second time. It may be answered again."""

from dataclasses import dataclass

from textual.message import Message

from nnterm.lesson.blocks.structs import Quiz
from nnterm.tui.drawing.rows import Piece, Role
from nnterm.tui.reading.question_view import QuestionView

FIRST_MISS = "Not yet. Try another answer: then it is explained, right or wrong."


class QuizView(QuestionView):
    """Draws one quiz and posts `Answered`."""

    @dataclass(eq=False, repr=False)
    class Answered(Message):
        """The learner gave an answer."""

        quiz: Quiz
        answer: str
        """What was answered: a number, or the chosen texts joined by ` | `."""
        is_right: bool

    def __init__(self, quiz: Quiz, earlier: tuple[str, bool] | None = None) -> None:
        super().__init__(quiz.question, quiz.choices)
        self._quiz = quiz
        self.several = len(quiz.answers) > 1
        self._is_right: bool | None = None
        self._misses = 0
        if earlier is not None:
            answer, self._is_right = earlier
            self._misses = int(not self._is_right)
            if quiz.choices:
                self.ticked = {i for i, choice in enumerate(quiz.choices) if choice in answer.split(" | ")}
                self.put_cursor(min(self.ticked, default=0))
            else:
                self.typed = answer

    def answered(self) -> bool:
        """Whether there is a verdict."""
        return self._is_right is not None

    @property
    def is_open(self) -> bool:
        """Whether the right answer was not given yet."""
        return not self._is_right

    def withdraw(self) -> None:
        """Forget the verdict."""
        self._is_right = None

    def outcome(self) -> list[Piece]:
        """The verdict and the explanation. It gives the answer away, so it leaves room for a second thought."""
        if self._is_right is None:
            return []
        if self._misses == 1 and not self._is_right and len(self.choices) != 2:
            return [(FIRST_MISS, Role.WARNING)]
        verdict: Piece = ("Right.", Role.GOOD) if self._is_right else ("Not yet.", Role.WARNING)
        return [verdict, (self._quiz.explanation, Role.TEXT)]

    def hint(self) -> str:
        """Which keys answer."""
        if not self.has_focus:
            return "tab to answer" if self._is_right is None else ""
        if not self.choices:
            return "type a number, enter answers"
        return "x ticks, enter answers" if self.several else "up/down or a number, enter answers"

    def take(self) -> None:
        """Check the answer and explain."""
        quiz, number = self._quiz, self.number()
        if quiz.choices:
            self._is_right = quiz.is_right(tuple(sorted(self.ticked)))
            answer = " | ".join(quiz.choices[i] for i in sorted(self.ticked))
        else:
            self._is_right = number is not None and quiz.is_right_number(number)
            answer = self.typed
        self._misses += not self._is_right
        self.post_message(self.Answered(quiz, answer, self._is_right))
