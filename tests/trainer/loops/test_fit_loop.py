"""The loop around Keras's `fit`: the same history as the compiled loop, and paused anywhere without a trace."""

import gc
import threading

import numpy as np
import pytest

from nnterm.experiment.experiment import Split
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.keras_loop import FitLoop
from nnterm.trainer.loops.keras_loops import FitLoops
from trainer.cases import CONVOLUTIONAL, DROPOUT, IRIS, MOONS, RECURRENT, Case
from trainer.oracle import fit
from trainer.training import train, trained

pytestmark = pytest.mark.slow

CASES = {"dense": IRIS, "dropout and l2": DROPOUT, "convolutional": CONVOLUTIONAL, "recurrent": RECURRENT}
PLAIN = Path(xla=False, whole_epochs=False)
DROPPED = MOONS.with_(dropout=0.2)


def start(case: Case) -> FitLoop:
    loops = FitLoops()
    return loops.make(case.dataset, loops.load(case.dataset, case.split), case.hyperparameters)[0]


@pytest.mark.parametrize("shuffle", [True, False], ids=["shuffled", "in order"])
@pytest.mark.parametrize("name", CASES)
def test_the_history_is_that_of_the_compiled_loop(name: str, shuffle: bool, loops: Loops) -> None:
    case = CASES[name].with_(shuffle=shuffle)
    loop = start(case)
    found = train(loop, case.hyperparameters.epochs)
    expected = trained(case, loops, PLAIN)
    assert found == expected
    assert list(found) == list(expected)
    assert loop.done == case.hyperparameters.epochs
    assert loop.step == 0


def test_no_validation(loops: Loops) -> None:
    case = Case(MOONS.dataset, Split(), MOONS.hyperparameters).with_(epochs=2)
    found = train(start(case), 2)
    assert list(found) == ["loss", "accuracy"]
    assert found == trained(case, loops, PLAIN)


def test_it_can_be_paused_after_any_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(start(MOONS), 4)
    monkeypatch.setattr("nnterm.trainer.loops.keras_loop.CALL", 0.0)
    loop = start(MOONS)
    calls, steps, history = 0, set(), {}
    while loop.done < 4:
        for name, values in loop.advance(4).items():
            history.setdefault(name, []).extend(values)
        calls += 1
        steps.add(loop.step)
        # Looking at the model in between changes nothing.
        loop.predict(np.zeros((3, 2), "float32"))
    assert history == whole
    assert steps == set(range(loop.steps_per_epoch + 1))
    # A hold for each batch of training and validation; the end of an epoch is one more.
    assert calls >= 4 * (loop.steps_per_epoch + 2)


def test_no_call_goes_beyond_the_epoch_it_may_go_to() -> None:
    loop = start(MOONS)
    for until in (1, 2, 5):
        while loop.done < until:
            loop.advance(until)
        assert (loop.done, loop.step) == (until, 0)


def test_compiling_trains_nothing_and_compiles_every_batch_size() -> None:
    case = DROPOUT
    expected = train(start(case), 3)
    loop = start(case)
    assert len(list(loop.compile())) == 3  # full and ragged batch, and the one of validation
    assert (loop.done, loop.step) == (0, 0)
    assert list(loop.compile()) == []
    history: dict[str, list[float]] = {}
    while loop.done < 3:
        for name, values in loop.advance(3).items():
            history.setdefault(name, []).extend(values)
    assert history == expected


def test_the_evaluation_is_that_of_keras() -> None:
    case = IRIS.with_(shuffle=False)
    _, expected = fit(case)
    loops = FitLoops()
    loop, arrays = loops.make(case.dataset, loops.load(case.dataset, case.split), case.hyperparameters)
    train(loop, case.hyperparameters.epochs)
    found = list(loop.evaluate(arrays["test"]))
    assert found[:-1] == [None] * (len(found) - 1)
    assert found[-1] == expected


@pytest.mark.parametrize("held_at", [4, 6], ids=["training", "validation"])
def test_training_goes_on_after_an_evaluation_in_the_middle_of_an_epoch(
    held_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnterm.trainer.loops.keras_loop.CALL", 0.0)
    whole, cut = start(DROPPED), start(DROPPED)
    history = train(whole, 3)
    found = train(cut, 1)
    while cut.step != held_at:
        cut.advance(2)
    partial = cut.partial()
    list(cut.evaluate(cut._parts["train"]))
    assert (cut.done, cut.step, cut.partial()) == (1, held_at, partial)
    for name, values in train(cut, 3).items():
        found[name] += values
    assert found == history


def test_batches_one_by_one_are_the_same_training() -> None:
    whole = train(start(DROPPED), 2)
    loop = start(DROPPED)
    history: dict[str, list[float]] = {}
    calls = 0
    while loop.done < 2:
        columns = loop.advance_batch()
        calls += 1
        assert loop.step == calls % loop.steps_per_epoch
        assert set(loop.partial()) == ({"loss", "accuracy"} if loop.step else set())
        for name, values in columns.items():
            history.setdefault(name, []).extend(values)
    assert history == whole
    assert calls == 2 * loop.steps_per_epoch


@pytest.mark.parametrize("step", [0, 2])
def test_a_loop_put_back_trains_what_it_did(step: int) -> None:
    loop = start(DROPPED)
    train(loop, 1)
    while loop.step != step:
        loop.advance_batch()
    state = loop.save()
    first = train(loop, 4)
    loop.restore(state)
    assert (loop.done, loop.step) == (1, step)
    assert train(loop, 4) == first


def test_a_loop_remade_with_another_batch_size_keeps_what_was_learnt() -> None:
    loops = FitLoops()
    parts = loops.load(MOONS.dataset, MOONS.split)
    loop, _ = loops.make(MOONS.dataset, parts, MOONS.hyperparameters)
    train(loop, 3)
    before = loop.model.get_weights()
    other = loops.remake(loop, MOONS.dataset, parts, MOONS.with_(batch_size=20).hyperparameters)
    assert other.model is not loop.model
    assert (other.done, other.steps_per_epoch) == (3, 3)
    for one, another in zip(before, other.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, another)
    assert int(other.model.optimizer.iterations) == 18


def test_a_loop_begun_at_an_epoch_takes_the_order_of_that_epoch() -> None:
    whole = train(start(MOONS), 5)
    first = start(MOONS)
    train(first, 3)
    rest = FitLoop(first.model, first._parts, MOONS.hyperparameters, done=3)
    assert train(rest, 5)["loss"] == whole["loss"][3:]


def test_a_forgotten_loop_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnterm.trainer.loops.keras_loop.CALL", 0.0)
    before = set(threading.enumerate())
    loop = start(MOONS)
    loop.advance(1)
    (thread,) = [thread for thread in set(threading.enumerate()) - before if thread.name == "stepped"]
    del loop
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()


def test_a_kept_model_starts_like_a_fresh_one() -> None:
    fresh = train(start(DROPOUT), 3)
    loops = FitLoops()
    parts = loops.load(DROPOUT.dataset, DROPOUT.split)
    used, _ = loops.make(DROPOUT.dataset, parts, DROPOUT.with_(seed=99, learning_rate=0.05).hyperparameters)
    train(used, 2)
    again, _ = loops.make(DROPOUT.dataset, parts, DROPOUT.hyperparameters)
    assert again.model is used.model
    assert train(again, 3) == fresh


def test_what_fit_raises_is_raised_by_advance() -> None:
    loop = start(MOONS)
    loop.model.optimizer.learning_rate = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        train(loop, 1)
