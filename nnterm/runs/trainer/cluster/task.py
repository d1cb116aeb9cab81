"""What goes to a worker of a cluster and what comes back: an experiment, and a finished run, as JSON."""

from typing import Any

import msgspec

from nnterm import __version__
from nnterm.errors import NntermError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.run import Run
from nnterm.runs.store.run_rows import outcome_of, run_of


class Task(msgspec.Struct, kw_only=True, frozen=True):
    """A run to be trained. `version` and `session` are of whoever wants it."""

    version: str = __version__
    session: str
    run_id: str
    lesson: str
    experiment: str
    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters


class Answer(msgspec.Struct, kw_only=True, frozen=True):
    """What a worker says about a task: how the run ended, or why the worker cannot train."""

    version: str = __version__
    worker: str
    """Its address."""
    outcome: str = ""
    """Everything but the epochs, as the store keeps it; empty where nothing was trained."""
    columns: str = ""
    """The history, as JSON."""
    message: str = ""
    remedy: str = ""
    """Why nothing was trained, and what to do about it; both empty where it was stopped before it began."""


class _Version(msgspec.Struct):
    version: str = ""


def task_of(run: Run, session: str) -> bytes:
    """The task of training `run`."""
    names = ("run_id", "lesson", "experiment", "dataset", "split", "hyperparameters")
    return msgspec.json.encode(Task(session=session, **{name: getattr(run, name) for name in names}))


def version_of(message: bytes) -> str:
    """The version of nnterm that wrote a task or an answer, whatever else is in it."""
    return msgspec.json.decode(message, type=_Version).version


def wanted_run(task: Task) -> Run:
    """The run of `task`, not yet begun."""
    return Run(
        run_id=task.run_id,
        lesson=task.lesson,
        experiment=task.experiment,
        dataset=task.dataset,
        split=task.split,
        hyperparameters=task.hyperparameters,
    )


def answer_with(run: Run, worker: str) -> bytes:
    """The answer that has the finished `run`."""
    columns = msgspec.json.encode(run.history.columns).decode()
    return msgspec.json.encode(Answer(worker=worker, outcome=outcome_of(run), columns=columns))


def answer_without(worker: str, reason: NntermError | None = None) -> bytes:
    """The answer of a worker that trained nothing, for `reason` or because it was stopped first."""
    said = {"message": reason.message, "remedy": reason.remedy} if reason is not None else {}
    return msgspec.json.encode(Answer(worker=worker, **said))


def finished_run(wanted: Run, answer: Answer) -> Run:
    """What became of `wanted`. Raises one of NOT_OURS where the answer is not as nnterm writes it."""
    parts: list[Any] = [msgspec.json.encode(part) for part in (wanted.dataset, wanted.split, wanted.hyperparameters)]
    row = (wanted.run_id, wanted.lesson, wanted.experiment, *parts, answer.outcome)
    run = run_of(row, [(1, answer.columns)])
    run.device = f"{run.device} via {answer.worker.rpartition('/')[2]}" if run.device else ""
    return run
