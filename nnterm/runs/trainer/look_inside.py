"""A look inside a model without a screen: train it, then ask about one of its epochs in the same process."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from nnterm import interruption
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.commands import InspectRun, ResumeRun
from nnterm.experiment.protocol.events import DatasetLoaded, Event, RunPaused
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.run import Run
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.client import News, TrainerClient
from nnterm.runs.trainer.plan import Plan
from nnterm.runs.trainer.train_once import follow, new_run

Ask = Callable[[Run, Inspected | None], InspectionRequest | None]
"""The next question about a run, after the last answer, which is None before the first; None for no more."""


class Look(NamedTuple):
    """What was seen."""

    run: Run
    answer: Inspected | None
    """The last answer; None where the run left no model."""
    dataset: DatasetLoaded | None
    """The rows, as far as they are drawn."""


def look_inside(experiment: Experiment, lesson: str, ask: Ask, epoch: int | None) -> Look:
    """Train `experiment` and ask about its model after `epoch`; None is the last one.

    Raises TrainerError and ProtocolError where the trainer cannot be started or ends, and KeyboardInterrupt.
    """
    with interruption.in_order():
        return asyncio.run(_look(new_run(experiment, lesson), ask, epoch))


async def _look(run: Run, ask: Ask, epoch: int | None) -> Look:
    loaded: list[DatasetLoaded] = []

    def announce(news: News) -> None:
        if isinstance(news.event, DatasetLoaded):
            loaded.append(news.event)
        elif isinstance(news.event, RunPaused):
            client.send(ResumeRun(run_id=run.run_id))

    client = TrainerClient(announce, None, chosen_trainer())
    try:
        await client.start()
        # A run keeps as many of its epochs as cost it little, and each after which it pauses.
        await follow(client, run, Plan(pause_after=epoch), on_stop=interruption.note)
        answer: Inspected | None = None
        while client.has_model and (question := ask(run, answer)) is not None:
            client.send(InspectRun(run_id=run.run_id, question=question, epoch=epoch))
            answer = await _answer(client, run)
        return Look(run, answer, loaded[-1] if loaded else None)
    finally:
        await client.stop()


async def _answer(client: TrainerClient, run: Run) -> Inspected | None:
    """The next answer about `run`; a map that it said by itself while it trained came before its end."""
    event: Event
    async for event in client.events():
        if isinstance(event, Inspected) and event.run_id == run.run_id:
            return event
    return None
