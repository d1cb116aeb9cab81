"""`nnterm check [PATH] [--train]`: look for errors in lesson files, and keep the promises they make."""

from collections.abc import Sequence

from nnterm import paths
from nnterm.commands.check.challenges import check_challenges
from nnterm.commands.check.code import run_all
from nnterm.errors import LessonError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict import conditions
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.lesson import Lesson


def run(path: str | None, train: bool) -> int:
    """Print every error of the lessons at `path`, or of the course that ships.

    With `train`, train each baseline too and compare it with what its author promised, prove each challenge, and run
    the code of each exercise. Notes come last: they are advice, and change nothing about the exit code. Returns 0 when
    nothing is wrong, 2 for errors in files, 1 for a broken promise. Raises UsageError when there is no such path.
    """
    report = inspect(paths.given(path) if path is not None else paths.course())
    if report.errors:
        _print_errors(report.errors)
        return 2
    notes = f", {_count(len(report.notes), 'note')}" if report.notes else ""
    print(f"{_counts(report.lessons)}: no errors{notes}", flush=True)
    code = max(_train_all(report.lessons), run_all(report.lessons)) if train else 0
    for note in report.notes:
        _print_error(note, "note: ")
    return code


def _print_errors(errors: Sequence[LessonError]) -> None:
    for error in errors:
        _print_error(error)
    print(f"{_count(len(errors), 'error')} in {_count(len({error.path for error in errors}), 'file')}")


def _print_error(error: LessonError, kind: str = "") -> None:
    print(f"{error.path}:{error.line}: {kind}{error.reason}")
    for line in error.remedy.splitlines():
        print(f"    {line}")


def _counts(lessons: Sequence[Lesson]) -> str:
    steps = sum(len(lesson.steps) for lesson in lessons)
    experiments = sum(len(lesson.experiments) for lesson in lessons)
    return f"{_count(len(lessons), 'lesson')}, {_count(steps, 'step')}, {_count(experiments, 'experiment')}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _train_all(lessons: Sequence[Lesson]) -> int:
    """Train every baseline, a line each. Ctrl+C ends it there."""
    from nnterm.runs.trainer.train_once import train_each

    pairs = []
    for lesson in lessons:
        for experiment in lesson.experiments:
            if catalog.awaits_file(experiment.dataset):
                print(f"left    {lesson.head.id}/{experiment.id}: it trains on a file that the learner chooses")
            else:
                pairs.append((lesson, experiment))
    baselines: dict[tuple[str, str], Run] = {}
    broken = 0
    for (lesson, experiment), finished in zip(
        pairs, train_each((lesson.head.id, experiment) for lesson, experiment in pairs), strict=False
    ):
        if finished.state is RunState.STOPPED:
            raise KeyboardInterrupt
        broken += not _print_verdict(lesson, experiment, finished)
        baselines[lesson.head.id, experiment.id] = finished
    broken += check_challenges(lessons, baselines)
    kept = "all promises kept" if not broken else f"{broken} with a broken promise"
    print(f"{_count(len(pairs), 'experiment')} trained: {kept}")
    return 1 if broken else 0


def _print_verdict(lesson: Lesson, experiment: Experiment, finished: Run) -> bool:
    """Print what became of one baseline. Returns whether its promises were kept."""
    verdicts = conditions.verdicts(experiment.expect, finished)
    # An author who says nothing still promises a training that ends well.
    ended_well = finished.state is RunState.COMPLETED or (
        finished.state is RunState.DIVERGED and experiment.expect.get("diagnosis") == RunState.DIVERGED.value
    )
    is_kept = ended_well and all(verdict.is_kept for verdict in verdicts)
    found = [_verdict_words(verdict) for verdict in verdicts]
    if not ended_well:
        found.insert(0, " ".join(part for part in (finished.state.value, finished.failure, finished.remedy) if part))
    name = f"{lesson.head.id}/{experiment.id}"
    print(
        f"{'kept' if is_kept else 'BROKEN':<6}  {name} ({finished.seconds:.1f} s): {'; '.join(found) or 'no promise'}"
    )
    return is_kept


def _verdict_words(verdict: conditions.Verdict) -> str:
    """A verdict in words: the promise, and what was found instead where it was broken."""
    found = verdict.found
    shown = "missing" if found is None else found if isinstance(found, str) else f"{found:.6g}"
    return f"{verdict.condition} ({shown})" if verdict.is_kept else f"{verdict.condition} BROKEN, found {shown}"
