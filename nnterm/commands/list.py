"""`nnterm list`: the lessons, their progress and their experiments."""

from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.errors import LessonError
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.progress import Progress


def run(folder: str | None) -> int:
    """Print a block a lesson: number, title, id, summary, and the experiments that `nnterm train` takes."""
    found = course(folder)
    with opened_store() as store:
        progress = Progress(store).all()
    for head in found.lessons:
        here = progress.get(head.id)
        state = "" if here is None else "  (done)" if here.finished else f"  (at step {here.step + 1})"
        print(f"{head.number:>2}  {head.title}  [{head.id}]  {head.minutes} min{state}")
        print(f"    {head.summary}")
        try:
            for experiment in load_lesson(head).experiments:
                print(f"      {head.id}/{experiment.id:<22} {experiment.title or experiment.dataset.name}")
        except LessonError as error:
            print(f"      cannot be read: {error}")
    for broken in found.broken:
        print(f"cannot be read: {broken}")
    return 0
