"""A trainer in this process whose figures follow from the seed, and which dies or waits where a test says so."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence

from nnterm.errors import TrainerError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.run import Run
from nnterm.runs.trainer.train_once import run_of

EPOCHS = 3


def run_with(seed: int) -> Run:
    """What is to be trained, not yet begun."""
    chosen = Hyperparameters(layers=(Dense(1, "sigmoid"),), epochs=EPOCHS, seed=seed)
    return run_of(Experiment(id="e", dataset=Dataset("moons"), split=Split(), hyperparameters=chosen), "lesson")


def losses(seed: int, epochs: int = EPOCHS) -> list[float]:
    """The history that the trainer makes of a seed."""
    return [seed + 1 / epoch for epoch in range(1, epochs + 1)]


class Script:
    """What the trainers of a test do, and what they did."""

    def __init__(
        self,
        dies: Callable[[int, int], bool] = lambda seed, attempt: False,
        waits: Callable[[int], bool] = lambda seed: False,
        startable: bool = True,
        key: Callable[[Hyperparameters], int] = lambda chosen: chosen.seed,
        away: Callable[[str, int], Exception | None] = lambda command, process: None,
    ) -> None:
        """`dies` by seed and attempt, from 1, after an epoch; `waits` says which seeds end only when stopped.

        `key` takes the place of the seed where runs differ in more than that. `away` by command and process, from 1, is
        why that process ends before it can train.
        """
        self.away = away
        self.key = key
        self.dies, self.waits, self.startable = dies, waits, startable
        self.lock = threading.Lock()
        self.attempts: dict[int, int] = {}
        """How often each seed was begun."""
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.processes = 0
        self.started: dict[str, int] = {}
        """Processes of each command."""
        self.trained_by: dict[int, str] = {}
        """The command whose process began each seed last."""
        self.most_at_once = 0
        self.under_way = 0
        self.waiting = threading.Semaphore(0)
        """Released by each run that waits to be stopped."""
        self.meeting: threading.Barrier | None = None
        """Where runs wait for each other before they begin."""

    def __call__(self, command: Sequence[str]) -> "ScriptedProcess":
        return ScriptedProcess(self, " ".join(command))


class ScriptedProcess:
    """Stands in for a `TrainerProcess`."""

    def __init__(self, script: Script, command: str) -> None:
        self._script = script
        self._command = command
        self._away: Exception | None = None
        self._said: asyncio.Queue[events.Event | None] = asyncio.Queue()
        self._run: commands.StartRun | None = None
        self.alive = False

    @property
    def listens(self) -> bool:
        return self.alive

    async def start(self) -> None:
        if not self._script.startable:
            raise TrainerError("There is no such trainer.", "Name another.")
        self.alive = True
        with self._script.lock:
            self._script.processes += 1
            number = self._script.started[self._command] = self._script.started.get(self._command, 0) + 1
        self._away = self._script.away(self._command, number)

    def send(self, command: commands.Command) -> None:
        if self._away is not None:
            self._said.put_nowait(None)
        elif isinstance(command, commands.StartRun):
            self._begin(command)
        elif isinstance(command, commands.StopRun) and self._run is not None:
            self._end(self._run, 1, "stopped")

    def _begin(self, run: commands.StartRun) -> None:
        script, seed = self._script, self._script.key(run.hyperparameters)
        if script.meeting is not None:
            script.meeting.wait(10)
        with script.lock:
            attempt = script.attempts[seed] = script.attempts.get(seed, 0) + 1
            script.begun.append(seed)
            script.trained_by[seed] = self._command
            script.under_way += 1
            script.most_at_once = max(script.most_at_once, script.under_way)
        counts = {"parameters": 3, "train": 8, "validation": 0, "test": 0, "steps_per_epoch": 1}
        self._said.put_nowait(events.RunStarted(run_id=run.run_id, device="CPU", **counts))
        epochs = run.hyperparameters.epochs
        is_whole = not script.dies(seed, attempt) and not script.waits(seed)
        columns: dict[str, list[float | None]] = {"loss": [*losses(seed, epochs if is_whole else 1)]}
        self._said.put_nowait(events.EpochsEnded(run_id=run.run_id, first=1, columns=columns, seconds=0.1))
        if script.dies(seed, attempt):
            self._said.put_nowait(None)
        elif script.waits(seed):
            self._run = run
            script.waiting.release()
        else:
            self._end(run, epochs, "completed")

    def _end(self, run: commands.StartRun, epochs: int, outcome: events.Outcome) -> None:
        self._said.put_nowait(
            events.RunEnded(
                run_id=run.run_id, outcome=outcome, epochs=epochs, seconds=0.1, evaluate={}, evaluated_on="train"
            )
        )
        with self._script.lock:
            self._script.under_way -= 1
            self._script.ended.append(self._script.key(run.hyperparameters))

    async def events(self) -> AsyncIterator[events.Event]:
        while (event := await self._said.get()) is not None:
            yield event
        self.alive = False
        if self._away is not None:
            raise self._away
        with self._script.lock:
            self._script.under_way -= 1
        raise TrainerError("The training process ended: killed.", "The next run starts it again.")

    async def stop(self) -> None:
        self.alive = False

    def kill(self) -> None:
        self.alive = False
