"""From a lesson file to a Lesson. Opening a lesson reads text; nothing in it is run."""

from pathlib import Path

import msgspec

from nnterm.lesson.blocks.structs import Quiz
from nnterm.lesson.course import LessonHead
from nnterm.lesson.lesson import Lesson, Step
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source, read_lesson


def load_lesson(lesson: LessonHead | Path) -> Lesson:
    """The whole lesson. Raises LessonError for the topmost error in it."""
    path = lesson.path if isinstance(lesson, LessonHead) else lesson
    problems = Problems(path)
    loaded = parse(read_lesson(path), problems)
    problems.raise_first()
    assert loaded is not None
    return loaded


def parse(source: Source, problems: Problems) -> Lesson | None:
    """The lesson in `source`; None, with all that is wrong in `problems`, when it has errors."""
    # Markdown and YAML libraries load with the first lesson opened, not with the course.
    from nnterm.lesson.parsing.outline import sections, tokens
    from nnterm.lesson.steps import read_steps

    before = len(problems)
    head = frontmatter.parse(source, problems)
    steps = read_steps(sections(source.text, tokens(source.text, with_inline=False), problems), problems)
    if head is None or len(problems) > before:
        return None
    return Lesson(head=head, steps=tuple(_shuffled(step, f"{head.id}/{at}") for at, step in enumerate(steps)))


def _shuffled(step: Step, seed: str) -> Step:
    """`step` with the choices of its quizzes shuffled, the same wherever the quiz appears and for every learner."""
    blocks = (block.shuffled(f"{seed}/{block.id}") if isinstance(block, Quiz) else block for block in step.blocks)
    return msgspec.structs.replace(step, blocks=tuple(blocks))
