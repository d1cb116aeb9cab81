"""A study: how far it is, and what becomes of a run whose trainer died on its way."""

from seeded_runs import BASE, finish, settled

from nnterm.experiment.protocol.events import EpochsEnded, RunStarted
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import on_seeds
from nnterm.experiment.study import Study

COUNTS = {"parameters": 3, "train": 60, "validation": 500, "test": 0, "steps_per_epoch": 2, "device": "CPU"}


def test_a_run_that_is_begun_again_has_nothing_of_its_first_attempt() -> None:
    study = Study(on_seeds(BASE, 2))
    run = study.runs[0]
    for losses in ([1.0, 0.5], [9.0]):
        study.apply(RunStarted(run_id=run.run_id, **COUNTS))  # type: ignore[arg-type]
        study.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [*losses]}, seconds=1.0))
    assert run.history["loss"] == [9.0]


def test_only_runs_that_came_to_their_own_end_count_as_done() -> None:
    study = Study(on_seeds(BASE, 3))
    for run, state in zip(study.runs, (RunState.COMPLETED, RunState.STOPPED, RunState.DIVERGED), strict=True):
        finish(run, settled, state)
    assert (study.done, study.total, study.is_over) == (2, 3, True)


def test_a_study_is_over_when_nothing_of_it_will_be_trained() -> None:
    study = Study(on_seeds(BASE, 3))
    finish(study.runs[0], settled)
    study.runs[1].train = 60
    study.stop()
    assert not study.is_over, "one is on its way to an orderly end"
    finish(study.runs[1], settled, RunState.STOPPED)
    assert study.is_over
