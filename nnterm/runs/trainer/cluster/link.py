"""The link to a Dask cluster: its workers, tasks for them, and what goes wrong, in words.

Only this file speaks to Dask, which is installed with `nnterm[cluster]` and imported when a cluster is used.
"""

import logging
import warnings
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import CancelledError
from functools import partial
from importlib.util import find_spec
from typing import Any, TypeVar

from nnterm import __version__
from nnterm.errors import TrainerError, UsageError

PATIENCE = 10
"""Seconds in which a scheduler must answer."""

AGAIN = "What was trained is kept, and the same command trains the rest."

INSTALL = f"Install nnterm {__version__} there, as here."

T = TypeVar("T")


class ClusterLink:
    """A client of a scheduler. What it asks of a cluster that is gone has no answer and raises nothing."""

    def __init__(self, address: str) -> None:
        """Raises UsageError where Dask is not installed or `address` is none, TrainerError where nobody answers."""
        self.address = address
        self._client: Any = _client(address)

    def threads(self) -> dict[str, int]:
        """The threads of each worker, by its address."""
        info = self._call(self._client.scheduler_info) or {"workers": {}}
        return {address: each["nthreads"] for address, each in info["workers"].items()}

    def versions(self) -> dict[str, str]:
        """The version of nnterm on each worker; empty where there is none."""
        # A function of Python's own, since a worker may have no module of ours.
        run = partial(self._client.run, eval, "__import__('nnterm').__version__", on_error="return")
        found = (self._call(run) or {}).items()
        return {worker: version if isinstance(version, str) else "" for worker, version in found}

    def ask(self, function: str, *arguments: object, workers: Collection[str]) -> list[Any]:
        """The answers of those `workers` that gave one to `function` of our module there."""
        from nnterm.runs.trainer.cluster import worker

        if not workers:
            return []
        call = partial(self._client.run, getattr(worker, function), *arguments)
        return list((self._call(partial(call, workers=list(workers), on_error="ignore")) or {}).values())

    def send(self, task: bytes, key: str, workers: Collection[str], receive: Callable[[Any], object]) -> Any:
        """Have `task` trained by one of `workers`, any where none is named; `receive` gets Dask's Future when it ends.

        That is called in a thread of Dask's. Returns the same Future.
        """
        from nnterm.runs.trainer.cluster import worker

        found = self._client.submit(worker.train, task, key=key, workers=list(workers) or None, pure=False)
        found.add_done_callback(receive)
        return found

    def cancel(self, tasks: Sequence[Any]) -> None:
        """Forget `tasks`: what waits is not begun."""
        self._call(partial(self._client.cancel, tasks))

    def close(self) -> None:
        """End the link."""
        self._client.close(timeout=PATIENCE)

    def gone(self) -> TrainerError:
        """Why nothing comes back any more."""
        return TrainerError(f"The cluster at {self.address} is gone.", AGAIN)

    def failed(self, error: BaseException) -> BaseException:
        """What `error`, with which a task ended, means."""
        if isinstance(error, ImportError):
            what = f"A worker of {self.address} has no nnterm, or another version: {error}."
            return TrainerError(what, INSTALL)
        return error

    def _call(self, call: Callable[[], T]) -> T | None:
        """What `call` returns; None where the scheduler does not answer."""
        if self._client.status != "running":
            return None
        try:
            return call()
        except (OSError, RuntimeError, ValueError, TimeoutError, CancelledError):
            return None


def is_killed(error: BaseException) -> bool:
    """Whether the workers that began a task ended, one after the other."""
    from distributed.scheduler import KilledWorker

    return isinstance(error, KilledWorker)


def other_version(worker: str, version: str) -> TrainerError:
    """The nnterm of `worker` is another one; `version` is empty where it has none."""
    theirs = f"has nnterm {version}" if version else "has no nnterm"
    return TrainerError(f"The worker {worker} {theirs}, and this is {__version__}.", INSTALL)


def _client(address: str) -> Any:
    """A client of the cluster. Raises UsageError and TrainerError."""
    if find_spec("distributed") is None:
        raise UsageError("Dask is not installed here.", "Install it with: pip install 'nnterm[cluster]'.")
    from distributed import Client

    # What it logs about links that break is said in our words, and each of its loggers has a level of its own.
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            # Other libraries than here do not matter on workers that get JSON.
            warnings.simplefilter("ignore")
            return Client(address, timeout=PATIENCE, set_as_default=False, name="nnterm")
    except (OSError, TimeoutError) as error:
        raise TrainerError(
            f"No Dask scheduler answers at {address}.",
            "Look at the address that `dask scheduler` printed, and whether a network leads there.",
        ) from error
    except ValueError as error:
        message = f"{address!r} is no address of a Dask scheduler."
        raise UsageError(message, "One is such as tcp://host:8786.") from error
