"""When a training process counts as hung, and when its GPU is given back."""

import pytest

from nnterm.experiment.protocol.events import EpochsEnded, Heartbeat, Phase, RunEnded, TrainingEnded
from nnterm.tui.session.trainer_health import GROWTH, LONG_SILENCE, REST, SILENCE, TrainerHealth


def seconds(health: TrainerHealth, count: int, training: bool = False, paused: bool = False) -> None:
    for _ in range(count):
        health.tick(training=training, paused=paused)


@pytest.mark.parametrize(
    ("phase", "limit"),
    [("idle", SILENCE), ("training", SILENCE), ("loading", LONG_SILENCE), ("compiling", LONG_SILENCE)],
)
def test_silence_is_forgiven_for_longer_where_nothing_can_be_said(phase: Phase, limit: int) -> None:
    health = TrainerHealth()
    health.record_event(Heartbeat(phase=phase, seconds=0.0))
    seconds(health, limit - 1)
    assert not health.is_hung
    seconds(health, 1)
    assert health.is_hung
    health.record_event(Heartbeat(phase=phase, seconds=0.0))
    assert not health.is_hung


def test_a_piece_of_training_that_never_ends_is_a_hang_though_the_heart_beats() -> None:
    health = TrainerHealth()
    health.record_event(Heartbeat(phase="training", seconds=SILENCE + 1))
    assert health.is_hung
    health.record_event(Heartbeat(phase="compiling", seconds=SILENCE + 1))
    assert not health.is_hung


def trained() -> TrainerHealth:
    """That of a process that has ended a run, and rests."""
    health = TrainerHealth()
    health.record_event(EpochsEnded(run_id="1", first=1, columns={"loss": [0.5]}, seconds=1.0))
    health.record_event(TrainingEnded(run_id="1", epochs=1))
    health.record_event(
        RunEnded(run_id="1", outcome="completed", epochs=1, seconds=1.0, evaluate={}, evaluated_on="train")
    )
    return health


def test_nobody_misses_a_process_that_is_silent_while_it_rests() -> None:
    health = trained()
    seconds(health, 5 * SILENCE)
    assert not health.is_missed
    seconds(health, 5 * SILENCE, training=True, paused=True)
    assert not health.is_missed, "a run that is held waits for the learner"
    health.record_request()
    seconds(health, SILENCE - 1)
    assert not health.is_missed, "silence counts from the request"
    seconds(health, 1)
    assert health.is_missed
    health.record_event(Heartbeat(phase="idle", seconds=0.0))
    assert not health.is_missed


def test_a_process_is_missed_that_is_silent_while_it_trains() -> None:
    health = TrainerHealth()
    health.record_event(EpochsEnded(run_id="1", first=1, columns={"loss": [0.5]}, seconds=1.0))
    seconds(health, SILENCE, training=True)
    assert health.is_missed


def test_long_evaluation_is_no_silence_while_the_heart_beats() -> None:
    health = TrainerHealth()
    health.record_event(EpochsEnded(run_id="1", first=1, columns={"loss": [0.5]}, seconds=1.0))
    health.record_event(TrainingEnded(run_id="1", epochs=1))
    for at in range(5 * SILENCE):
        health.record_event(Heartbeat(phase="training", seconds=float(at)))
        seconds(health, 1, training=True)
        assert not health.is_missed
    seconds(health, SILENCE, training=True)
    assert health.is_missed, "its evaluation is awaited"


def test_idle_is_who_neither_trains_nor_is_asked() -> None:
    health = TrainerHealth(idle_minutes=1)
    seconds(health, 500, training=True)
    assert not health.is_idle
    seconds(health, 59)
    health.record_request()
    seconds(health, 59)
    assert not health.is_idle
    seconds(health, 1)
    assert health.is_idle
    never = TrainerHealth(idle_minutes=0)
    seconds(never, 5000)
    assert not never.is_idle


def test_worn_is_a_process_that_grew_by_training_and_rests() -> None:
    health = TrainerHealth()

    def beat(resident: float | None, phase: Phase = "idle") -> None:
        health.record_event(Heartbeat(phase=phase, seconds=0.0, resident=resident))

    beat(100.0, "loading")
    beat(700.0)
    beat(700.0 + GROWTH + 1)
    seconds(health, REST)
    assert not health.should_recycle, "data that was loaded is needed again"
    health.record_event(
        RunEnded(run_id="1", outcome="completed", epochs=1, seconds=1.0, evaluate={}, evaluated_on="test")
    )
    beat(800.0 + GROWTH)
    assert not health.should_recycle, "so is what the first run brought with it"
    beat(800.0 + 2 * GROWTH + 1)
    assert health.should_recycle
    health.record_request()
    assert not health.should_recycle
    seconds(health, REST)
    beat(800.0 + 2 * GROWTH + 1, "compiling")
    assert not health.should_recycle
    beat(800.0 + 2 * GROWTH)
    assert not health.should_recycle
    beat(None)
    assert not health.should_recycle
