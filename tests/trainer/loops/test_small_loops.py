"""The trainer's flags let XLA make one function of a small network's loop, and of no larger one's."""

import os
import subprocess
import sys

import pytest

from nnterm.trainer.worker import XLA_FLAGS

COUNT = """
import sys
import msgspec
import tensorflow as tf
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.graphs import numbers
from trainer.cases import MOONS

loops = Loops()
hidden, width, batch = map(int, sys.argv[1:])
layers = (*[Dense(width, "relu")] * hidden, MOONS.hyperparameters.output)
chosen = msgspec.structs.replace(MOONS.hyperparameters, layers=layers, batch_size=batch, epochs=100_000)
parts = loops.load(MOONS.dataset, MOONS.split)
loop, tensors = loops.make(MOONS.dataset, parts, chosen)
orders = tf.zeros((256, len(tensors["train"][0])), tf.int32)
graph = loop._compiled.xla.epochs.experimental_get_compiler_ir(
    tensors["train"], tensors["validation"], orders, *numbers(1)
)
print(graph(stage="optimized_hlo").count('xla_cpu_small_call="true"'))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hidden", "width", "batch", "is_small"), [(2, 8, 10, True), (6, 8, 10, True), (2, 64, 32, False)]
)
def test_only_small_loops_become_one_function(hidden: int, width: int, batch: int, is_small: bool) -> None:
    environment = {**os.environ, "XLA_FLAGS": XLA_FLAGS, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", COUNT, str(hidden), str(width), str(batch)]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert (int(found.stdout) > 0) == is_small
