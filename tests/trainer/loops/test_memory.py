"""A training for which there is no memory: said with what to lower, and the child trains on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.layers import Dense, Embedding
from nnterm.experiment.protocol import events
from trainer.cases import IRIS, RECURRENT, Case
from trainer.child import Child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is limited as Linux does it")

ROOM = 2**28
"""Bytes the child may still take."""

MANY_WORDS = Case(
    Dataset("reviews10k", {"encoding": "multi_hot", "words": 20_000}),
    Split(validation=0.2),
    IRIS.with_(layers=(Dense(1, "sigmoid"),), loss="binary_crossentropy").hyperparameters,
)
"""640 MB of inputs."""

LARGE_EMBEDDING = RECURRENT.with_(layers=(Embedding(1_000_000, 2048), *RECURRENT.hyperparameters.layers[1:]))
"""8 GB of weights."""


@pytest.fixture
def poor_child() -> Iterator[Child]:
    """A child that is ready, and cannot have more than `ROOM`."""
    import resource

    child = Child()
    try:
        child.until(events.TrainerReady)
        child.run(IRIS.with_(epochs=1))
        status = Path(f"/proc/{child.process.pid}/status").read_text()
        (taken,) = (int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmSize"))
        resource.prlimit(child.process.pid, resource.RLIMIT_AS, (taken + ROOM, resource.RLIM_INFINITY))
        yield child
    finally:
        child.kill()


@pytest.mark.parametrize(
    ("case", "lower"),
    [
        (MANY_WORDS, "samples"),
        # TensorFlow waits ten seconds for memory that somebody may give back.
        pytest.param(LARGE_EMBEDDING, "1000000 and 2048", marks=pytest.mark.slow),
    ],
    ids=["inputs", "weights"],
)
def test_memory_that_is_not_to_be_had_is_named_and_the_child_lives_on(
    case: Case, lower: str, poor_child: Child
) -> None:
    failed = poor_child.run(case)[-1]
    assert isinstance(failed, events.RunFailed)
    assert failed.message.startswith("The memory is full: ")
    assert "{" not in failed.message
    assert lower in failed.remedy
    assert "batch_size" in failed.remedy
    assert poor_child.run(IRIS)[-1].outcome == "completed"
