"""One training without a screen: the same path as the app's, with a callback where the screen would be."""

import asyncio
from collections.abc import Callable, Generator, Iterable
from typing import NamedTuple
from uuid import uuid4

from nnterm import interruption
from nnterm.errors import ProtocolError, StoreError, TrainerError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.commands import StartRun, StopRun
from nnterm.experiment.protocol.events import DatasetLoaded, Event, RunStarted
from nnterm.experiment.run import Run, RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.process import TrainerProcess

RUNS_A_CHILD = 40
"""Runs of a series after which the child is replaced: TensorFlow keeps some memory of every model."""

PATIENCE = 10.0
"""Seconds a run gets to end in order, evaluated, once it was asked to stop. Then it is kept as it is."""

Listener = Callable[[Run, Event], None]
"""Called after each event has been folded into the run."""


def new_run(experiment: Experiment, lesson: str = "") -> Run:
    """A run of `experiment`, not yet started, with an id of its own; a table is what its file holds by now."""
    return run_of(refreshed(experiment), lesson)


def run_of(experiment: Experiment, lesson: str) -> Run:
    """A run of `experiment` as it is, for those who have looked at its file already."""
    return Run(
        run_id=uuid4().hex[:12],
        lesson=lesson,
        experiment=experiment.id,
        dataset=experiment.dataset,
        split=experiment.split,
        hyperparameters=experiment.hyperparameters,
    )


class Plan(NamedTuple):
    """How to carry out a run, beside its hyperparameters."""

    pause_after: int | None = None
    """Pause by itself after this many epochs."""
    probes: tuple[str, ...] = ()
    """What to look at on the way: `map`."""
    changes: tuple[Change, ...] = ()
    """What to continue with after some of the epochs."""
    pace: float | None = None
    """Epochs a second at the most."""


PLAIN = Plan()
"""From the first epoch to the last, as fast as it goes."""


def start_command(run: Run, plan: Plan = PLAIN) -> StartRun:
    """The command that starts `run`."""
    return StartRun(
        run_id=run.run_id,
        dataset=run.dataset,
        split=run.split,
        hyperparameters=run.hyperparameters,
        **plan._asdict(),
    )


def train_once(
    experiment: Experiment,
    lesson: str = "",
    listener: Listener | None = None,
    store: RunStore | None = None,
    *,
    tell: Callable[[StoreError], object] = print,
    plan: Plan = PLAIN,
) -> Run:
    """Train `experiment` in a child of its own and return the finished run; KeyboardInterrupt stops it early.

    Every epoch is kept in `store` where one is given; where that fails, `tell` is called once and training goes on.
    Raises TrainerError when the child cannot be started; a child that dies on the way leaves a failed run.
    """
    recording = Recording(store, tell) if store else None
    with interruption.in_order():
        return asyncio.run(_train(new_run(experiment, lesson), listener, recording, plan))


def train_each(
    experiments: Iterable[tuple[str, Experiment]],
    *,
    store: RunStore | None = None,
    tell: Callable[[StoreError], object] = print,
) -> Generator[Run, None, None]:
    """Train one experiment after the other, each with the id of its lesson, on a warm child; yields the finished runs.

    KeyboardInterrupt stops the run under way, which is the last one yielded; where that completed all the same, it is
    raised. Raises TrainerError when a child cannot be started; one that dies on the way leaves a failed run, and the
    next experiment gets a child of its own.
    """
    recording = Recording(store, tell) if store else None
    with interruption.in_order(), asyncio.Runner() as runner:
        process: TrainerProcess | None = None
        trained = 0
        try:
            for lesson, experiment in experiments:
                if process is not None and (not process.alive or trained % RUNS_A_CHILD == 0):
                    runner.run(process.stop())
                    process = None
                if process is None:
                    process = TrainerProcess(chosen_trainer())
                    runner.run(process.start())
                run = runner.run(_follow(process, new_run(experiment, lesson), None, recording, PLAIN))
                trained += 1
                if interruption.has_come() and run.state is not RunState.STOPPED:
                    # It was asked for so late that the run came to its own end.
                    raise KeyboardInterrupt
                yield run
                if run.state is RunState.STOPPED:
                    return
        finally:
            if process is not None:
                runner.run(process.stop())
            if recording is not None:
                recording.settle()


async def _train(run: Run, listener: Listener | None, recording: Recording | None, plan: Plan) -> Run:
    process = TrainerProcess(chosen_trainer())
    await process.start()
    try:
        return await _follow(process, run, listener, recording, plan)
    finally:
        await process.stop()
        if recording is not None:
            recording.settle()


async def _follow(
    process: TrainerProcess, run: Run, listener: Listener | None, recording: Recording | None, plan: Plan
) -> Run:
    """Let `process` train `run`, and fold what it says into it until it is over."""
    process.send(start_command(run, plan))
    events = process.events()
    deadline: float | None = None
    try:
        while not run.state.over:
            try:
                async with asyncio.timeout_at(deadline):
                    event = await anext(events)
            except TimeoutError:
                break
            except asyncio.CancelledError:
                # Ctrl+C: asyncio.run cancels this task once. Ask for an orderly end; a second Ctrl+C ends at once.
                asyncio.current_task().uncancel()  # type: ignore[union-attr]
                interruption.note()
                # While the libraries are still loading there is nothing to end in order.
                if not run.train or deadline is not None:
                    break
                deadline = asyncio.get_running_loop().time() + PATIENCE
                process.send(StopRun(run_id=run.run_id))
                events = process.events()
                continue
            changed = run.apply(event)
            if changed and recording is not None:
                recording.record(run, event)
            if listener is not None and (changed or isinstance(event, DatasetLoaded | RunStarted)):
                listener(run, event)
    except (TrainerError, ProtocolError) as error:
        run.fail(error.message, error.remedy)
        if recording is not None:
            recording.finish(run)
    finally:
        # The trainer does not answer, or whoever read the report has left: what there is of the run is kept.
        if not run.state.over:
            run.state = RunState.STOPPED
            if recording is not None and run.epochs:
                recording.finish(run)
    return run
