"""From lesson files to Course and Lesson. Opening a lesson reads text; nothing in it is run."""

from pathlib import Path

import msgspec

from nnterm import named_paths, paths
from nnterm.errors import LessonError, PathError, UsageError
from nnterm.lesson import languages
from nnterm.lesson.blocks.structs import Quiz
from nnterm.lesson.lesson import Course, Lesson, LessonHead, Step
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source, read, read_lesson

HEAD_BYTES = 8192
"""How much of a file is read for its front matter alone."""


def load_course(folder: Path | None = None) -> Course:
    """The course in `folder`, or the one that ships, from the front matter of each `NN-slug.md` alone.

    Each lesson is in the language that the learner wants, where it is translated. One whose front matter cannot be read
    is in `Course.broken`, and the others are there all the same. Raises UsageError when there is no such folder.
    """
    folder = folder or paths.course()
    try:
        files = [folder / name for name in named_paths.names(folder) if frontmatter.FILE_NAME.fullmatch(name)]
    except PathError as error:
        raise UsageError(
            f"The folder {named_paths.shown(folder)} {error.reason}.", "Name a folder with lesson files NN-slug.md."
        ) from None
    heads: list[LessonHead] = []
    broken: list[LessonError] = []
    wanted = languages.chosen_language()
    translations = languages.folder_of(folder, wanted) if wanted else None
    for path in sorted(files, key=lambda path: (int(path.name.partition("-")[0]), path.name)):
        try:
            head = load_head(path)
            heads.append(head)
            if translations is not None and named_paths.is_file(translations / path.name):
                heads[-1] = _translated(head, translations / path.name)
        except LessonError as error:
            broken.append(error)
    return Course(lessons=tuple(heads), broken=tuple(broken), folder=folder)


def _translated(original: LessonHead, path: Path) -> LessonHead:
    """The head of a translation. Progress is kept by the id, so it must be that of the original.

    Raises LessonError.
    """
    head = load_head(path)
    if head.id != original.id:
        message = f"`id` is {head.id!r}, and that of the original is {original.id!r}."
        raise LessonError(str(path), 1, message, f"Write `id: {original.id}`: progress is shared.")
    return head


def load_head(path: Path) -> LessonHead:
    """The front matter of the lesson at `path`. Raises LessonError for the first error in it."""
    problems = Problems(path)
    source = read(path, HEAD_BYTES)
    if frontmatter.end_of(source.text.split("\n")) is None:
        source = read(path)
    head = frontmatter.parse(source, problems)
    problems.raise_first()
    assert head is not None
    return head


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
    steps = read_steps(sections(source.text, tokens(source.text), problems), problems)
    if head is None or len(problems) > before:
        return None
    return Lesson(head=head, steps=tuple(_shuffled(step, f"{head.id}/{at}") for at, step in enumerate(steps)))


def _shuffled(step: Step, seed: str) -> Step:
    """`step` with the choices of its quizzes shuffled, the same wherever the quiz appears and for every learner."""
    blocks = (block.shuffled(f"{seed}/{block.id}") if isinstance(block, Quiz) else block for block in step.blocks)
    return msgspec.structs.replace(step, blocks=tuple(blocks))
