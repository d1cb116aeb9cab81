"""A trainer that ends one epoch of each run, and dies of any other command but to prepare. Started as a real child."""

import sys

from nnterm.experiment.protocol.commands import PrepareRun, StartRun
from nnterm.experiment.protocol.events import EpochsEnded, Event, RunStarted, TrainerStarted
from nnterm.experiment.protocol.wire import PROTOCOL, decode_command, encode

COMMAND = (sys.executable, __file__)


def say(event: Event) -> None:
    sys.stdout.buffer.write(encode(event))
    sys.stdout.buffer.flush()


def main() -> None:
    say(TrainerStarted(protocol=PROTOCOL, pid=1))
    for line in sys.stdin.buffer:
        command = decode_command(line)
        if isinstance(command, StartRun):
            id = command.run_id
            say(RunStarted(run_id=id, parameters=3, train=8, validation=1, test=2, steps_per_epoch=1, device="CPU"))
            say(EpochsEnded(run_id=id, first=1, columns={"loss": [0.5]}, seconds=0.1))
        elif not isinstance(command, PrepareRun):
            sys.exit(7)


if __name__ == "__main__":
    main()
