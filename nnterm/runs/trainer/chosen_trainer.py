"""Which trainers are started: the one on this machine, or those reached by commands that the learner names."""

import os
import shlex

from nnterm.errors import UsageError
from nnterm.runs.trainer.command import COMMAND

TRAINER_VARIABLE = "NNTERM_TRAINER"
"""The environment variable that holds the command; several commands, one a line, where several runs train at once."""

HERE = "here"
"""What is written for the trainer on this machine, beside those elsewhere."""

EXAMPLE = "Write a command that starts a trainer, such as: --trainer 'ssh gpubox nnterm trainer'."


def parse_trainer(text: str) -> tuple[str, ...]:
    """The words of a command, quoted as in a shell. Raises UsageError where there are none, or a quote is open."""
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise UsageError(f"A quote in the trainer's command is not closed: {text}", EXAMPLE) from None
    if not words or not words[0]:
        raise UsageError("The trainer's command is empty.", EXAMPLE)
    return COMMAND if words == (HERE,) else words


def chosen_trainers() -> list[tuple[str, ...]]:
    """The commands that start trainers: what NNTERM_TRAINER says, else the one here. Raises UsageError."""
    lines = [line for line in os.environ.get(TRAINER_VARIABLE, "").splitlines() if line.strip()]
    return [parse_trainer(line) for line in lines] or [COMMAND]


def chosen_trainer() -> tuple[str, ...]:
    """The first of them, which trains what is trained alone. Raises UsageError."""
    return chosen_trainers()[0]
