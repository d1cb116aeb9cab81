"""A trainer of steady epochs: `python evaluating_trainer.py LOG EPOCHS [SECONDS]`.

It evaluates for SECONDS, or for ever without them, and is deaf meanwhile. It writes to LOG, before it announces it, the
number of each epoch, and `evaluating` when it begins to.
"""

import os
import queue
import sys
import threading
import time
from pathlib import Path

from nnterm.experiment.protocol import commands, events, wire
from nnterm.experiment.protocol.device import Device

PACE = 0.01
"""Seconds an epoch takes."""


def say(event: events.Event) -> None:
    sys.stdout.buffer.write(wire.encode(event))
    sys.stdout.buffer.flush()


def listen(heard: "queue.Queue[commands.Command]") -> None:
    for line in sys.stdin.buffer:
        heard.put(wire.decode_command(line))
    os._exit(0)


def main(log: Path, epochs: int, seconds: float | None) -> None:
    heard: queue.Queue[commands.Command] = queue.Queue()
    say(events.TrainerStarted(protocol=wire.PROTOCOL, pid=os.getpid()))
    threading.Thread(target=listen, args=(heard,), daemon=True).start()
    device = Device(kind="CPU", name="CPU", reason="There is no GPU here.", backend="TensorFlow")
    say(events.TrainerReady(device=device, versions={}, seconds=0.1))
    while True:
        if isinstance(command := heard.get(), commands.StartRun):
            train(command.run_id, heard, log, epochs)
            if seconds is not None:
                time.sleep(seconds)
                evaluate: dict[str, float | None] = {"loss": 0.5, "accuracy": 0.5}
                found = {"epochs": epochs, "seconds": 1.0, "evaluate": evaluate, "evaluated_on": "train"}
                say(events.RunEnded(run_id=command.run_id, outcome="completed", **found))


def train(run: str, heard: "queue.Queue[commands.Command]", log: Path, epochs: int) -> None:
    counts = {"parameters": 9, "train": 9, "validation": 0, "test": 0, "steps_per_epoch": 1}
    say(events.RunStarted(run_id=run, device="CPU", **counts))
    with log.open("a", encoding="utf-8") as file:
        for epoch in range(1, epochs + 1):
            try:
                if isinstance(heard.get(timeout=PACE), commands.StopRun):
                    break
            except queue.Empty:
                pass
            file.write(f"{epoch}\n")
            file.flush()
            columns: dict[str, list[float | None]] = {"loss": [1 / epoch], "accuracy": [0.5]}
            say(events.EpochsEnded(run_id=run, first=epoch, columns=columns, seconds=epoch * PACE))
        say(events.TrainingEnded(run_id=run, epochs=epoch))
        file.write("evaluating\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else None)
