"""Processes that tests look at from outside: each may end between two looks, which is an answer and never an error."""

import signal
from collections.abc import Iterable

import psutil  # type: ignore[import-untyped]


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs: a zombie, which only waits to be reaped, does not."""
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def command_line(process: psutil.Process) -> list[str]:
    """The command line of a process, empty when it has ended."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below one, or none when it has ended."""
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def kill_all(processes: Iterable[psutil.Process]) -> None:
    """Kill those that still run."""
    for process in processes:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
