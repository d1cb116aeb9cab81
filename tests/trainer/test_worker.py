"""A run over the pipes: its events, and commands that come at any time."""

import math
import random

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, Embedding
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState

from .cases import CONVOLUTIONAL, IRIS, MOONS, RECURRENT, Case
from .child import Child, history, only
from .oracle import fit

LONG = MOONS.with_(epochs=100_000)
"""A run that ends only on command."""

CONTROLS = (commands.ResumeRun, commands.StepEpoch, commands.StopRun)


def test_a_run_reports_its_whole_story_and_learns_what_fit_learns(child: Child) -> None:
    case = IRIS.with_(shuffle=False)
    seen = child.run(case)
    kinds = [type(event) for event in seen]
    assert kinds[:3] == [events.DatasetLoaded, events.RunStarted, events.EpochsEnded]
    assert kinds[-2:] == [events.TrainingEnded, events.RunEnded]
    started = only(seen, events.RunStarted)
    assert (started.parameters, started.steps_per_epoch) == (1047, 4)
    assert (started.train, started.validation, started.test) == (108, 12, 30)
    expected, evaluated = fit(case)
    assert history(seen) == expected
    ended = seen[-1]
    assert (ended.outcome, ended.epochs, ended.evaluated_on) == ("completed", 5, "test")
    assert ended.evaluate == evaluated
    run = Run(run_id=ended.run_id, dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters)
    assert [run.apply(event) for event in seen[1:]] == [True] * (len(seen) - 1)
    assert run.state is RunState.COMPLETED
    assert run.seconds > 0


def test_a_regression_reports_what_guessing_would_give(child: Child) -> None:
    chosen = msgspec.structs.replace(
        MOONS.hyperparameters, layers=(Dense(1),), loss="mean_squared_error", metrics=("r2_score",), epochs=2
    )
    case = Case(Dataset("diabetes", {"features": 2}), Split(validation=0.2), chosen)
    seen = child.run(case)
    assert set(history(seen)) == {"loss", "r2_score", "val_loss", "val_r2_score"}
    # The training rows are scaled to a deviation of 1: the mean is wrong by that much.
    assert only(seen, events.RunStarted).guessing_loss == pytest.approx(1)
    run = Run(run_id=seen[-1].run_id, dataset=case.dataset, split=case.split, hyperparameters=chosen)
    for event in seen:
        run.apply(event)
    assert run.guessing_loss == pytest.approx(1)
    assert only(seen, events.RunStarted).class_rows == {}


def test_a_classification_says_how_many_rows_each_class_has(child: Child) -> None:
    seen = child.run(MOONS)
    started = only(seen, events.RunStarted)
    assert started.guessing_loss is None
    assert set(started.class_rows) == {"train", "validation"}
    assert [sum(rows) for rows in started.class_rows.values()] == [started.train, started.validation]
    assert [sum(both) for both in zip(*started.class_rows.values(), strict=True)] == [40, 40]
    run = Run(run_id=seen[-1].run_id, dataset=MOONS.dataset, split=MOONS.split, hyperparameters=MOONS.hyperparameters)
    for event in seen:
        run.apply(event)
    assert run.class_rows == started.class_rows


def test_a_repeated_run_is_the_same_bit_for_bit(child: Child) -> None:
    # Other networks in `test_worker_replay.py`.
    case = MOONS.with_(dropout=0.1)
    first, again = child.run(case), child.run(case)
    assert history(first) == history(again)
    assert first[-1].evaluate == again[-1].evaluate
    assert len(history(first)["loss"]) == case.hyperparameters.epochs


def test_pauses_steps_and_stops_change_nothing_of_the_history(child: Child) -> None:
    case = MOONS.with_(epochs=400)
    whole = history(child.run(case))
    run_id = child.start(case, pause_after=2)
    seen = child.until(events.RunPaused)
    assert seen[-1].epoch == 2
    for epoch in (3, 4):
        child.send(commands.StepEpoch(run_id=run_id))
        seen += child.until(events.RunPaused)
        assert seen[-1].epoch == epoch
    child.send(commands.ResumeRun(run_id=run_id))
    seen += child.until(events.RunResumed)
    child.send(commands.PauseRun(run_id=run_id))
    seen += child.until(lambda event: isinstance(event, events.RunPaused | events.RunEnded))
    child.send(commands.StopRun(run_id=run_id))
    if isinstance(seen[-1], events.RunPaused):
        assert seen[-1].epoch == len(history(seen)["loss"])
        seen += child.to_end(run_id)
        assert seen[-1].outcome == "stopped"
    trained = len(history(seen)["loss"])
    assert seen[-1].epochs == trained
    assert history(seen) == {name: values[:trained] for name, values in whole.items()}
    assert history(child.run(case)) == whole


