"""Python's garbage collector, kept from holding up a key.

What an app consists of, its modules, style sheets and widgets, stays as long as it runs. To look through all of it
takes the collector a tenth of a second, while it is built again and again, and every few seconds from then on.
"""

import gc
from collections.abc import Callable

NEW = 5_000
"""Objects more than there were before, from which the newest are looked through: a frame makes some thousands."""

CALM = 1.0
"""Seconds after which what was begun is built and painted."""

_is_ours = False
"""Whether the process is an app; a program that only imports nnterm, such as a test, keeps its collector as it is."""


def begin() -> None:
    """The process becomes an app: nothing is collected until it is built and `put_off` has run out."""
    global _is_ours  # noqa: PLW0603 - there is one collector in a process
    _is_ours = True
    gc.set_threshold(NEW, *gc.get_threshold()[1:])
    gc.disable()


def put_off(after: Callable[[float, Callable[[], None]], object]) -> None:
    """Much is built now, and nothing dropped: collect nothing until that is done.

    `after` is called with a number of seconds, and with what is to be called then.
    """
    if _is_ours:
        gc.disable()
        after(CALM, _settle)


def _settle() -> None:
    """Collect from now on, but look only at what is new.

    Of what was set aside before, something may have been dropped since, as the screen of a lesson that was left: all
    of it is looked at once more.
    """
    if gc.isenabled():
        return
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()
    gc.enable()
