"""Which widget shows which block of a step."""

from textual.widget import Widget

from nnterm.lesson.blocks.structs import Block, Challenge, Code, Predict, Prose, Quiz
from nnterm.lesson.judging import ChallengeProgress
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.lesson_text import LessonText
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.quiz_view import QuizView


def view_of(block: Block, earlier: tuple[str, bool] | None, progress: ChallengeProgress | None) -> Widget | None:
    """The widget for `block`; None for one that the lab shows.

    `earlier` is an answer given before, and its verdict; `progress` is how far the learner is with a challenge.
    """
    match block:
        case Prose():
            return LessonText(block.markdown)
        case Quiz():
            return QuizView(block, earlier)
        case Predict():
            return PredictView(block, earlier)
        case Challenge() if progress is not None:
            return ChallengeView(progress)
        case Code():
            return ExerciseView(block, earlier)
        case _:
            return None
