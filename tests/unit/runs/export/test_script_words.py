"""What an exported script says of its own history: no more than is true of it."""

import numpy as np
import pytest

from nnterm.commands.target import experiment
from nnterm.runs.export.script import script
from nnterm.trainer.loops.protocol import epoch_order


def words(*settings: str, target: str = "dense-iris") -> str:
    """The comment before `fit`."""
    before = script(experiment(target, list(settings), None)[1]).partition("history = model.fit(")[0]
    lines = before.rpartition("\n\n")[2].splitlines()
    assert lines and all(line.startswith("# ") and len(line) <= 88 for line in lines)
    return " ".join(line.removeprefix("# ") for line in lines)


def test_with_shuffle_on_it_names_the_order_of_nnterm() -> None:
    said = words("shuffle=true", "seed=3")
    assert "default_rng([3, epoch]).permutation(108)" in said
    assert "an order of its own" in said
    chosen = experiment("dense-iris", ["shuffle=true", "seed=3"], None)[1].hyperparameters
    for epoch in (0, 1, 7):
        order = np.random.default_rng([3, epoch]).permutation(108)
        np.testing.assert_array_equal(epoch_order(chosen, 108, epoch), order)


@pytest.mark.parametrize("shuffle", ["true", "false"])
def test_no_history_is_promised_to_the_last_bit(shuffle: str) -> None:
    said = words(f"shuffle={shuffle}")
    assert ("up to rounding" in said) == (shuffle == "false")
    assert ("XLA" in said) == (shuffle == "false")
    assert ("default_rng" in said) == (shuffle == "true")


def test_the_rows_named_are_those_that_are_trained_on() -> None:
    assert "permutation(10000)" in words(target="xor")
