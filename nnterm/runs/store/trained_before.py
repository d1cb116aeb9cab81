"""Runs that need not be trained again: the same experiment was trained to its end before, and is kept."""

from collections.abc import Iterable

import msgspec

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.file.store_file import NOT_OURS
from nnterm.runs.store.store import RunStore


def trained_before(store: RunStore, wanted: Iterable[Run]) -> dict[str, Run]:
    """The kept run for each of `wanted`, by the id of that, where there is one.

    It has the same lesson, experiment, data, split, hyperparameters and seed, and nothing of them was changed on its
    way, so that training again would give the same. One that diverged would do so again; one that was stopped or
    failed does not count. Raises StoreError.
    """
    known: dict[tuple[str, str], dict[bytes, list[str]]] = {}
    found = {}
    for run in wanted:
        of = run.lesson, run.experiment
        if of not in known:
            known[of] = _kept(store, *of)
        for run_id in known[of].get(_key(run.dataset, run.split, run.hyperparameters), ()):
            kept = next(iter(store.runs(run_id=run_id)), None)
            if kept is not None and _is_whole(kept):
                found[run.run_id] = kept
                break
    return found


def _kept(store: RunStore, lesson: str, experiment: str) -> dict[bytes, list[str]]:
    """The ids of kept runs, newest first, by what was trained."""
    query = (
        "SELECT run_id, dataset, split, hyperparameters FROM runs WHERE lesson = ? AND experiment = ? "
        "ORDER BY rowid DESC"
    )
    found: dict[bytes, list[str]] = {}
    for run_id, *parts in store.fetch(query, (lesson, experiment)):
        try:
            dataset = msgspec.json.decode(parts[0], type=Dataset)
            split = msgspec.json.decode(parts[1], type=Split)
            key = _key(dataset, split, msgspec.json.decode(parts[2], type=Hyperparameters))
        except NOT_OURS:
            continue
        found.setdefault(key, []).append(run_id)
    return found


def _key(dataset: Dataset, split: Split, hyperparameters: Hyperparameters) -> bytes:
    return msgspec.json.encode((dataset, split, hyperparameters), order="deterministic")


def _is_whole(run: Run) -> bool:
    """Whether `run` went from its first epoch to its end with what it began with."""
    is_over = run.state in (RunState.COMPLETED, RunState.DIVERGED)
    return is_over and bool(run.epochs) and not run.changes and not run.forked_from
