"""How far the training process is."""

from enum import StrEnum


class Status(StrEnum):
    """The state of the training process."""

    ABSENT = "absent"
    """Not started yet, or ended."""
    CONNECTING = "connecting"
    """On the way to a trainer elsewhere, which has not spoken yet."""
    LOADING = "loading"
    """Importing its libraries. Commands are taken, and wait."""
    READY = "ready"
