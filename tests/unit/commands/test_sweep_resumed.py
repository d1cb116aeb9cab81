"""A sweep that is ended at any point and started again trains no point twice, and loses none."""

import contextlib
import csv
import io
import tempfile
from collections.abc import Callable
from concurrent import futures
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from good_lesson import GOOD, write
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_process import Script, losses

from nnterm.commands.training import sweep as command
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.store import RunStore
from nnterm.runs.store.trained_before import trained_before
from nnterm.runs.trainer.pool import pool, train_all

UNITS, SEEDS, JOBS = (2, 3, 4), 3, 2
FIRST = 3
"""The seed of the lesson's experiment."""
RUNS = len(UNITS) * SEEDS


def key(chosen: Hyperparameters) -> int:
    """Units and seed in one number."""
    return chosen.layers[0].units * 1000 + chosen.seed  # type: ignore[union-attr]


class Home:
    """A folder with a lesson and a store, where sweeps are trained by a script."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("NNTERM_HOME", str(folder / "home"))
        monkeypatch.setenv("NNTERM_TRAINER", "")
        write(folder, GOOD)

    def sweep(self, script: Script, wait: Callable[..., Any] = futures.wait, **options: Any) -> list[dict[str, str]]:
        """The rows of the table; `wait` is how the command waits for runs."""
        self._monkeypatch.setattr(pool, "TrainerProcess", lambda command, environment: script(command))
        self._monkeypatch.setattr(train_all, "wait", wait)
        over = "units=" + ",".join(map(str, UNITS))
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()) as self.errors:
            command.run(
                "dense-iris/iris-20",
                ["epochs=3"],
                [over],
                SEEDS,
                **{"form": "csv", "folder": str(self.folder), "jobs": JOBS, **options},
            )
        return list(csv.DictReader(io.StringIO(said.getvalue())))

    def kept(self) -> list[Run]:
        with closing(RunStore.open(self.folder / "home" / "nnterm.sqlite")) as store:
            return store.runs("dense-iris", limit=-1)


@settings(max_examples=25, deadline=None)
@given(
    ended_at=st.integers(1, RUNS - 1),
    slow=st.integers(0, RUNS),
    mortal=st.integers(0, RUNS),
    again_at=st.none() | st.integers(1, 3),
)
def test_no_point_twice_and_none_lost(ended_at: int, slow: int, mortal: int, again_at: int | None) -> None:
    """`slow` is a run that would never end by itself, and `mortal` one whose first trainer dies."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        home = Home(Path(folder), monkeypatch)
        order = [units * 1000 + seed for units in UNITS for seed in range(FIRST, FIRST + SEEDS)]

        def waits(which: int) -> bool:
            return which == dict(enumerate(order)).get(slow)

        def dies(which: int, attempt: int) -> bool:
            return which == dict(enumerate(order)).get(mortal) and attempt == 1 and not waits(which)

        done: list[int] = []
        for ends in (ended_at, again_at):
            if ends is None:
                continue
            script = Script(waits=waits, dies=dies, key=key)
            with contextlib.suppress(KeyboardInterrupt):
                home.sweep(script, interrupting(ends))
            assert not set(done) & set(script.attempts), "what is kept is not trained again"
            completed = [key(run.hyperparameters) for run in home.kept() if run.state is RunState.COMPLETED]
            assert len(completed) == len(set(completed))
            assert set(done) <= set(completed)
            done = completed
        last = Script(key=key)
        rows = home.sweep(last)
        assert sorted([*done, *last.attempts]) == order, "every run once, and no other"
        assert set(last.attempts.values()) <= {1}
        assert f"{len(done)} of {RUNS} runs" in home.errors.getvalue() or not done
        assert [int(row["units"]) * 1000 + int(row["seed"]) for row in rows] == order
        assert {row["state"] for row in rows} == {"completed"}
        assert [float(row["loss"]) for row in rows] == [losses(each)[-1] for each in order]


def interrupting(calls: int) -> Callable[..., Any]:
    """A `wait` in whose last of `calls` somebody presses Ctrl+C, whatever is over by then, or for the last run."""
    left = [calls]

    def wait(waited_for: Any, *arguments: Any, **options: Any) -> Any:
        left[0] -= 1
        if left[0] == 0 or (left[0] > 0 and len(waited_for) == 1):
            left[0] = 0
            raise KeyboardInterrupt
        return futures.wait(waited_for, *arguments, **options)

    return wait


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    return Home(tmp_path, monkeypatch)


def test_with_again_everything_is_trained(home: Home) -> None:
    home.sweep(Script(key=key))
    script = Script(key=key)
    home.sweep(script)
    assert not script.attempts
    home.sweep(script, again=True)
    assert len(script.attempts) == RUNS


@pytest.mark.parametrize(
    "changed",
    [
        {"state": RunState.STOPPED},
        {"state": RunState.FAILED},
        {"changes": "later"},
        {"forked_from": "another"},
        {"lesson": "another"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_was_not_trained_whole_as_wanted_is_trained(home: Home, changed: dict[str, Any], tmp_path: Path) -> None:
    home.sweep(Script(key=key))
    wanted = home.kept()[0]
    if "changes" in changed:
        later = msgspec.structs.replace(wanted.hyperparameters, learning_rate=0.5)
        changed = {"changes": [Change(1, later)]}
    with closing(RunStore.open(tmp_path / "other.sqlite")) as store:
        store.finish(msgspec.structs.replace(wanted, run_id="kept", **changed))
        assert not trained_before(store, [wanted])
        store.finish(msgspec.structs.replace(wanted, run_id="whole"))
        assert trained_before(store, [wanted])[wanted.run_id].run_id == "whole"
        other = msgspec.structs.replace(
            wanted, hyperparameters=msgspec.structs.replace(wanted.hyperparameters, seed=99)
        )
        assert not trained_before(store, [other])
