"""The seam between those who want runs trained and those who train: what a pool is beside an Executor."""

from abc import abstractmethod
from concurrent.futures import Executor, Future
from typing import Any


class TrainingExecutor(Executor):
    """Trains several runs at once: `submit(train_here, run)` is a Future of the finished run."""

    @abstractmethod
    def cancel(self, future: "Future[Any]") -> None:
        """Leave out what waits. A run under way is stopped in order, evaluated and kept, a second time at once."""

    @abstractmethod
    def stop(self) -> None:
        """Begin nothing more and stop what is under way in order, a second time at once. Does not wait for it."""
