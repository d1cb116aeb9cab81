"""A Dask cluster of real processes on the loopback interface: a scheduler, and workers that come and go."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import psutil  # type: ignore[import-untyped]
from processes import alive, descendants, kill_all

QUIET = ("--no-dashboard", "--host", "127.0.0.1")


class DaskCluster:
    """A scheduler; as a context manager it leaves no process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._seen: set[psutil.Process] = set()
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        self.address = ""
        try:
            until(self._has_address)
        except BaseException:
            self.end(self.scheduler)
            raise

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in (*self.workers, self.scheduler):
            self.end(process)
        kill_all(self._seen)

    def join(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker that trains one run at a time."""
        options = ("--nthreads", "1", "--no-nanny", "--name", name, "--local-directory", str(self.folder))
        worker = self._start("worker", self.address, *options, NNTERM_HOME=str(self.folder / name), **environment)
        self.workers.append(worker)
        return worker

    def _has_address(self) -> bool:
        """Whether the scheduler has said where it is: its file is there, empty, before it is written."""
        try:
            self.address = json.loads(self._file.read_text())["address"]
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        return True

    def has_workers(self, count: int) -> None:
        """Wait until that many workers have joined."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def trains(self) -> bool:
        """Whether the trainer of any worker is in the midst of a run, with an epoch or more behind it."""
        from distributed import Client

        trainers = "__import__('nnterm.runs.trainer.cluster.worker', fromlist=['worker'])._trainers"
        question = f"any(each._client.trains and each._client.run.epochs for each in {trainers})"
        with Client(self.address, set_as_default=False) as client:
            return any(client.run(eval, question).values())

    def trainers(self, worker: "subprocess.Popen[bytes]") -> list[psutil.Process]:
        """The training processes of a worker."""
        found = descendants(worker.pid) if worker.poll() is None else []
        self._seen.update(found)
        return [child for child in found if alive(child)]

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        """Kill a process of the cluster."""
        if process.poll() is None:
            self._seen.update(descendants(process.pid))
        process.kill()
        process.wait()

    def _start(self, what: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        number = len(self.workers)
        with (self.folder / f"{what}-{number}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + what, *QUIET, *options],
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", **environment},
                # Not where an nnterm may be: each worker has the one that it finds.
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
