"""A trainer that never stops talking: `python flooding_trainer.py KIND`, as fast as anybody reads it.

It begins well, takes the first run that it gets, and then says the same for ever. It needs nothing of nnterm.
"""

import json
import os
import sys
import threading
import time

PROTOCOL = 8
BLOCK = 256 * 1024


def line(kind: str, **fields: object) -> bytes:
    return json.dumps({"type": kind, **fields}).encode() + b"\n"


def floods(run: str) -> dict[str, bytes]:
    """What is said again and again, by kind."""
    values = {"loss": [0.5] * 1000, "val_loss": [0.6] * 1000}
    cells = {"classes": [0] * 2500, "certainty": [7] * 2500}
    plane = {"columns": 50, "rows": 50, "left": -1, "right": 1, "bottom": -1, "top": 1}
    array = {"name": "kernel", "shape": [2, 2], "low": -1, "high": 1, "values": [0.5] * 4}
    return {
        "none": b"",
        "garbage": b"%-79s\n" % b"no event at all",
        "tiny": b"x\n",
        "blank": b"\n",
        "endless": b"x" * 1000,
        "long": b'{"type":"RunFailed","run_id":"' + b"x" * 60_000_000 + b'"}\n',
        "heartbeats": line("Heartbeat", phase="training", seconds=0.1, resident=400.0),
        "loads": line("DeviceSampled", load={"utilization": 50, "memory_used": 1, "memory_total": 2}),
        "steps": line("StepsEnded", run_id=run, epoch=1, step=3, steps_per_epoch=9, metrics={"loss": 0.5}),
        "epochs": line("EpochsEnded", run_id=run, first=1, columns=values, seconds=1.0),
        "maps": line("MapComputed", run_id=run, epoch=1, **plane, **cells),
        "pauses": line("RunPaused", run_id=run, epoch=1),
        "weights": line("WeightsShown", run_id=run, epoch=1, layer=0, layers=["Dense"], arrays=[array]),
        "errors": b"",
    }


def pour(file: int, text: bytes) -> None:
    block = text * max(1, BLOCK // len(text))
    while True:
        left = memoryview(block)
        while left:
            left = left[os.write(file, left) :]


def say(text: bytes) -> None:
    os.write(1, text)


def watch(stdin: int) -> None:
    """The app is gone, and so is the trainer; whatever else it says is not listened to."""
    while os.read(stdin, 65536):
        pass
    os._exit(0)


def main(kind: str) -> None:
    device = {"kind": "CPU", "name": "CPU of floods", "reason": "There is no other.", "backend": "TensorFlow 2.21.0"}
    say(line("TrainerStarted", protocol=PROTOCOL, pid=os.getpid()))
    say(line("TrainerReady", device=device, versions={}, seconds=0.1))
    run = ""
    for asked in os.fdopen(0, "rb", buffering=0, closefd=False):
        command = json.loads(asked)
        if command["type"] == "StartRun":
            run = command["run_id"]
            break
    counts = {"parameters": 9, "train": 9, "validation": 1, "test": 1, "steps_per_epoch": 9}
    say(line("RunStarted", run_id=run, device="CPU of floods", **counts))
    say(line("EpochsEnded", run_id=run, first=1, columns={"loss": [0.7], "val_loss": [0.8]}, seconds=0.1))
    threading.Thread(target=watch, args=(0,), daemon=True).start()
    if kind == "errors":
        threading.Thread(target=pour, args=(2, b"%-79s\n" % b"a warning"), daemon=True).start()
    elif text := floods(run)[kind]:
        pour(1, text)
    while True:
        time.sleep(1)
        say(line("Heartbeat", phase="training", seconds=0.1))


if __name__ == "__main__":
    main(sys.argv[1])
