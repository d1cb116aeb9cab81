"""`LESSON[/EXPERIMENT]` on the command line, and the course it is looked up in."""

from nnterm import named_paths, paths
from nnterm.errors import DatasetError, ModelError, UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.soundness import check_sound
from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson

TABLES = (".csv", ".tsv")
"""How the names of tables end, which are trained on as data."""

OWN_TABLE = "nnterm train sandbox/own --set dataset.path={path} --set dataset.target=COLUMN"
"""How a table is trained on."""


def course(folder: str | None, name: str = "") -> Course:
    """The course in `folder`; without one, that beside the lesson file which `name` is, or the one that ships.

    Raises UsageError when there is none, and for a table in place of a lesson.
    """
    _check_no_table(name)
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


def experiment(target: str, assignments: list[str], folder: str | None) -> tuple[Lesson, Experiment]:
    """The lesson and the experiment that `target` names, with `assignments` applied.

    Raises UsageError for an unknown lesson or experiment, and for one that cannot be trained like this;
    HyperparameterError for a wrong assignment.
    """
    _check_no_table(target)
    # A slash before the end of a file's name belongs to its folder.
    start, suffix, rest = target.partition(".md")
    name, slash, wanted = (start + suffix, *rest.rpartition("/")[1:]) if suffix else target.partition("/")
    if not name or (slash and not wanted):
        raise UsageError(f"{target!r} names no experiment.", "Write LESSON or LESSON/EXPERIMENT; see `nnterm list`.")
    lesson = load_lesson(course(folder, name).find(name))
    if not lesson.experiments:
        raise UsageError(f"Lesson {lesson.head.id} has no experiment.", "See `nnterm list` for those that have one.")
    found = lesson.experiment(wanted) if wanted else lesson.experiments[0]
    try:
        chosen = assign(found, assignments)
        check_sound(chosen)
        return lesson, chosen
    except (DatasetError, ModelError) as error:
        # Here it is the command line that is wrong, not the data.
        raise UsageError(error.message, error.remedy) from error


def _check_no_table(name: str) -> None:
    """Raise UsageError where `name` is a table in place of a lesson."""
    if name.lower().endswith(TABLES):
        path = named_paths.shown(name)
        raise UsageError(f"{path} is a table, not a lesson.", f"Train on it with: {OWN_TABLE.format(path=path)}")
