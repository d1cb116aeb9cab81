"""What trains for the app, made when it is first asked for: it takes longer to import than the course to paint."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from nnterm.runs.store.store import RunStore

if TYPE_CHECKING:
    from nnterm.tui.session.studies import Studies
    from nnterm.tui.session.training import Training

Post = Callable[[Any], object]
"""Takes the news of the trainer, and what went wrong."""


def new_training(post: Post, store: RunStore, command: Sequence[str], idle_minutes: float) -> "Training":
    """The app's own trainer, started by `command`; `idle_minutes` without a request give a GPU back."""
    from nnterm.tui.session.training import Training

    return Training(post, store, command, idle_minutes)


def new_studies(post: Post, store: RunStore, training: "Training") -> "Studies":
    """Several trainers beside that of `training`, with which they share the recording of runs."""
    from nnterm.tui.session.studies import Studies

    return Studies(post, store, training.recording)
