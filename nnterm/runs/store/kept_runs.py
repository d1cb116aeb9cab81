"""The runs that are kept, of all lessons: the latest, one by its id, and their end."""

from collections.abc import Sequence
from typing import NamedTuple

from nnterm.errors import StoreError, UsageError
from nnterm.experiment.run import Run
from nnterm.runs.store.notes import notes
from nnterm.runs.store.store import RunStore

LATEST = "last"
"""What the latest run may be called in place of its id."""


class KeptRun(NamedTuple):
    """A run with the time that it began at, and the learner's note."""

    run: Run
    started: float
    """Seconds since 1970, UTC."""
    note: str = ""


def kept_runs(
    store: RunStore, lesson: str | None = None, experiment: str | None = None, limit: int = -1
) -> list[KeptRun]:
    """The latest runs, newest first, of a lesson or experiment where one is named; all where `limit` is negative."""
    started, written = dict(store.fetch("SELECT run_id, started FROM runs")), notes(store)
    found = store.runs(lesson, experiment, limit)
    return [KeptRun(run, began(started.get(run.run_id)), written.get(run.run_id, "")) for run in found]


def began(started: object) -> float:
    """When a run began, as the store has it; 0 where another program wrote what is no time there."""
    return float(started) if isinstance(started, int | float) else 0.0


def unreadable_words(count: int) -> str:
    """That `count` runs were left out of a list; empty where none were."""
    return f"{count} run{'' if count == 1 else 's'} could not be read." if count else ""


def kept_run(store: RunStore, name: str) -> KeptRun:
    """The run whose id is `name` or begins like it; the latest one for `last`.

    Raises UsageError where no run, or several, are called so, and StoreError for one that cannot be read.
    """
    if name == LATEST:
        rows = store.fetch("SELECT run_id, started FROM runs ORDER BY rowid DESC LIMIT 1")
    else:
        query = "SELECT run_id, started FROM runs WHERE substr(run_id, 1, ?) = ? ORDER BY rowid DESC LIMIT 6"
        rows = store.fetch(query, (len(name), name)) if name else []
    if not rows:
        raise UsageError(
            f"There is no run {name!r}.", "`nnterm runs` lists the latest, `nnterm runs --all` all of them."
        )
    if len(rows) > 1:
        ids = ", ".join(run_id for run_id, _ in rows)
        raise UsageError(f"{name!r} is the beginning of several runs: {ids}.", "Write more of the id.")
    ((run_id, started),) = rows
    found = store.runs(run_id=run_id)
    if not found:
        raise StoreError(
            f"Run {run_id} holds something that this nnterm cannot read.",
            "Another program or a newer nnterm wrote it; the other runs are not touched by that.",
        )
    return KeptRun(found[0], began(started), notes(store).get(run_id, ""))


def delete(store: RunStore, runs: Sequence[Run]) -> None:
    """Forget `runs` with their epochs: all of them, or none.

    Raises UsageError for one that is being trained, and StoreError where that would not be kept.
    """
    if not store.lasts:
        raise StoreError("Nothing was deleted: it would not be kept.", "See `nnterm doctor`, then try again.")
    under_way = next((run for run in runs if not run.state.over), None)
    if under_way is not None:
        raise UsageError(f"Run {under_way.run_id} is still being trained.", "Stop it first. Nothing was deleted.")
    store.execute_all([("DELETE FROM runs WHERE run_id = ?", (run.run_id,)) for run in runs])
