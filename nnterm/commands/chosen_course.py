"""The course that a command is about: the one that ships, or that of a folder or a file."""

from nnterm import named_paths, paths
from nnterm.errors import UsageError
from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course

TABLES = (".csv", ".tsv")
"""How the names of tables end, which are trained on as data."""

OWN_TABLE = "nnterm train sandbox/own --set dataset.path={path} --set dataset.target=COLUMN"
"""How a table is trained on."""


def course(folder: str | None, name: str = "") -> Course:
    """The course in `folder`; without one, that beside the lesson file which `name` is, or the one that ships.

    Raises UsageError when there is none, and for a table in place of a lesson.
    """
    check_no_table(name)
    if folder is None and name.endswith(".md") and named_paths.is_file(paths.given(name)):
        folder = str(paths.given(name).parent)
    if folder is None:
        return load_course()
    path = paths.given(folder)
    if not named_paths.is_folder(path):
        raise UsageError(
            f"There is no folder {named_paths.shown(folder)}.", "Name a folder with lesson files NN-name.md."
        )
    found = load_course(path)
    if not found.lessons:
        reason = str(found.broken[0]) if found.broken else "Lesson files are named NN-name.md."
        raise UsageError(f"There is no lesson in {named_paths.shown(folder)}.", reason)
    return found


def check_no_table(name: str) -> None:
    """Raise UsageError where `name` is a table in place of a lesson."""
    if name.lower().endswith(TABLES):
        path = named_paths.shown(name)
        raise UsageError(f"{path} is a table, not a lesson.", f"Train on it with: {OWN_TABLE.format(path=path)}")
