"""How fast the trainer obeys while the convolutional lesson trains: pause, go on, stop, and the end of its input.

    python tests/bench/control.py [REPEAT]

Prints the median and the worst of each answer in milliseconds, on the warm child, at random moments of an epoch.
"""

import asyncio
import random
import statistics
import sys
import time

from nnterm.experiment.events import (
    Event,
    PauseRun,
    ResumeRun,
    RunEnded,
    RunPaused,
    RunResumed,
    StepsEnded,
    StopRun,
)
from nnterm.lesson.loader import load_course, load_lesson
from nnterm.runs.headless import new_run, start_command
from nnterm.runs.process import TrainerProcess

PARAMETERS = 93_322
"""The lesson's convolutional network, whatever its experiment is called."""


async def measure(repeat: int) -> dict[str, list[float]]:
    """Milliseconds of each answer, `repeat` times."""
    from nnterm.experiment import catalog
    from nnterm.experiment.shapes import count_parameters

    lesson = load_lesson(load_course().find("cnn"))
    experiment = next(
        e
        for e in lesson.experiments
        if count_parameters(e.hyperparameters.layers, catalog.input_shape(e.dataset)) == PARAMETERS
    )
    process = TrainerProcess()
    await process.start()
    events = process.events()
    took: dict[str, list[float]] = {"pause": [], "go on": [], "stop": []}

    async def until(kind: type[Event]) -> Event:
        while not isinstance(event := await anext(events), kind):
            pass
        return event

    async def answered(name: str, command: PauseRun | ResumeRun | StopRun, kind: type[Event]) -> None:
        began = time.perf_counter()
        process.send(command)
        await until(kind)
        took[name].append((time.perf_counter() - began) * 1000)

    for _ in range(repeat):
        run = new_run(experiment)
        process.send(start_command(run))
        await until(StepsEnded)
        for _ in range(3):
            for _ in range(random.randrange(1, 4)):
                await until(StepsEnded)
            await answered("pause", PauseRun(run_id=run.run_id), RunPaused)
            await answered("go on", ResumeRun(run_id=run.run_id), RunResumed)
        await until(StepsEnded)
        await answered("stop", StopRun(run_id=run.run_id), RunEnded)
    began = time.perf_counter()
    await process.stop()
    took["end of input"] = [(time.perf_counter() - began) * 1000]
    return took


def main() -> None:
    """Measure and print."""
    repeat = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    print(f"{'answer':<14}{'median ms':>11}{'worst ms':>11}{'count':>7}")
    for name, values in asyncio.run(measure(repeat)).items():
        print(f"{name:<14}{statistics.median(values):>11.1f}{max(values):>11.1f}{len(values):>7}")


if __name__ == "__main__":
    main()
