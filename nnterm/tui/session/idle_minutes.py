"""After how long without a request a GPU is given back."""

import os

from nnterm.errors import UsageError

IDLE_VARIABLE = "NNTERM_IDLE_MINUTES"
"""Environment variable: minutes without a request after which a GPU is given back; 0 keeps it."""

IDLE_MINUTES = 10.0


def idle_minutes() -> float:
    """The minutes that the environment sets. Raises UsageError for what is no number."""
    text = os.environ.get(IDLE_VARIABLE, "")
    if not text.strip():
        return IDLE_MINUTES
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes < float("inf"):
        raise UsageError(
            f"{IDLE_VARIABLE} is {text!r}.", "Give the minutes after which a GPU is given back; 0 keeps it."
        )
    return minutes
