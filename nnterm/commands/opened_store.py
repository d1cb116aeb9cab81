"""The store as a command uses it: opened, what is wrong with it reported, and closed at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nnterm.runs.store.store import RunStore


def _print_notice(notice: str) -> None:
    print(f"nnterm: {notice}", file=sys.stderr, flush=True)


@contextmanager
def opened_store(report: Callable[[str], object] = _print_notice) -> Iterator[RunStore]:
    """The store of runs and progress, open until the command is done with it.

    What the learner should know about it goes to `report`, standard error unless one is given. A command opens the
    store in no other way, so that none keeps quiet about a store that is damaged or not kept.
    """
    store = RunStore.open()
    try:
        if store.notice:
            report(store.notice)
        yield store
    finally:
        store.close()
