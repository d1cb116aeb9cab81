"""What is said of a term beside its meaning."""

from nnterm.lesson.course import Course
from nnterm.lesson.glossary.glossary import Term


def notes(term: Term, course: Course) -> list[str]:
    """Sentences on other names, the lesson that teaches the term first, and its name in Keras."""
    said = []
    if term.aliases:
        said.append(f"Also: {', '.join(term.aliases)}.")
    head = next((head for head in course.lessons if head.id == term.lesson), None)
    if head is not None:
        said.append(f"First taught in lesson {head.number}, {head.title}.")
    if term.keras:
        said.append(f"In Keras: {term.keras}")
    return said
