"""Studies: several runs in a pool beside the app, as an event loop sees them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from scripted_process import Script, losses, run_with

from nnterm.experiment.run_state import RunState
from nnterm.experiment.study import Study
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.pool.size import TRAINER_MEMORY
from nnterm.tui.messages import StudyAdvanced, Troubled
from nnterm.tui.session import studies as module
from nnterm.tui.session.studies import Studies

NewStudies = Callable[[Script], "Watched"]

PLENTY = 16 * TRAINER_MEMORY


class Watched(Studies):
    """Notes what is said, and lets a test wait for it."""

    def __init__(self, store: RunStore, script: Script) -> None:
        super().__init__(self._note, store, Recording(store, pytest.fail))
        self.new_process = script  # type: ignore[assignment]
        self.said: list[StudyAdvanced | Troubled] = []
        self._more = asyncio.Event()

    def _note(self, message: StudyAdvanced | Troubled) -> None:
        self.said.append(message)
        self._more.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                self._more.clear()
                await self._more.wait()


@pytest.fixture
async def new_studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NewStudies]:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    monkeypatch.setattr(module, "FRAME", 0.0)
    monkeypatch.setattr("nnterm.runs.trainer.pool.size.available_memory", lambda: PLENTY)
    store, made = RunStore.open(tmp_path / "runs.sqlite"), []

    def new(script: Script) -> Watched:
        made.append(Watched(store, script))
        return made[-1]

    yield new
    for studies in made:
        await studies.close()
    store.close()


def study_of(*seeds: int) -> Study:
    return Study([run_with(seed) for seed in seeds])


async def test_the_runs_of_a_study_grow_in_place_to_their_end_and_are_kept(new_studies: NewStudies) -> None:
    studies, study = new_studies(Script()), study_of(1, 2, 3)
    runs = list(study.runs)
    studies.begin(study)
    assert studies.is_busy
    await studies.until(lambda: study.is_over)
    assert all(run is before for run, before in zip(study.runs, runs, strict=True))
    assert [run.history["loss"] for run in runs] == [losses(seed) for seed in (1, 2, 3)]
    assert (study.done, study.progress) == (3, "runs 3/3")
    assert not studies.is_busy and not studies.progress
    kept = studies._store.runs("lesson")
    assert {run.run_id: run.history["loss"] for run in kept} == {run.run_id: run.history["loss"] for run in runs}


async def test_what_is_kept_from_before_is_not_trained_again(new_studies: NewStudies) -> None:
    script = Script()
    studies = new_studies(script)
    first, second = study_of(1, 2), study_of(1, 2, 3)
    studies.begin(first)
    await studies.until(lambda: first.is_over)
    studies.begin(second)
    await studies.until(lambda: second.is_over)
    assert script.attempts == {1: 1, 2: 1, 3: 1}
    assert [run.run_id for run in second.runs[:2]] == [run.run_id for run in first.runs]


async def test_a_trainer_that_dies_costs_nothing_but_time(new_studies: NewStudies) -> None:
    script = Script(dies=lambda seed, attempt: seed == 2 and attempt == 1)
    studies, study = new_studies(script), study_of(1, 2, 3)
    studies.begin(study)
    await studies.until(lambda: study.is_over)
    assert [run.history["loss"] for run in study.runs] == [losses(seed) for seed in (1, 2, 3)]
    assert {run.state for run in study.runs} == {RunState.COMPLETED}


async def test_stopping_keeps_what_is_done_and_the_next_one_goes_on(new_studies: NewStudies) -> None:
    script = Script(waits=lambda seed: seed == 2 and script.attempts[2] == 1)
    studies, study = new_studies(script), study_of(1, 2, 3)
    studies.begin(study)
    await studies.until(lambda: study.runs[1].epochs == 1)
    studies.stop(study)
    await studies.until(lambda: study.is_over and study.runs[1].state is RunState.STOPPED)
    assert not studies.is_busy
    done = [run.hyperparameters.seed for run in study.runs if run.state is RunState.COMPLETED]
    assert 2 not in done
    again = study_of(1, 2, 3)
    studies.begin(again)
    await studies.until(lambda: again.is_over)
    assert again.done == 3
    assert all(script.attempts[seed] == 1 for seed in done)


async def test_two_studies_at_once_do_not_mix(new_studies: NewStudies) -> None:
    studies, first, second = new_studies(Script()), study_of(1, 2), study_of(3, 4)
    first.KIND, second.KIND = "seeds", "sweep"  # type: ignore[misc]
    studies.begin(first)
    studies.begin(second)
    await studies.until(lambda: first.is_over and second.is_over)
    assert [run.hyperparameters.seed for run in second.runs] == [3, 4]
    assert studies.of("seeds", "lesson", "e") is first
    assert studies.of("sweep", "lesson", "e") is second


async def test_a_trainer_that_cannot_be_started_is_said_once(new_studies: NewStudies) -> None:
    studies, study = new_studies(Script(startable=False)), study_of(1, 2, 3)
    studies.begin(study)
    await studies.until(lambda: study.is_over)
    assert {run.state for run in study.runs} == {RunState.FAILED}
    assert [said.error.message for said in studies.said if isinstance(said, Troubled)] == ["There is no such trainer."]


@pytest.mark.parametrize(
    ("free", "words"),
    [(TRAINER_MEMORY // 2, "No trainer more fits into memory"), (TRAINER_MEMORY, "1 trainer trains: 0.7 GB of memory")],
    ids=["none", "one"],
)
async def test_where_memory_is_short_a_sentence_says_so(
    new_studies: NewStudies, monkeypatch: pytest.MonkeyPatch, free: int, words: str
) -> None:
    monkeypatch.setattr("nnterm.runs.trainer.pool.size.available_memory", lambda: free)
    monkeypatch.setattr("nnterm.runs.trainer.pool.size.cores", lambda: 4)
    studies, study = new_studies(Script()), study_of(1, 2)
    studies.begin(study)
    await studies.until(lambda: not studies.is_busy)
    assert (study.refusal or study.notice).startswith(words)
    warned = [said.error.message for said in studies.said if isinstance(said, Troubled)]
    assert warned == ([study.refusal] if study.refusal else [])
    assert study.is_over
    assert study.done == (2 if free >= TRAINER_MEMORY else 0)


async def test_the_end_of_the_app_keeps_the_epochs_so_far(new_studies: NewStudies) -> None:
    studies, study = new_studies(Script(waits=lambda seed: True)), study_of(1, 2)
    studies.begin(study)
    await studies.until(lambda: any(run.epochs for run in study.runs))
    await studies.close()
    assert "stopped" in {run.state.value for run in studies._store.runs("lesson")}


async def test_the_pool_ends_when_it_has_rested(new_studies: NewStudies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REST", 0.0)
    script = Script()
    studies, study = new_studies(script), study_of(1)
    ended = asyncio.Event()
    close = studies._close_pool

    async def closing() -> Any:
        await close()
        ended.set()

    monkeypatch.setattr(studies, "_close_pool", closing)
    studies.begin(study)
    await studies.until(lambda: study.is_over)
    await asyncio.wait_for(ended.wait(), 20)
    again = study_of(2)
    studies.begin(again)
    await studies.until(lambda: again.is_over)
    assert script.processes == 2
