"""Flipped labels that are learned by heart are counted, and what dropout hides is measured, both for nothing."""

from typing import Any

import pytest

from nnterm.experiment.experiment import Split
from nnterm.experiment.protocol.commands import InspectRun
from nnterm.experiment.protocol.events import RowsMemorised
from nnterm.experiment.protocol.inspection_requests import InspectMistakes
from nnterm.experiment.protocol.inspection_results import MistakesFound
from nnterm.trainer.datasets.dataset import divide, raw
from nnterm.trainer.datasets.targets import targets
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.keras_loops import FitLoops
from nnterm.trainer.probes.rows.memorising import MemorisingProbe
from nnterm.trainer.reporter import back_order, evenly
from trainer.cases import CONVOLUTIONAL, DROPOUT, IRIS, MOONS, Case
from trainer.child import Child, history
from trainer.oracle import answers, fitted_model
from trainer.training import trained


def noisy(case: Case, part: float = 0.3) -> Case:
    dataset = type(case.dataset)(case.dataset.name, {**case.dataset.options, "label_noise": part})
    return Case(dataset, case.split, case.hyperparameters)


def counts(seen: list[Any]) -> list[RowsMemorised]:
    return [event for event in seen if isinstance(event, RowsMemorised)]


@pytest.mark.parametrize(
    "case",
    [
        noisy(MOONS.with_(shuffle=False)),
        noisy(IRIS.with_(shuffle=False, learning_rate=0.03, epochs=12)),
        noisy(CONVOLUTIONAL.with_(shuffle=False)),
    ],
    ids=["one unit", "softmax", "image"],
)
def test_the_count_at_the_end_is_that_of_what_keras_predicts(case: Case, child: Child) -> None:
    model = fitted_model(case)
    last = max(counts(child.run(case)), key=lambda count: count.epoch)
    parts = divide(case.dataset, case.split)
    rows = list(parts.flips)
    outputs = answers(model, parts.train[0][rows])
    guessed = outputs.argmax(axis=1) if outputs.shape[1] > 1 else (outputs[:, 0] > 0.5).astype(int)
    assert last.epoch == case.hyperparameters.epochs
    assert last.of == len(rows) > 0
    assert last.count == (guessed == parts.train[1][rows]).sum()


@pytest.mark.parametrize("case", [MOONS, DROPOUT, CONVOLUTIONAL], ids=["moons", "dropout", "image"])
def test_counting_changes_nothing_of_the_history(case: Case, loops: Loops, child: Child) -> None:
    case = noisy(case.with_(epochs=case.hyperparameters.epochs * 6))
    seen = child.run(case)
    assert len(counts(seen)) > 1
    assert history(seen) == trained(case, loops)


def test_counts_are_of_ends_of_epochs_and_only_where_labels_are_flipped(child: Child) -> None:
    found = counts(child.run(noisy(MOONS.with_(epochs=3000))))
    epochs = sorted(count.epoch for count in found)
    assert epochs == sorted(set(epochs))
    assert (epochs[-1], epochs[0] > 0) == (3000, True)
    # Now and then, and not for each of a thousand epochs.
    assert len(epochs) < 300
    assert not counts(child.run(MOONS))


def test_epochs_that_passed_too_fast_are_counted_from_their_states_after_the_end(child: Child) -> None:
    case = noisy(MOONS.with_(shuffle=False, epochs=16))
    seen = child.run(case)
    found = {count.epoch: count.count for count in counts(seen)}
    assert len(found) > 3
    rows = divide(case.dataset, case.split)
    flipped = list(rows.flips)
    epoch = sorted(found)[len(found) // 2]
    model = fitted_model(case.with_(epochs=epoch))
    guessed = (answers(model, rows.train[0][flipped])[:, 0] > 0.5).astype(int)
    assert found[epoch] == (guessed == rows.train[1][flipped]).sum()


def test_an_order_that_can_end_anywhere_is_spread_over_the_whole() -> None:
    assert list(evenly(range(1, 8))) == [4, 2, 6, 1, 3, 5, 7]
    for count in range(40):
        assert sorted(evenly(range(count))) == list(range(count))


def test_epochs_whose_states_are_kept_are_counted_before_any_is_trained_again() -> None:
    order = list(back_order([2, 5, 9], 10))
    assert order[:3] == [5, 2, 9]
    assert set(order) == set(range(1, 10))


def test_training_rows_are_measured_without_dropout_at_the_end(child: Child) -> None:
    case = DROPOUT.with_(shuffle=False)
    model, ended = fitted_model(case), child.run(case)[-1]
    x, labels = divide(case.dataset, case.split).train
    y = targets(labels, case.dataset, case.hyperparameters)
    expected = model.evaluate(x, y, batch_size=case.hyperparameters.batch_size, verbose=0, return_dict=True)
    assert ended.evaluated_on == "test"
    assert ended.train_evaluate == pytest.approx(expected, rel=1e-5)
    assert child.run(IRIS)[-1].train_evaluate == {}


def test_a_flipped_training_row_is_said_to_be_one_where_it_is_listed(child: Child) -> None:
    case = noisy(IRIS.with_(shuffle=False))
    case = Case(case.dataset, Split(), case.hyperparameters)
    run_id = child.run(case)[-1].run_id
    child.send(InspectRun(run_id=run_id, question=InspectMistakes(most=16)))
    found = child.until(MistakesFound)[-1]
    parts, rows = divide(case.dataset, case.split), raw(case.dataset, case.split).train[0].tolist()
    assert found.part == "train"
    assert any(mistake.flipped_from is not None for mistake in found.mistakes)
    for mistake in found.mistakes:
        same = [row for row, values in enumerate(rows) if values == mistake.values]
        assert (mistake.truth, mistake.flipped_from) in [(parts.train[1][row], parts.flips.get(row)) for row in same]


def test_counting_between_the_epochs_of_fit_changes_nothing_of_its_history() -> None:
    case, maker = noisy(DROPOUT), FitLoops()
    parts = maker.load(case.dataset, case.split)
    found = []
    for counts_rows in (False, True):
        loop, _ = maker.make(case.dataset, parts, case.hyperparameters)
        probe = MemorisingProbe(loop, parts, 3)
        history: dict[str, list[float]] = {}
        while loop.done < case.hyperparameters.epochs:
            for name, values in loop.advance(case.hyperparameters.epochs).items():
                history.setdefault(name, []).extend(values)
            if counts_rows and not loop.step:
                probe.compute("run", loop.done)
        found.append(history)
        loop.close()
    assert found[0] == found[1]