def test_a_long_epoch_reports_its_steps_and_pauses_in_the_middle(child: Child) -> None:
    case = Case(Dataset("mnist10k", {"samples": 6000}), Split(validation=0.2), CONVOLUTIONAL.hyperparameters)
    run_id = child.start(case.with_(epochs=50))
    step = child.until(events.StepsEnded)[-1]
    assert (step.epoch, step.steps_per_epoch) == (1, 150)
    assert 0 < step.step < 150
    child.send(commands.PauseRun(run_id=run_id))
    child.until(events.RunPaused)
    child.send(commands.StepEpoch(run_id=run_id))
    seen = child.until(events.RunPaused)
    assert seen[-1].epoch == 1
    assert len(history(seen)["loss"]) == 1
    child.send(commands.StopRun(run_id=run_id))
    ended = child.to_end(run_id)[-1]
    assert (ended.outcome, ended.epochs, ended.evaluated_on) == ("stopped", 1, "validation")
    assert set(ended.evaluate) == {"loss", "accuracy"}


def test_a_new_run_ends_the_one_under_way(child: Child) -> None:
    old = child.start(LONG)
    child.until(events.EpochsEnded)
    new = child.start(IRIS)
    seen = child.to_end(new)
    ended = next(event for event in seen if isinstance(event, events.RunEnded))
    assert (ended.run_id, ended.outcome) == (old, "stopped")
    after = seen[seen.index(ended) + 1 :]
    assert {event.run_id for event in after if hasattr(event, "run_id")} == {new}
    assert len(history(after)["loss"]) == 5


def test_commands_for_other_runs_are_ignored(child: Child) -> None:
    for command in (commands.PauseRun, commands.ResumeRun, commands.StepEpoch, commands.StopRun):
        child.send(command(run_id="nobody"))
    run_id = child.start(MOONS.with_(epochs=300))
    for command in (commands.PauseRun, commands.StopRun):
        child.send(command(run_id="nobody"))
    ended = child.to_end(run_id)[-1]
    assert (ended.outcome, ended.epochs) == ("completed", 300)


def test_a_run_can_be_stopped_before_its_first_epoch(child: Child) -> None:
    run_id = child.start(LONG.with_(batch_size=7))
    child.send(commands.StopRun(run_id=run_id))
    ended = child.to_end(run_id)[-1]
    assert ended.outcome == "stopped"
    assert ended.epochs == len(history([])) == 0
    assert math.isfinite(ended.evaluate["loss"])


def test_preparing_loads_the_data_and_changes_nothing(child: Child) -> None:
    case = MOONS.with_(batch_size=9)
    prepare = commands.PrepareRun(dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters)
    child.send(prepare)
    loaded = child.until(events.DatasetLoaded)[-1]
    assert (loaded.train, loaded.validation, loaded.test) == (60, 20, 0)
    assert len(loaded.points) == 60
    first = history(child.run(case))
    run_id = child.start(case, pause_after=3)
    seen = child.until(events.RunPaused)
    child.send(prepare)
    child.send(commands.ResumeRun(run_id=run_id))
    seen += child.to_end(run_id)
    assert history(seen) == first
    # What was asked for during the run is done after it.
    assert child.until(events.DatasetLoaded)[-1].dataset == case.dataset


def test_a_loss_that_is_no_number_ends_the_run(child: Child) -> None:
    # One linear neuron whose steps are a little too large: it takes some hundred epochs, many of them in one call.
    case = MOONS.with_(
        layers=(Dense(1),),
        optimizer="sgd",
        loss="mean_squared_error",
        learning_rate=0.7,
        batch_size=60,
        epochs=500,
    )
    seen = child.run(case)
    ended, columns = seen[-1], history(seen)
    assert ended.outcome == "diverged"
    assert ended.diverged_at == ended.epochs == len(columns["loss"])
    assert 100 < ended.epochs < 500
    assert columns["loss"][-1] is None
    assert all(value is not None for value in columns["loss"][:-1])


