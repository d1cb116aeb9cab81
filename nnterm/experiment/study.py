"""A study: runs that are trained for one answer, several at once, and that grow while one looks at them."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from nnterm.experiment.history import History
from nnterm.experiment.protocol.events import Event, RunStarted
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState

UNTRAINED = (RunState.STOPPED, RunState.INTERRUPTED)
"""States of runs that are over and say nothing about their experiment: they are trained again."""


class Study:
    """Holds the runs. Each stays the same object from before its first epoch to its end."""

    KIND: ClassVar = "runs"
    """What the runs differ in, in one word."""

    def __init__(self, runs: Sequence[Run]) -> None:
        """`runs` are of one experiment of a lesson and not yet started; there is one at least."""
        self.runs = list(runs)
        """In the order in which they are wanted."""
        self._by_id = {run.run_id: run for run in runs}
        self.maps: dict[str, MapComputed] = {}
        """The latest decision map of runs that were trained for it, by their ids, where the data lie in the plane."""
        self.notice = ""
        """How many trainers train it, and why so many; a sentence, or empty while that is not known."""
        self.refusal = ""
        """Why nothing of it can be trained now; a sentence, or empty."""
        self.is_stopped = False
        """Whether nothing more of it is to be trained."""

    @property
    def lesson(self) -> str:
        """Id of the lesson."""
        return self.runs[0].lesson

    @property
    def experiment(self) -> str:
        """Id of the experiment."""
        return self.runs[0].experiment

    @property
    def done(self) -> int:
        """How many runs came to their own end."""
        return sum(is_trained(run) for run in self.runs)

    @property
    def total(self) -> int:
        """How many are wanted."""
        return len(self.runs)

    @property
    def share(self) -> float:
        """How much of all its epochs is trained, from 0 to 1. A run that is over counts as whole."""
        return sum(1.0 if is_trained(run) else len(run.history) / run.current.epochs for run in self.runs) / self.total

    @property
    def is_interrupted(self) -> bool:
        """Whether it was stopped before everything was trained."""
        return self.is_stopped and self.done < self.total

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return all(run.state.over or (self.is_stopped and not run.train) for run in self.runs)

    @property
    def progress(self) -> str:
        """How far it is, as `sweep 7/15`."""
        return f"{self.KIND} {self.done}/{self.total}"

    def apply(self, event: Event) -> bool:
        """Fold `event` into the run that it is about; whether there is one that it changed."""
        run = self._by_id.get(getattr(event, "run_id", ""))
        if run is None:
            return False
        if isinstance(event, MapComputed):
            self.maps[run.run_id] = event
            return False
        if isinstance(event, RunStarted):
            # A trainer that died left the beginning of it, and another begins anew.
            run.history, run.state = History(), RunState.REQUESTED
        return run.apply(event)

    def take(self, run_id: str, found: Run) -> None:
        """Let the run that was wanted as `run_id` be `found`, which is over."""
        run = self._by_id[run_id]
        for name in found.__struct_fields__:
            setattr(run, name, getattr(found, name))

    def fail(self, run_id: str, message: str, remedy: str) -> None:
        """The run that was wanted as `run_id` could not be trained."""
        self._by_id[run_id].fail(message, remedy)

    def stop(self) -> None:
        """Train nothing more of it; what has not begun stays as it is."""
        self.is_stopped = True


def is_trained(run: Run) -> bool:
    """Whether `run` came to its own end."""
    return run.state.over and run.state not in UNTRAINED


def described(run: Run) -> Run:
    """What `run` describes before its first epoch, under its id."""
    return Run(
        run_id=run.run_id,
        lesson=run.lesson,
        experiment=run.experiment,
        dataset=run.dataset,
        split=run.split,
        hyperparameters=run.hyperparameters,
    )


def same_training(run: Run, other: Run) -> bool:
    """Whether both train the same but for the seed, from the first epoch to the last."""
    if any(each.changes or each.forked_from for each in (run, other)):
        return False
    mine, others = (msgspec.structs.replace(each.hyperparameters, seed=0) for each in (run, other))
    return (run.dataset, run.split, mine) == (other.dataset, other.split, others)
