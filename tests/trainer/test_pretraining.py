"""A run that starts from the weights of another training: that one is trained first, once, and `fit` does the same."""

import pytest

from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Pretraining
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands, events
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.targets import targets
from trainer.cases import IRIS, Case
from trainer.child import Child, history, only
from trainer.oracle import fitted_model, plain_model

FIRST = IRIS.with_(layers=(Dense(6, "relu"), Dense(8, "relu"), Dense(3, "softmax")), shuffle=False, seed=1)


def from_first(case: Case, first: Case = FIRST) -> Case:
    before = Pretraining(
        experiment="first", dataset=first.dataset, split=first.split, plain=first.hyperparameters.plain
    )
    return case.with_(pretraining=before)


TUNED = FIRST.with_(seed=5, epochs=4)
FROZEN = TUNED.with_(layers=(Dense(6, "relu", trainable=False), Dense(8, "relu", trainable=False), Dense(3, "softmax")))


def keras_history(case: Case, first: Case = FIRST) -> dict[str, list[float]]:
    """What `fit` makes of the layers of `first`, trained by `fit`, under a new last layer."""
    model = plain_model(case)
    for own, learned in zip(model.layers[:-1], fitted_model(first).layers[:-1], strict=True):
        own.set_weights(learned.get_weights())
    parts = divide(case.dataset, case.split)
    (x, y), validation = parts.train, parts.validation
    assert validation is not None
    chosen = case.hyperparameters
    return model.fit(  # type: ignore[no-any-return]
        x,
        targets(y, case.dataset, chosen),
        validation_data=(validation[0], targets(validation[1], case.dataset, chosen)),
        epochs=chosen.epochs,
        batch_size=chosen.batch_size,
        shuffle=False,
        verbose=0,
    ).history


@pytest.mark.parametrize("case", [TUNED, FROZEN], ids=["tuned", "frozen"])
def test_it_trains_what_fit_trains_from_the_same_weights(child: Child, case: Case) -> None:
    seen = child.run(from_first(case))
    assert history(seen) == keras_history(case)
    assert history(seen) != history(child.run(case))


def test_the_same_seed_gives_the_same_history_whatever_came_between(child: Child) -> None:
    case = from_first(FROZEN)
    once = history(child.run(case))
    # The training that comes first has the same graphs as these, and so their model.
    for other in (FIRST, TUNED, from_first(TUNED)):
        child.run(other)
    assert history(child.run(case)) == once


def test_it_goes_on_and_forks_from_what_it_learned(child: Child) -> None:
    case = from_first(FROZEN)
    whole = history(child.run(case.with_(epochs=8)))
    run_id = child.start(case)
    begun = child.to_end(run_id)
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=case.with_(epochs=8).hyperparameters))
    assert history([*begun, *child.to_end(run_id)]) == whole
    child.send(
        commands.ForkRun(run_id="forked", source=run_id, epoch=2, hyperparameters=case.with_(epochs=8).hyperparameters)
    )
    forked = [event for event in child.to_end("forked") if isinstance(event, events.EpochsEnded)]
    losses = [value for event in forked for value in event.columns["loss"]]
    assert losses == whole["loss"][2:]


def test_its_epochs_are_reported_until_the_run_begins(child: Child) -> None:
    first = FIRST.with_(seed=12)
    run_id = child.start(from_first(TUNED, first))
    before = [event for event in child.until(events.RunStarted) if isinstance(event, events.PretrainingAdvanced)]
    done = [event.epochs for event in before]
    assert done == sorted(set(done))
    assert done[-1] == first.hyperparameters.epochs
    assert {event.run_id for event in before} == {run_id}
    child.to_end(run_id)


def test_early_stopping_of_the_first_training_counts(child: Child) -> None:
    stopped = FIRST.with_(epochs=60, early_stopping=EarlyStopping(monitor="val_loss", patience=0), learning_rate=0.05)
    epochs = only(child.run(stopped), events.RunEnded).epochs
    assert epochs < 60
    cut = FIRST.with_(epochs=epochs, learning_rate=0.05)
    assert history(child.run(from_first(TUNED, stopped))) == history(child.run(from_first(TUNED, cut)))


def test_a_stop_while_the_first_is_trained_ends_the_run_and_nothing_of_it_is_kept(child: Child) -> None:
    endless = FIRST.with_(epochs=100_000, seed=11)
    run_id = child.start(from_first(TUNED, endless))
    child.until(events.DatasetLoaded)
    child.send(commands.StopRun(run_id=run_id))
    failed = only(child.to_end(run_id), events.RunFailed)
    assert "Stopped while first was trained" in failed.message
    assert child.run(TUNED)[-1].outcome == "completed"


def test_layers_of_another_size_are_refused(child: Child) -> None:
    wider = TUNED.with_(layers=(Dense(6, "relu"), Dense(9, "relu"), Dense(3, "softmax")))
    failed = only(child.run(from_first(wider)), events.RunFailed)
    assert "Dense with 56 parameters where this has Dense with 63" in failed.message


def test_weights_that_are_no_numbers_are_refused(child: Child) -> None:
    broken = FIRST.with_(optimizer="sgd", learning_rate=100.0, loss="mean_squared_error", epochs=30)
    broken = broken.with_(layers=(Dense(6), Dense(8), Dense(3)))
    case = TUNED.with_(layers=(Dense(6), Dense(8), Dense(3, "softmax")))
    failed = only(child.run(from_first(case, broken)), events.RunFailed)
    assert "first diverged" in failed.message
