"""What the lesson under the cursor is about, and how far the learner is in it."""

from nnterm.errors import LessonError
from nnterm.lesson.course import LessonHead
from nnterm.runs.store.lesson_summary import LessonSummary
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, wrap
from nnterm.tui.frame.drawing import Drawing


class LessonCard(Drawing):
    """A rule and the card: what matters most first, as much as there is room for."""

    DEFAULT_CSS = "LessonCard { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._lesson: LessonSummary | None = None
        self._before: tuple[LessonSummary, ...] = ()
        self._error: LessonError | None = None

    def set_lesson(
        self,
        lesson: LessonSummary | None,
        before: tuple[LessonSummary, ...] = (),
        error: LessonError | None = None,
    ) -> None:
        """Draw another lesson; `before` are those it builds on, `error` says why it cannot be read."""
        self._lesson, self._before, self._error = lesson, before, error
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Rule, summary, the place in it, what it builds on, what the learner can do afterwards."""
        rows: list[Row] = [[(glyphs.current().horizontal * width, Role.FRAME)]]
        if self._lesson is None:
            return rows
        lesson, inner = self._lesson, width - 2
        state: list[Piece] = [(self._state(lesson), Role.TEXT), (self._builds_on(), Role.QUIET)]
        parts: list[list[Piece]] = [[(lesson.head.summary, Role.STRONG)], state]
        if self._error is not None:
            parts.insert(0, [(f"It cannot be read: {self._error.message}", Role.BAD), (self._error.remedy, Role.TEXT)])
        is_roomy = height >= 9
        if not is_roomy and len(wrap(state, inner)) > 1:
            # What cannot be said in full is left out.
            state.pop()
        for number, part in enumerate(parts):
            if number and is_roomy:
                rows.append([])
            lines = wrap(part, inner)
            rows += _indented(lines if is_roomy or self._error is not None else lines[:1])
        if is_roomy and lesson.head.objectives:
            rows += [[], [(" Afterwards you can", Role.QUIET)]]
            for objective in lesson.head.objectives:
                lines = wrap([(_lower(objective), Role.TEXT)], inner - 2)
                rows += [
                    [(f" {glyphs.current().separator if not at else ' '} ", Role.QUIET), *line]
                    for at, line in enumerate(lines)
                ]
        return rows

    def _state(self, lesson: LessonSummary) -> str:
        if self._error is not None:
            return ""
        minutes = f"About {lesson.head.minutes} minutes."
        if lesson.finished and lesson.open:
            return f"Read to its end, {lesson.open} still open. Enter opens it{_at(lesson) if lesson.place else ''}."
        if lesson.finished:
            return f"Done. Enter opens it again{_at(lesson) if lesson.place else ''}."
        if lesson.progress is None:
            return f"{minutes} Enter opens it."
        return f"Enter goes on{_at(lesson)}."

    def _builds_on(self) -> str:
        if not self._before:
            return ""
        named = ", ".join(
            _named(lesson.head) + ("" if lesson.finished else " (not done yet)") for lesson in self._before
        )
        return f"Builds on {named}."


def _at(lesson: LessonSummary) -> str:
    of = f" of {lesson.steps}" if lesson.steps else ""
    title = f": {lesson.place_title}" if lesson.place_title else ""
    return f" at step {lesson.place + 1}{of}{title}"


def _named(head: LessonHead) -> str:
    return f"{head.number} {head.title}"


def _lower(text: str) -> str:
    """`text` as the end of a sentence, unless it begins with a name such as `XOR`."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _indented(rows: list[Row]) -> list[Row]:
    return [[(" ", Role.TEXT), *row] for row in rows]
