"""From lesson files to a Course: only the front matter of each is read."""

from pathlib import Path

from nnterm import named_paths, paths
from nnterm.errors import LessonError, PathError, UsageError
from nnterm.lesson import languages
from nnterm.lesson.course import Course, LessonHead
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import read

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
