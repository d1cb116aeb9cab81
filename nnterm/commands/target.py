"""`LESSON[/EXPERIMENT]` on the command line."""

from nnterm.commands.chosen_course import check_no_table, course
from nnterm.errors import DatasetError, ModelError, UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.soundness import check_sound
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson


def experiment(target: str, assignments: list[str], folder: str | None) -> tuple[Lesson, Experiment]:
    """The lesson and the experiment that `target` names, with `assignments` applied.

    Raises UsageError for an unknown lesson or experiment, and for one that cannot be trained like this;
    HyperparameterError for a wrong assignment.
    """
    check_no_table(target)
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
