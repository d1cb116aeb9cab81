"""What becomes of models that are kept no more."""

import gc
import weakref

import pytest
from tensorflow.python.eager import context

from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.trainer.loops import compiled_loops
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from trainer.cases import IRIS
from trainer.training import start, train

KEPT = 1

NAMED_BY_TENSORFLOW = "__wrapped__"
"""How the names of its own functions begin, one for each operation that was ever called."""


def functions() -> int:
    """How many functions TensorFlow knows."""
    return sum(NAMED_BY_TENSORFLOW not in str(name) for name in context.context().list_function_names())


def test_a_model_that_is_kept_no_more_is_freed_with_its_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    # Compiling takes half a second each.
    monkeypatch.setattr(compiled_loops, "KEPT", KEPT)
    loops, models = Loops(), []
    loops.tidy()
    before = functions()
    for units in range(4, 4 + KEPT + 2):
        xla = units == 4
        case = IRIS.with_(layers=(Dense(units, "relu"), Dense(3, "softmax")), optimizer="sgd")
        loop = start(case, loops, Path(xla=xla, whole_epochs=True))
        train(loop, 2)
        models.append(weakref.ref(loop.model))
        del loop
    loops.tidy()
    assert [model() is not None for model in models] == [False] * 2 + [True] * KEPT
    del loops._kept
    gc.collect()
    assert functions() <= before
