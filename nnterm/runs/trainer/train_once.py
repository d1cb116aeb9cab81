"""One training without a screen: the same path as the app's, with a callback where the screen would be."""

import asyncio
from collections.abc import Callable, Generator, Iterable
from uuid import uuid4

from nnterm import interruption
from nnterm.errors import ProtocolError, StoreError, TrainerError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.commands import StopRun
from nnterm.experiment.protocol.events import DatasetLoaded, Event
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.client import News, TrainerClient
from nnterm.runs.trainer.plan import PLAIN, Plan

RUNS_A_CHILD = 40
"""Runs of a series after which the child is replaced: TensorFlow keeps some memory of every model."""

PATIENCE = 10.0
"""Seconds a run gets to end in order, evaluated, once a stop was requested. Then it is kept as it is."""

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


def train_once(
    experiment: Experiment,
    lesson: str = "",
    listener: Listener | None = None,
    store: RunStore | None = None,
    *,
    report: Callable[[StoreError], object] = print,
    plan: Plan = PLAIN,
) -> Run:
    """Train `experiment` in a child of its own and return the finished run; KeyboardInterrupt stops it early.

    Every epoch is kept in `store` where one is given; where that fails, `report` is called once and training goes on.
    Raises TrainerError when the child cannot be started; a child that dies on the way leaves a failed run.
    """
    recording = Recording(store, report) if store else None
    with interruption.in_order():
        return asyncio.run(_train(new_run(experiment, lesson), _client(listener, recording), plan))


def train_each(
    experiments: Iterable[tuple[str, Experiment]],
    *,
    store: RunStore | None = None,
    report: Callable[[StoreError], object] = print,
) -> Generator[Run, None, None]:
    """Train one experiment after the other, each with the id of its lesson, on a warm child; yields the finished runs.

    KeyboardInterrupt stops the run under way, which is the last one yielded; where that completed all the same, it is
    raised. Raises TrainerError when a child cannot be started; one that dies on the way leaves a failed run, and the
    next experiment gets a child of its own.
    """
    client = _client(None, Recording(store, report) if store else None)
    with interruption.in_order(), asyncio.Runner() as runner:
        trained = 0
        try:
            for lesson, experiment in experiments:
                if not client.alive or trained % RUNS_A_CHILD == 0:
                    runner.run(client.stop())
                if not client.alive:
                    runner.run(client.start())
                run = runner.run(follow(client, new_run(experiment, lesson), on_stop=interruption.note))
                trained += 1
                if interruption.has_come() and run.state is not RunState.STOPPED:
                    # It was requested so late that the run came to its own end.
                    raise KeyboardInterrupt
                yield run
                if run.state is RunState.STOPPED:
                    return
        finally:
            runner.run(client.stop())
            client.settle()


def _client(listener: Listener | None, recording: Recording | None) -> TrainerClient:
    """A client of the chosen trainer that calls `listener`."""

    def announce(news: News) -> None:
        if listener is None or client.run is None or news.event is None:
            return
        if news.changed or isinstance(news.event, DatasetLoaded):
            listener(client.run, news.event)

    client = TrainerClient(announce, recording, chosen_trainer())
    return client


async def _train(run: Run, client: TrainerClient, plan: Plan) -> Run:
    try:
        await client.start()
        return await follow(client, run, plan, on_stop=interruption.note)
    finally:
        await client.stop()
        client.settle()


async def follow(
    client: TrainerClient,
    run: Run,
    plan: Plan = PLAIN,
    *,
    on_stop: Callable[[], object] = lambda: None,
    may_fail: Callable[[], bool] = lambda: True,
) -> Run:
    """Let the client's trainer train `run` until it is over.

    Cancelled once, it calls `on_stop`, requests an orderly end and goes on to that; cancelled twice, it ends at once.
    A trainer that dies leaves a failed run; where the run `may_fail` not, TrainerError or ProtocolError is raised.
    """
    client.send(client.begin(run, plan))
    events = client.events()
    deadline: float | None = None
    try:
        while not run.state.over:
            try:
                async with asyncio.timeout_at(deadline):
                    await anext(events)
            except TimeoutError:
                break
            except asyncio.CancelledError:
                # Ctrl+C does so once: asyncio.run cancels this task.
                asyncio.current_task().uncancel()  # type: ignore[union-attr]
                on_stop()
                # While the libraries are still loading there is nothing to end in order.
                if not run.train or deadline is not None:
                    break
                deadline = asyncio.get_running_loop().time() + PATIENCE
                client.send(StopRun(run_id=run.run_id))
                events = client.events()
    except (TrainerError, ProtocolError) as error:
        if deadline is None and not may_fail():
            raise
        client.fail(error)
    finally:
        # The trainer does not answer, or whoever read the report has left: what there is of the run is kept.
        client.drop()
    return run