FAULTY = {
    "units": IRIS.with_(layers=(Dense(4, "relu"), Dense(2, "softmax"))),
    "batch_size": IRIS.with_(batch_size=0),
    "epochs": IRIS.with_(epochs=0),
    "layers": IRIS.with_(layers=()),
    "image": IRIS.with_(layers=(Conv2D(3), Dense(3, "softmax"))),
    "Embedding": IRIS.with_(layers=(Embedding(10, 4), Dense(3, "softmax"))),
    "input_dim": RECURRENT.with_(layers=(Embedding(20, 8), *RECURRENT.hyperparameters.layers[1:])),
    "rows": Case(Dataset("moons", {"samples": 2}), Split(validation=5), MOONS.hyperparameters),
    "samples": Case(Dataset("moons", {"samples": -1}), Split(), MOONS.hyperparameters),
    "data set": Case(Dataset("mooons"), Split(), MOONS.hyperparameters),
}


@pytest.mark.parametrize("word", FAULTY)
def test_a_run_that_cannot_be_built_fails_with_a_remedy(word: str, child: Child) -> None:
    failed = child.run(FAULTY[word])[-1]
    assert isinstance(failed, events.RunFailed)
    assert word in failed.message
    assert failed.remedy


def test_the_child_lives_on_after_a_failure_and_after_preparing_nonsense(child: Child) -> None:
    for case in FAULTY.values():
        child.send(commands.PrepareRun(dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters))
    assert child.run(IRIS)[-1].outcome == "completed"


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"{}\n",
        b"not json\n",
        b'{"type":"StartRun"}\n',
        b"\xff\xfe\x00\n",
        b"[" * 100_000 + b"\n",
        b'{"type":"X"}\n',
    ],
    ids=range(7),
)
def test_a_line_that_is_no_command_is_passed_over(line: bytes, child: Child) -> None:
    child.send_line(line)
    assert child.run(IRIS.with_(epochs=1))[-1].outcome == "completed"


def test_a_map_is_drawn_after_the_first_epoch_and_at_the_end(child: Child) -> None:
    case = MOONS.with_(epochs=200)
    seen = child.run(case, probes=("map",))
    drawn = [event for event in seen if isinstance(event, MapComputed)]
    assert drawn[0].epoch == 1
    assert drawn[-1].epoch == 200
    for event in drawn:
        assert len(event.classes) == len(event.certainty) == event.columns * event.rows
        assert set(event.classes) <= {0, 1}
        assert set(event.certainty) <= set(range(8))
    assert history(seen) == history(child.run(case))
    assert not any(isinstance(event, MapComputed) for event in child.run(IRIS, probes=("map",)))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_commands_come_every_run_ends_once_and_its_history_is_a_part_of_the_whole(
    seed: int, child: Child
) -> None:
    choose = random.Random(seed)
    case = MOONS.with_(epochs=150)
    whole = history(child.run(case))
    started: list[str] = []
    for _ in range(40):
        kind = choose.choice(("start", "prepare", "wait", commands.PauseRun, *CONTROLS, *CONTROLS))
        if kind == "start" or not started:
            started.append(child.start(case, pause_after=choose.choice((None, None, 1, 30)), probes=("map",)))
        elif kind == "prepare":
            child.send(
                commands.PrepareRun(dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters)
            )
        elif kind == "wait":
            # Commands then meet a run at another point: a line that says nothing takes its time to be read.
            child.send_line(b"x" * choose.randrange(1_000_000) + b"\n")
        else:
            child.send(kind(run_id=choose.choice(started)))
    child.send(commands.StopRun(run_id=started[-1]))
    seen = child.to_end(started[-1])
    # Until a last run has ended nothing more can come of the others.
    seen += child.run(IRIS.with_(epochs=1))
    for run_id in started:
        own = [event for event in seen if getattr(event, "run_id", None) == run_id]
        ends = [event for event in own if isinstance(event, events.RunEnded)]
        assert len(ends) == 1
        assert own[-1] is ends[0]
        assert ends[0].outcome in ("completed", "stopped")
        part = history(own)
        assert ends[0].epochs == len(part.get("loss", ()))
        assert part == {name: values[: ends[0].epochs] for name, values in whole.items() if part}
