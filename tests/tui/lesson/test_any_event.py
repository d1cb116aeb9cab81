"""Whatever a trainer says in the form of an event, the app shows something and lives on."""

from collections import Counter
from pathlib import Path

import pytest
from fuzzed_events import fuzzed

from nnterm.errors import ProtocolError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol import commands, events, inspection_requests
from nnterm.experiment.protocol.device import Device, DeviceLoad, Measured
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.protocol.wire import decode_event, encode
from nnterm.experiment.run import Run
from nnterm.runs.trainer.plan import start_command
from nnterm.tui.app import NntermApp
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lesson.screen import LessonScreen
from tui import scripted_answers
from tui.builders import INSIDE, lesson_app
from tui.conftest import running, until

pytestmark = pytest.mark.drawn
"""What a panel cannot draw ends the app."""

STEPS = ("iris", "digits", "reviews", "line", "plane")
PLANE = """
## Plane

Points.

```{experiment}
id: plane
dataset: {name: moons, samples: 60}
split: {validation: 0.25}
model: [{Dense: {units: 3, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 9}
show: [map, curves]
```
"""
QUESTIONS = (
    inspection_requests.InspectWeights(),
    inspection_requests.InspectFit(),
    inspection_requests.InspectConfusion(),
    inspection_requests.InspectMistakes(),
    inspection_requests.InspectFeatures(),
    inspection_requests.InspectDigit(cells="0f" * 392),
    inspection_requests.InspectSentence(text="Not bad at all"),
)


def said_of(run: Run) -> list[bytes]:
    """One event of every kind, as a trainer would say it of this run."""
    command: commands.StartRun = start_command(run)
    id = run.run_id
    metrics: dict[str, float | None] = {"loss": 0.5, "accuracy": None, "val_loss": 0.25}
    columns: dict[str, list[float | None]] = {name: [0.5, None, 0.25] for name in metrics}
    measured = Measured("CPU", 10, 0.5)
    plane = {"columns": 2, "rows": 2, "left": -1, "right": 1, "bottom": -1, "top": 1}
    has_classes = bool(catalog.entry(run.dataset).classes)
    fitting = [
        question
        for question in QUESTIONS
        if has_classes or not isinstance(question, inspection_requests.InspectConfusion)
    ]
    answers = [scripted_answers.answer_to(question, command, 3) for question in fitting]
    lines = [
        events.TrainerReady(device=Device("GPU", "GPU", "Why.", "TensorFlow 2"), versions={"keras": "3"}, seconds=1.0),
        events.DeviceSampled(load=DeviceLoad(50, 10**9, 2 * 10**9)),
        events.Heartbeat(phase="training", seconds=0.5, resident=100.0),
        events.DevicesCompared(cpu=measured, gpu=measured, operations=1e6, reason="No."),
        events.DatasetLoaded(
            train=9,
            validation=3,
            test=3,
            dataset=run.dataset,
            points=[(0.5, -0.5, 1), (0.1, 0.2, 0)],
            flipped=[1],
        ),
        events.PretrainingAdvanced(run_id=id, epochs=2),
        events.RunStarted(
            run_id=id,
            parameters=9,
            train=9,
            validation=3,
            test=3,
            steps_per_epoch=4,
            device="GPU",
            guessing_loss=0.5,
            last_value_loss={"train": 0.5, "test": 0.25},
            class_rows={"train": [30, 50], "validation": [0, 7]},
        ),
        events.StepsEnded(run_id=id, epoch=1, step=2, steps_per_epoch=4, metrics=metrics),
        *[events.EpochsEnded(run_id=id, first=first, columns=columns, seconds=0.5) for first in (1, 4, 7)],
        *[events.RowsMemorised(run_id=id, epoch=epoch, count=epoch, of=6) for epoch in (1, 3)],
        events.RunPaused(run_id=id, epoch=2),
        events.RunResumed(run_id=id),
        events.RunContinued(run_id=id),
        events.HyperparametersChanged(run_id=id, epoch=2, hyperparameters=run.hyperparameters),
        *[MapComputed(run_id=id, epoch=1, classes=[0, 1, 1, 0], certainty=[0, 7, 3, 4], **plane) for _ in range(3)],
        events.TrainingEnded(run_id=id, epochs=9),
        events.RunEnded(
            run_id=id,
            outcome="completed",
            epochs=9,
            seconds=1.0,
            evaluate=metrics,
            evaluated_on="test",
            diverged_at=3,
            train_evaluate=metrics,
        ),
        events.RunFailed(run_id=id, message="m", remedy="r"),
        *answers,
        *answers,
    ]
    return [encode(line) for line in lines]


async def listen(app: NntermApp, step: int, seed: int, count: int, size: tuple[int, int]) -> Counter[str]:
    """Go to a step, train, and have `count` events heard; how many of each kind were taken, and left out."""
    heard: Counter[str] = Counter()
    async with running(app, size) as pilot:
        await pilot.press(*["n"] * step)
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        done = 0
        while done < count:
            await pilot.press("t")
            await until(pilot, lambda: app.training.run is not None and app.training.run.parameters == 1047)
            run = app.training.run
            assert run is not None
            for line in fuzzed(said_of(run), 25, seed + done, run.run_id):
                done += 1
                try:
                    event = decode_event(line)
                except ProtocolError:
                    heard["left out"] += 1
                    continue
                heard[type(event).__name__] += 1
                app.training.client.receive(event)
                if done % 3 == 0:
                    await pilot.pause()
                if done % 8 == 0:
                    screen.query_one(Lab).next_panel()
            await pilot.press("d")
            await pilot.press("escape")
    return heard


def app_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NntermApp:
    monkeypatch.setenv("SCRIPT", "slow")
    return lesson_app(tmp_path, INSIDE + PLANE)


@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
async def test_no_event_ends_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    heard = await listen(app_of(tmp_path, monkeypatch), step, 1_000 * step, 75, (120, 40))
    assert sum(heard.values()) == 75
    assert heard["left out"] < 60


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=str)
@pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
async def test_no_event_ever_ends_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, size: tuple[int, int]
) -> None:
    heard = await listen(app_of(tmp_path, monkeypatch), step, 10_000 + 1_000 * step + size[0], 500, size)
    assert sum(heard.values()) == 500
