"""The script of a trainer, spoken by a real child process."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from nnterm.experiment.protocol import events, wire

sys.path.insert(0, str(Path(__file__).parents[1]))

from tui.trainer_script import Mode, TrainerScript


def say(said: Iterable[events.Event]) -> None:
    for event in said:
        sys.stdout.buffer.write(wire.encode(event))
        sys.stdout.buffer.flush()


def main() -> None:
    script = TrainerScript(Mode(os.environ.get("SCRIPT", "")))
    say(script.begin())
    for line in sys.stdin.buffer:
        say(script.answer(wire.decode_command(line)))
        if script.is_over:
            print("the child dies as the script says", file=sys.stderr)
            sys.exit(3)


if __name__ == "__main__":
    main()
