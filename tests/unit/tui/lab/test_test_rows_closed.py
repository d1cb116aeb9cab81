"""What a run gave on its test rows is nowhere in the lab until the learner opens it, and then it is counted."""

import pytest
from scripted_panels import finished, listed

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunContinued, RunEnded
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.run import Run
from nnterm.tui.drawing.rows import Role, plain
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs.table import RunsTable

IRIS = Experiment(
    id="e",
    dataset=Dataset("iris"),
    split=Split(test=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(8), Dense(3, "softmax")), metrics=("accuracy",)),
)
DIABETES = Experiment(
    id="e",
    dataset=Dataset("diabetes", {"scaled_target": True}),
    split=Split(test=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(1),), loss="mean_squared_error", metrics=("mean_absolute_error",)),
)


def drawn(state: LabState, looks: int = 0) -> str:
    """What the lab says of its run, in its numbers and verdict and in the list of runs."""
    status, table = RunStatus(), RunsTable()
    status.set_test(looks)
    status.set_run(state.run, state.diagnosis(), ("", Role.QUIET))
    assert state.run is not None
    table.set_runs(listed([state.run], state.baseline))
    rows = [*status.rows(100, 12), *table.rows(100, 12)]
    return " ".join(" ".join(plain(row) for row in rows).split())


def run_of(experiment: Experiment) -> Run:
    """A run whose figures on test rows are unlike all others."""
    run = finished(experiment)
    run.target = TargetSummary(deviation=10.0)
    run.evaluate = dict.fromkeys(run.evaluate, 0.1357)
    return run


@pytest.mark.parametrize("experiment", [IRIS, DIABETES], ids=["classes", "regression"])
@pytest.mark.parametrize("validation", [12, 0])
def test_no_figure_of_the_test_rows_is_seen_before_they_are_opened(experiment: Experiment, validation: int) -> None:
    run = run_of(experiment)
    run.validation = validation
    if not validation:
        run.history.columns = {name: v for name, v in run.history.columns.items() if not name.startswith("val_")}
    state = LabState(experiment, experiment, run=run)
    closed = drawn(state)
    assert "136" not in closed and "1.357" not in closed
    assert "e opens the test rows" in closed
    assert ("they judge, validation chooses." in closed) == bool(validation)
    assert run.open_test()
    opened = drawn(state, looks=1)
    assert opened.count("0.136") >= 2
    assert "Test rows opened once in this experiment." in opened
    assert "e opens" not in opened


def test_each_further_look_is_counted_and_what_it_costs_is_said_before() -> None:
    state = LabState(IRIS, IRIS, run=run_of(IRIS))
    said = "3 times in this experiment: each look makes them a little less of a test."
    assert f"e opens the test rows. Opened {said}" in drawn(state, looks=3)
    assert state.run is not None
    state.run.open_test()
    assert f"Test rows opened {said}" in drawn(state, looks=3)


def test_a_run_that_is_trained_further_is_closed_again() -> None:
    run = run_of(IRIS)
    assert run.open_test()
    assert not run.open_test(), "a second key is no second look"
    run.apply(RunContinued(run_id="r"))
    assert not run.hides_test, "there is nothing to open while it trains"
    run.apply(EpochsEnded(run_id="r", first=201, columns={"loss": [0.5]}, seconds=2))
    run.apply(
        RunEnded(run_id="r", outcome="completed", epochs=201, seconds=2, evaluate={"loss": 0.2}, evaluated_on="test")
    )
    assert run.hides_test
    assert run.open_test()
    assert run.test_looks == 2


def test_the_list_says_which_runs_are_closed() -> None:
    opened, closed = run_of(IRIS), run_of(IRIS)
    opened.open_test()
    table = RunsTable()
    table.set_runs(listed([opened, closed], IRIS))
    rows = [plain(row) for row in table.rows(100, 12)]
    assert "0.136" in rows[2]
    assert "closed" in rows[3]
