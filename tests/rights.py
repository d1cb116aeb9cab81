"""The rights of a user who is not root, for tests that run as root: what a file's mode forbids is forbidden."""

import ctypes
import os
from collections.abc import Callable

DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER = 1, 2, 3
"""What root may do with files in spite of their mode, and with the files of others, as Linux numbers it."""

PR_CAPBSET_DROP = 24


def _drop() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")


def plain_user() -> Callable[[], None] | None:
    """A `preexec_fn` that takes from a child what root may do in spite of modes; None for a user without such rights.

    The child is still the same user: this works though nobody else may read the Python that runs the tests.
    """
    return _drop if os.geteuid() == 0 else None
