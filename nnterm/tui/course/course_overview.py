"""How much of the course is done, in a bar and in numbers, and what is next."""

from textual import events
from textual.message import Message

from nnterm.runs.store.lesson_summary import CourseSummary, LessonSummary
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, spread
from nnterm.tui.frame.drawing import Drawing

BARS = (14, 30)
"""Cells of the bar where there is little room, and much."""

NUMBERS = (("steps", 7), ("quizzes", 9), ("challenges", 12), ("minutes", 9))
"""The columns of numbers beside a lesson's title, and their widths; the last ones go where there is no room."""


class CourseOverview(Drawing):
    """The bar, the next step, and the head of the list below. A click on the next step posts `ContinueRequested`."""

    class ContinueRequested(Message):
        """The learner wants to go on where the course says."""

    def __init__(self) -> None:
        super().__init__()
        self._summary = CourseSummary(())

    def set_summary(self, summary: CourseSummary) -> None:
        """Draw another summary of the course."""
        self._summary = summary
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Three rows, with blank ones between them where there is room."""
        rows = [self._bar(width), self._next(width), head(width)]
        return [[], rows[0], rows[1], [], rows[2]] if height >= 5 else rows

    def _bar(self, width: int) -> Row:
        summary, symbols = self._summary, glyphs.current()
        steps, seen = summary.total("steps"), summary.total("seen")
        cells = BARS[width >= 90]
        filled = min(cells, cells * seen // steps) if steps else 0
        row: Row = [
            (" ", Role.TEXT),
            (symbols.filled * filled, Role.PRESS),
            (symbols.unfilled * (cells - filled), Role.FRAME),
        ]
        if steps:
            row.append((f"  {min(seen, steps)} of {steps} steps", Role.STRONG))
        for part, whole in (("right", "quizzes"), ("passed", "challenges")):
            if summary.total(whole):
                row.append((f"   {summary.total(part)}/{summary.total(whole)} {whole}", Role.QUIET))
        again: Row = []
        if missed := summary.total("missed"):
            again = [(f"{missed} missed: ", Role.QUIET), ("e ", Role.PRESS)]
        return spread(row, again, width)

    def _next(self, width: int) -> Row:
        summary, next = self._summary, self._summary.next
        if next is None:
            words = "All lessons are done." if summary.lessons else "There are no lessons here."
            if left := summary.total("open"):
                words = f"All lessons are read. {left} still open in them: questions, challenges and exercises."
            return [(f" {words}", Role.STRONG)]
        return spread(
            [(" Next: ", Role.QUIET), *_place(next)], [("c", Role.PRESS), (" goes on there ", Role.QUIET)], width
        )

    def on_click(self, event: events.Click) -> None:
        """The line of the next step answers to the mouse."""
        if event.y == (2 if self.size.height >= 5 else 1):
            self.post_message(self.ContinueRequested())


def _place(lesson: LessonSummary) -> Row:
    words = f"step {lesson.place + 1}" if lesson.progress is not None else "from the start"
    title = f": {lesson.place_title}" if lesson.progress is not None and lesson.place_title else ""
    return [(f"{lesson.head.number} {lesson.head.title}", Role.STRONG), (f", {words}{title}", Role.TEXT)]


def head(width: int) -> Row:
    """The head of the list of lessons."""
    names: list[Piece] = [(f"{name:>{size}}", Role.QUIET) for name, size in columns(width)]
    return spread([("        lesson", Role.QUIET)], [*names, (" ", Role.TEXT)], width)


def columns(width: int) -> tuple[tuple[str, int], ...]:
    """The columns of numbers that fit beside the titles."""
    if width >= 76:
        return NUMBERS
    return NUMBERS[:2] if width < 66 else NUMBERS[:3]
