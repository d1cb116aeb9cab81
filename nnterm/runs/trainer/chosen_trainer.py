"""Which trainer is started: the one on this machine, or one reached by a command that the learner names."""

import os
import shlex

from nnterm.errors import UsageError
from nnterm.runs.trainer.process import COMMAND

TRAINER_VARIABLE = "NNTERM_TRAINER"
"""The environment variable that holds the command."""

EXAMPLE = "Write a command that starts a trainer, such as: --trainer 'ssh gpubox nnterm trainer'."


def parse_trainer(text: str) -> tuple[str, ...]:
    """The words of a command, quoted as in a shell. Raises UsageError where there are none, or a quote is open."""
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise UsageError(f"A quote in the trainer's command is not closed: {text}", EXAMPLE) from None
    if not words or not words[0]:
        raise UsageError("The trainer's command is empty.", EXAMPLE)
    return words


def chosen_trainer() -> tuple[str, ...]:
    """The command that starts the trainer: what NNTERM_TRAINER says, else the one here. Raises UsageError."""
    text = os.environ.get(TRAINER_VARIABLE, "")
    return parse_trainer(text) if text.strip() else COMMAND
