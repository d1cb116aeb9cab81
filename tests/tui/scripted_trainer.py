"""A trainer that learns nothing: it speaks the protocol with a smooth, fixed curve, so that screens can be compared.

It is started as a real child process. `SCRIPT` in the environment may be `die` (ends after 5 epochs) or `slow` (never
ends an epoch by itself).
"""

import os
import sys

import msgspec
from scripted_answers import answer_to

from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS
from nnterm.experiment.protocol import commands, events, wire
from nnterm.experiment.protocol.device import Device, Measured

MODE = os.environ.get("SCRIPT", "")


def say(event: events.Event) -> None:
    sys.stdout.buffer.write(wire.encode(event))
    sys.stdout.buffer.flush()


def columns(first: int, last: int, planned: int, metrics: tuple[str, ...]) -> dict[str, list[float | None]]:
    parts = [epoch / planned for epoch in range(first, last + 1)]
    found: dict[str, list[float | None]] = {
        "loss": [1.1 * (1 - part) ** 2 + 0.1 for part in parts],
        "val_loss": [1.1 * (1 - part) ** 2 + 0.15 + 1.5 * max(0.0, part - 0.5) for part in parts],
    }
    for metric in metrics:
        falls = metric in DISTANCE_METRICS
        found[metric] = [60 - 20 * part if falls else 0.4 + 0.55 * part for part in parts]
        found[f"val_{metric}"] = [62 - 18 * part if falls else 0.4 + 0.5 * part for part in parts]
    return found


def train(command: commands.StartRun, first: int, last: int) -> None:
    run, planned, metrics = command.run_id, command.hyperparameters.epochs, command.hyperparameters.metrics
    sent = columns(first, last, planned, metrics)
    say(events.EpochsEnded(run_id=run, first=first, columns=sent, seconds=last / 200))
    if last < planned:
        say(events.RunPaused(run_id=run, epoch=last))
        return
    evaluate: dict[str, float | None] = {"loss": 0.3}
    evaluate |= {metric: 45.5 if metric in DISTANCE_METRICS else 0.9 for metric in metrics}
    say(
        events.RunEnded(
            run_id=run,
            outcome="completed",
            epochs=planned,
            seconds=planned / 200,
            evaluate=evaluate,
            evaluated_on="test",
        )
    )


def changed(run: commands.StartRun, done: int) -> None:
    say(events.HyperparametersChanged(run_id=run.run_id, epoch=done, hyperparameters=run.hyperparameters))


def points() -> list[tuple[float, float, int]]:
    return [((i * 7 % 20) / 10 - 1, (i * 3 % 20) / 10 - 1, int((i * 7 % 20) > 10)) for i in range(60)]


def main() -> None:
    say(events.TrainerStarted(protocol=wire.PROTOCOL, pid=0))
    device = Device(kind="CPU", name="CPU 2 cores", reason="There is no GPU here.", backend="TensorFlow 2.21.0")
    say(events.TrainerReady(device=device, versions={"tensorflow": "2.21.0"}, seconds=1.0))
    current: commands.StartRun | None = None
    done = 0
    for line in sys.stdin.buffer:
        command = wire.decode_command(line)
        match command:
            case commands.PrepareRun():
                in_plane = command.dataset.name in ("moons", "gate", "circles", "xor")
                loaded = events.DatasetLoaded(
                    train=108, validation=12, test=30, dataset=command.dataset, points=points() if in_plane else []
                )
                say(loaded)
            case commands.CompareDevices():
                cpu = Measured(device="CPU 2 cores", steps=1000, seconds=0.5)
                reason = "There is no GPU here."
                say(events.DevicesCompared(cpu=cpu, gpu=None, operations=1e5, reason=reason))
            case commands.StartRun():
                current, done = command, 0
                say(
                    events.RunStarted(
                        run_id=command.run_id,
                        parameters=1047,
                        train=108,
                        validation=12,
                        test=30,
                        steps_per_epoch=4,
                        device="CPU 2 cores",
                    )
                )
                if MODE == "slow":
                    continue
                if command.pause_after == 0:
                    say(events.RunPaused(run_id=command.run_id, epoch=0))
                    continue
                last = command.pause_after or command.hyperparameters.epochs
                if MODE == "die":
                    train(command, 1, 5)
                    print("the child dies as the script says", file=sys.stderr)
                    sys.exit(3)
                train(command, 1, last)
                done = last
            case commands.ChangeRun() if current is not None:
                current = msgspec.structs.replace(current, hyperparameters=command.hyperparameters)
                changed(current, done)
            case commands.ContinueRun() if current is not None:
                current = msgspec.structs.replace(current, hyperparameters=command.hyperparameters)
                say(events.RunContinued(run_id=current.run_id))
                changed(current, done)
                train(current, done + 1, command.hyperparameters.epochs)
                done = command.hyperparameters.epochs
            case commands.InspectRun() if current is not None and command.run_id == current.run_id:
                say(answer_to(command.question, current, done))
            case commands.StepBatch() if current is not None:
                say(events.RunResumed(run_id=current.run_id))
                metrics: dict[str, float | None] = {"loss": 1.234, "accuracy": 0.5}
                say(
                    events.StepsEnded(run_id=current.run_id, epoch=done + 1, step=1, steps_per_epoch=4, metrics=metrics)
                )
                say(events.RunPaused(run_id=current.run_id, epoch=done))
            case commands.StepEpoch() if current is not None:
                say(events.RunResumed(run_id=current.run_id))
                train(current, done + 1, done + 1)
                done += 1
            case commands.PauseRun() if current is not None:
                say(events.RunPaused(run_id=current.run_id, epoch=done))
            case commands.ResumeRun() if current is not None:
                say(events.RunResumed(run_id=current.run_id))
                train(current, done + 1, current.hyperparameters.epochs)
                done = current.hyperparameters.epochs
            case commands.StopRun() if current is not None:
                say(
                    events.RunEnded(
                        run_id=current.run_id,
                        outcome="stopped",
                        epochs=done,
                        seconds=0.1,
                        evaluate={},
                        evaluated_on="test",
                    )
                )


if __name__ == "__main__":
    main()
