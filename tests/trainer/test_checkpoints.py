"""Going back in a run: the model of an earlier epoch is the one that was trained then, and a look at it is free."""

from typing import Any

import numpy as np
import pytest

from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest, InspectMap, InspectWeights
from nnterm.experiment.protocol.inspection_results import MapComputed, NotInspected, WeightsShown
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.protocol import Loop

from .cases import IRIS, MOONS, Case
from .child import Child, history

EPOCHS = 120


def made(loops: Loops, case: Case) -> Loop:
    parts = loops.load(case.dataset, case.split)
    loop, _ = loops.make(case.dataset, parts, case.hyperparameters)
    list(loop.compile(ahead=True))
    return loop


def learnt(loop: Loop) -> list[np.ndarray]:
    """Everything that training changes."""
    return [variable.numpy() for variable in (*loop.model.variables, *loop.model.optimizer.variables)]


def same(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def weights_by_epoch(loops: Loops, case: Case, last: int) -> list[list[np.ndarray]]:
    """The weights after each epoch, from 0 to `last`, trained one by one."""
    loop = made(loops, case)
    found = [loop.model.get_weights()]
    while loop.done < last:
        if loop.advance(loop.done + 1):
            found.append(loop.model.get_weights())
    return found


@pytest.mark.parametrize("case", [MOONS, IRIS.with_(epochs=EPOCHS)], ids=["moons", "iris"])
def test_the_model_of_every_epoch_is_the_one_that_was_trained_then(loops: Loops, case: Case) -> None:
    wanted = weights_by_epoch(loops, case, EPOCHS)
    loop, checkpoints = made(loops, case), Checkpoints()
    checkpoints.take(loop, always=True)
    # Few are kept: most of the epochs that are looked at lie between two of them.
    for kept in (37, 74, 111, EPOCHS):
        while loop.done < kept:
            loop.advance(kept)
        checkpoints.take(loop, always=True)
    assert checkpoints.epochs == [0, 37, 74, 111, EPOCHS]
    before = learnt(loop)
    for epoch in (0, 1, 2, 36, 37, 38, 77, EPOCHS - 1, EPOCHS):
        with checkpoints.model_at(loop, epoch, seconds_per_epoch=0.0) as found:
            assert found == epoch
            assert same(loop.model.get_weights(), wanted[epoch])
        assert same(learnt(loop), before)
        assert loop.done == EPOCHS


def test_where_training_again_would_take_long_the_nearest_state_is_looked_at(loops: Loops) -> None:
    wanted = weights_by_epoch(loops, MOONS, 40)
    loop, checkpoints = made(loops, MOONS), Checkpoints()
    checkpoints.take(loop, always=True)
    for epoch in (20, 40):
        while loop.done < epoch:
            loop.advance(epoch)
        checkpoints.take(loop, always=True)
    for epoch, nearest in ((8, 0), (12, 20), (29, 20), (33, 40)):
        with checkpoints.model_at(loop, epoch, seconds_per_epoch=60.0) as found:
            assert found == nearest
            assert same(loop.model.get_weights(), wanted[nearest])


@pytest.mark.parametrize("case", [MOONS, IRIS.with_(epochs=EPOCHS)], ids=["moons", "iris"])
def test_a_look_with_too_little_time_comes_nearer_and_the_next_goes_on_from_there(loops: Loops, case: Case) -> None:
    loop, wanted = made(loops, case), []
    while loop.done < EPOCHS:
        if loop.advance(loop.done + 1):
            wanted.append(learnt(loop))
    loop, checkpoints = made(loops, case), Checkpoints(seconds=0.0)
    checkpoints.take(loop, always=True)
    while loop.done < EPOCHS:
        loop.advance(EPOCHS)
    checkpoints.take(loop, always=True)
    before = learnt(loop)
    reached = 0
    while reached < 100:
        with checkpoints.model_at(loop, 100, seconds_per_epoch=0.01) as found:
            assert reached < found <= 100
            assert same(learnt(loop), wanted[found - 1])
        reached = found
        assert same(learnt(loop), before) and loop.done == EPOCHS
    with checkpoints.model_at(loop, 100, seconds_per_epoch=0.01) as found:
        assert found == 100
        assert same(learnt(loop), wanted[99]), "its optimizer too, whose next step may be asked for"


class CountedLoop:
    """A loop without a model, for the budget: each of its states takes as many bytes."""

    step = 0

    def __init__(self, size: int) -> None:
        self.done = 0
        self._size = size

    def save(self) -> Any:
        return SizedState(self._size)


class SizedState:
    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes


@pytest.mark.parametrize(("size", "most"), [(2**20, 10_000), (1, 100)], ids=["bytes", "number"])
def test_the_budget_holds_and_every_epoch_is_near_one_that_is_kept(size: int, most: int) -> None:
    budget, epochs, best = 100 * 2**20, 1_000, 333
    loop, checkpoints = CountedLoop(size), Checkpoints(budget, most)
    for epoch in range(epochs + 1):
        loop.done = epoch
        checkpoints.take(loop, always=True)  # type: ignore[arg-type]
        checkpoints.note(epoch, [abs(epoch - best)])
        assert checkpoints.nbytes <= budget
        assert len(checkpoints.epochs) <= most
    kept = checkpoints.epochs
    assert {0, best, epochs} <= set(kept)
    assert max(min(abs(epoch - one) for one in kept) for epoch in range(epochs)) <= 0.02 * epochs


# --- through the child process ---------------------------------------------------------------------


def ask(child: Child, run_id: str, question: InspectionRequest, epoch: int) -> Inspected:
    child.send(commands.InspectRun(run_id=run_id, question=question, epoch=epoch))
    answer = child.until(lambda event: isinstance(event, Inspected) and event.requested == epoch)[-1]
    assert isinstance(answer, Inspected)
    return answer


def plain_answer(answer: Inspected) -> object:
    """What it says, without what it cost."""
    return {name: getattr(answer, name) for name in answer.__struct_fields__ if name not in ("run_id", "seconds")} | {
        "requested": None
    }


@pytest.mark.parametrize("question", [InspectMap(), InspectWeights(layer=1)], ids=["map", "weights"])
def test_a_question_about_an_earlier_epoch_is_answered_as_a_run_that_ended_there_answers_it(
    question: InspectionRequest, child: Child
) -> None:
    run_id = child.run(MOONS.with_(epochs=EPOCHS))[-1].run_id  # type: ignore[union-attr]
    for epoch in (41, 7):
        # On a busy machine it may be the answer of the nearest epoch that is kept, and says so.
        then = ask(child, run_id, question, epoch)
        short = child.run(MOONS.with_(epochs=then.epoch))[-1].run_id  # type: ignore[union-attr]
        child.send(commands.InspectRun(run_id=short, question=question))
        now = child.until(lambda event: isinstance(event, MapComputed | WeightsShown | NotInspected))[-1]
        assert isinstance(now, Inspected)
        assert plain_answer(then) == plain_answer(now)
        run_id = child.run(MOONS.with_(epochs=EPOCHS))[-1].run_id  # type: ignore[union-attr]


DIVERGING = MOONS.with_(layers=(Dense(1),), optimizer="sgd", loss="mean_squared_error", learning_rate=0.9)
"""Its weights grow from step to step until they are no numbers."""


@pytest.mark.parametrize("question", [InspectMap(), InspectWeights(layer=0)], ids=["map", "weights"])
def test_a_run_that_diverged_shows_the_models_of_the_epochs_before(question: InspectionRequest, child: Child) -> None:
    ended = child.run(DIVERGING.with_(epochs=500))[-1]
    assert isinstance(ended, events.RunEnded)
    assert ended.outcome == "diverged"
    assert ended.diverged_at is not None and ended.diverged_at > 4
    run_id, last = ended.run_id, ended.diverged_at - 2
    looks = [ask(child, run_id, question, epoch) for epoch in (3, last)]
    # The newest one that is left has no NaN either, and is the one that is shown where no epoch is named.
    child.send(commands.InspectRun(run_id=run_id, question=question))
    newest = child.until(lambda event: isinstance(event, MapComputed | WeightsShown | NotInspected))[-1]
    assert isinstance(newest, MapComputed | WeightsShown)
    assert last <= newest.epoch < ended.diverged_at
    for then in (*looks, newest):
        short = child.run(DIVERGING.with_(epochs=then.epoch))[-1].run_id  # type: ignore[union-attr]
        child.send(commands.InspectRun(run_id=short, question=question))
        now = child.until(lambda event: isinstance(event, MapComputed | WeightsShown | NotInspected))[-1]
        assert isinstance(now, Inspected)
        assert plain_answer(then) == plain_answer(now)


def test_a_fork_from_before_a_run_diverged_goes_on_at_another_rate(child: Child) -> None:
    ended = child.run(DIVERGING.with_(epochs=500))[-1]
    assert isinstance(ended, events.RunEnded)
    child.send(commands.ContinueRun(run_id=ended.run_id, hyperparameters=DIVERGING.with_(epochs=600).hyperparameters))
    assert isinstance(child.until(lambda event: isinstance(event, events.RunFailed))[-1], events.RunFailed)
    seen = forked(child, ended.run_id, 3, DIVERGING.with_(epochs=20, learning_rate=0.001).hyperparameters)
    assert isinstance(seen[-1], events.RunEnded)
    assert (seen[-1].outcome, seen[-1].epochs) == ("completed", 20)


def test_looking_back_while_a_run_goes_on_leaves_its_history_as_it_would_be(child: Child) -> None:
    case = MOONS.with_(epochs=400)
    whole = history(child.run(case))
    run_id = child.start(case, pace=200.0)
    seen = child.until(lambda event: isinstance(event, events.EpochsEnded) and event.first > 30)
    for epoch in (3, 29, 17, 1):
        child.send(commands.InspectRun(run_id=run_id, question=InspectMap(), epoch=epoch))
        seen += child.until(lambda event, epoch=epoch: isinstance(event, MapComputed) and event.requested == epoch)
    child.send(commands.PaceRun(run_id=run_id, pace=None))
    assert history(seen + child.to_end(run_id)) == whole


def forked(child: Child, source: str, epoch: int, hyperparameters: Hyperparameters) -> list[events.Event]:
    """The events of a fork."""
    fork = commands.ForkRun(run_id=f"{source}-fork", source=source, epoch=epoch, hyperparameters=hyperparameters)
    child.send(fork)
    return child.to_end(fork.run_id)


def columns_of(seen: list[events.Event]) -> dict[str, list[float | None]]:
    """The columns of the epochs among `seen`, whichever they begin with."""
    columns: dict[str, list[float | None]] = {}
    for event in seen:
        if isinstance(event, events.EpochsEnded):
            for name, values in event.columns.items():
                columns.setdefault(name, []).extend(values)
    return columns


@pytest.mark.parametrize("change", [{}, {"learning_rate": 0.05}, {"l2": 0.01}], ids=["same", "rate", "l2"])
def test_a_fork_goes_on_as_a_run_does_whose_beginning_is_the_same(change: dict[str, Any], child: Child) -> None:
    case, at = MOONS.with_(epochs=60), 22
    wanted = case.with_(**change).hyperparameters
    run_id = child.run(MOONS.with_(epochs=90))[-1].run_id  # type: ignore[union-attr]
    seen = forked(child, run_id, at, wanted)
    first = next(event for event in seen if isinstance(event, events.EpochsEnded))
    assert first.first == at + 1
    said = next(event for event in seen if isinstance(event, events.HyperparametersChanged))
    assert (said.epoch, said.hyperparameters) == (at, wanted)
    whole = history(child.run(case, changes=(Change(at, wanted),)))
    assert columns_of(seen) == {name: values[at:] for name, values in whole.items()}


def test_a_fork_begins_at_the_epoch_itself_though_early_stopping_put_other_weights_back(child: Child) -> None:
    rule = EarlyStopping(patience=5, restore_best_weights=True)
    case = MOONS.with_(epochs=300, early_stopping=rule, learning_rate=0.1)
    ended = child.run(case)[-1]
    assert isinstance(ended, events.RunEnded)
    assert ended.restored_epoch
    free = case.with_(early_stopping=None, epochs=ended.epochs + 20)
    seen = forked(child, ended.run_id, ended.epochs, free.hyperparameters)
    whole = history(child.run(free))
    assert columns_of(seen) == {name: values[ended.epochs :] for name, values in whole.items()}


def test_a_fork_of_a_run_that_the_trainer_no_longer_has_fails_with_words(child: Child) -> None:
    failed = forked(child, "nobody", 3, MOONS.hyperparameters)[-1]
    assert isinstance(failed, events.RunFailed)
    assert "no longer" in failed.message
