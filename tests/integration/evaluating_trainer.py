"""A trainer of steady epochs: `python evaluating_trainer.py LOG EPOCHS EVALUATION PACE`.

An epoch takes PACE seconds. It pauses, goes on and stops on command. It evaluates for EVALUATION seconds, for ever if
that is `inf`, and is deaf meanwhile. It writes to LOG, before it announces it, the number of each epoch, and
`evaluating` when it begins to.
"""

import math
import os
import queue
import sys
import threading
import time
from pathlib import Path

from nnterm.experiment.protocol import commands, events, wire
from nnterm.experiment.protocol.device import Device


def say(event: events.Event) -> None:
    sys.stdout.buffer.write(wire.encode(event))
    sys.stdout.buffer.flush()


def listen(heard: "queue.Queue[commands.Command]") -> None:
    for line in sys.stdin.buffer:
        heard.put(wire.decode_command(line))
    os._exit(0)


def main(log: Path, epochs: int, evaluation: float, pace: float) -> None:
    heard: queue.Queue[commands.Command] = queue.Queue()
    say(events.TrainerStarted(protocol=wire.PROTOCOL, pid=os.getpid()))
    threading.Thread(target=listen, args=(heard,), daemon=True).start()
    device = Device(kind="CPU", name="CPU", reason="There is no GPU here.", backend="TensorFlow")
    say(events.TrainerReady(device=device, versions={}, seconds=0.1))
    while True:
        if isinstance(command := heard.get(), commands.StartRun):
            trained, outcome = train(command.run_id, heard, log, epochs, pace)
            if math.isfinite(evaluation):
                time.sleep(evaluation)
                evaluate: dict[str, float | None] = {"loss": 0.5, "accuracy": 0.5}
                found = {"epochs": trained, "seconds": 1.0, "evaluate": evaluate, "evaluated_on": "train"}
                say(events.RunEnded(run_id=command.run_id, outcome=outcome, **found))


def train(
    run: str, heard: "queue.Queue[commands.Command]", log: Path, epochs: int, pace: float
) -> tuple[int, events.Outcome]:
    """Train to the end, or to a command to stop; the epochs trained, and the outcome."""
    counts = {"parameters": 9, "train": 9, "validation": 0, "test": 0, "steps_per_epoch": 1}
    say(events.RunStarted(run_id=run, device="CPU", **counts))
    done = 0
    with log.open("a", encoding="utf-8") as file:
        while done < epochs and not is_stopped(run, done, heard, pace):
            done += 1
            file.write(f"{done}\n")
            file.flush()
            columns: dict[str, list[float | None]] = {"loss": [1 / done], "accuracy": [0.5]}
            say(events.EpochsEnded(run_id=run, first=done, columns=columns, seconds=done * pace))
        say(events.TrainingEnded(run_id=run, epochs=done))
        file.write("evaluating\n")
    return done, "completed" if done == epochs else "stopped"


def is_stopped(run: str, done: int, heard: "queue.Queue[commands.Command]", pace: float) -> bool:
    """Obey what has come within the time of an epoch; whether that was to stop. A pause waits for what ends it."""
    paused = False
    while True:
        try:
            command = heard.get(timeout=None if paused else pace)
        except queue.Empty:
            return False
        match command:
            case commands.StopRun():
                return True
            case commands.PauseRun():
                say(events.RunPaused(run_id=run, epoch=done))
                paused = True
            case commands.ResumeRun() if paused:
                say(events.RunResumed(run_id=run))
                return False


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
