"""The line of a lesson in the list of the course."""

from rich.text import Text

from nnterm.runs.store.lesson_summary import LessonSummary
from nnterm.tui.course.course_overview import columns
from nnterm.tui.drawing import glyphs


def lesson_line(lesson: LessonSummary, width: int) -> Text:
    """Mark, number, title and numbers in `width` cells, the list's own margins included."""
    symbols = glyphs.current()
    mark, style = symbols.empty, "dim"
    if lesson.done:
        mark, style = symbols.check, "green"
    elif lesson.progress is not None:
        mark, style = symbols.full, "yellow"
    numbers = {
        "steps": f"{lesson.seen}/{lesson.steps}" if lesson.steps else "",
        "quizzes": f"{lesson.right}/{lesson.quizzes}" if lesson.quizzes else "",
        "challenges": _challenges(lesson),
        "minutes": str(lesson.head.minutes),
    }
    shown = columns(width)
    room = max(1, width - 9 - sum(size for _, size in shown))
    title = lesson.head.title
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{mark} ", style)
    text.append(f"{lesson.head.number:>3} ", "dim")
    text.append(
        f" {title if len(title) <= room else title[: room - 1] + '…':<{room}}", "bold" if lesson.progress else ""
    )
    for name, size in shown:
        text.append(f"{numbers[name]:>{size}}", _style(name, lesson))
    return text


def _challenges(lesson: LessonSummary) -> str:
    if not lesson.challenges:
        return ""
    if lesson.passed == lesson.challenges:
        return f"passed {glyphs.current().check}"
    return f"{lesson.passed}/{lesson.challenges}" if lesson.challenges > 1 else "open"


def _style(name: str, lesson: LessonSummary) -> str:
    if name == "challenges" and lesson.challenges and lesson.passed == lesson.challenges:
        return "green"
    if name == "quizzes" and lesson.missed:
        return "yellow"
    return "" if lesson.progress is not None and name != "minutes" else "dim"
