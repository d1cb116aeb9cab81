"""A trainer whose every word would drive the terminal: `python hostile_trainer.py END`.

END says how its run comes to an end: `ended`, `failed`, `dies`, or `refuses` to begin at all.
"""

import json
import os
import sys
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile import HOSTILE, MARKUP

from nnterm.experiment.protocol.wire import PROTOCOL

WORDS = MARKUP + "".join(HOSTILE)
names = cycle(HOSTILE)


def say(kind: str, **fields: object) -> None:
    os.write(1, json.dumps({"type": kind, **fields}).encode() + b"\n")


def columns(epochs: int) -> dict[str, list[float]]:
    return {"loss": [0.5] * epochs, "val_loss": [0.6] * epochs, **{next(names): [0.1] * epochs for _ in range(9)}}


def main(end: str) -> None:
    say("TrainerStarted", protocol=PROTOCOL, pid=os.getpid(), backend=next(names))
    if end == "refuses":
        say("TrainerFailed", message=WORDS, remedy=WORDS)
        return
    device = {"kind": WORDS, "name": f"CPU {MARKUP}{next(names)}", "reason": WORDS, "backend": f"Lib {WORDS}"}
    say("TrainerReady", device=device, versions={next(names): WORDS}, seconds=0.1)
    for line in os.fdopen(0, "rb", buffering=0):
        command = json.loads(line)
        if command["type"] == "CompareDevices":
            say(
                "DevicesCompared",
                cpu={"device": WORDS, "steps": 1, "seconds": 1.0},
                gpu=None,
                operations=1,
                reason=WORDS,
            )
        elif command["type"] == "StartRun":
            train(command["run_id"], end)


def train(run: str, end: str) -> None:
    counts = {"parameters": 9, "train": 9, "validation": 1, "test": 1, "steps_per_epoch": 9}
    say("RunStarted", run_id=run, device=WORDS, **counts)
    say("EpochsEnded", run_id=run, first=1, columns=columns(3), seconds=0.1)
    os.write(2, WORDS.encode("utf-8", "replace") + b"\n")
    if end == "failed":
        say("RunFailed", run_id=run, message=WORDS, remedy=WORDS)
    elif end == "dies":
        os.write(2, f"last {WORDS}".encode("utf-8", "replace"))
        os._exit(3)
    else:
        evaluate = {"loss": 0.5, **{next(names): 0.5 for _ in range(9)}}
        said = {"outcome": "completed", "epochs": 3, "seconds": 0.1, "evaluated_on": "test"}
        say("RunEnded", run_id=run, evaluate=evaluate, **said)


if __name__ == "__main__":
    main(sys.argv[1])
