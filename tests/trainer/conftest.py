"""Shared by all tests of the trainer: kept models, and one child process for the tests that need no other."""

import os
from collections.abc import Iterator

import pytest

from nnterm.experiment.protocol.events import TrainerReady

from .child import Child

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(scope="session", autouse=True)
def _short_stack_traces() -> None:
    """As in the trainer's own process: a quarter of the time in which TensorFlow reads a function is saved."""
    from nnterm.trainer.loops.memory import shorten_stack_traces

    shorten_stack_traces()


@pytest.fixture(scope="session")
def loops() -> object:
    """Kept models and data of the whole session."""
    from nnterm.trainer.loops.compiled_loops import Loops

    return Loops()


@pytest.fixture(scope="session")
def child() -> Iterator[Child]:
    """One child process for all tests that leave it alive; each waits for the end of the runs it starts."""
    started = Child()
    started.ready = started.until(TrainerReady)[-1]
    yield started
    started.kill()
