"""The command that somebody meant who wrote an argument which is none: above all, a setting as an option."""

import argparse
from collections.abc import Sequence

from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.hyperparameters.names import OTHER_NAMES, meant
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.nearest import nearest

PAIRS = ("--set", "--over")
"""Options that take NAME=VALUE."""


def meant_by(unknown: str, arguments: Sequence[str], parser: argparse.ArgumentParser) -> str:
    """`Did you mean X? ` for `unknown`, which `parser` does not take among `arguments`; empty where nothing is like it.

    `--epochs 10` is meant for `--set epochs=10`, and so are `epochs=10` and `--set epochs 10`.
    """
    options = [name for action in parser._actions for name in action.option_strings]
    at = list(arguments).index(unknown)
    if not unknown.startswith("-"):
        found = _pair(unknown, arguments[max(0, at - 2) : at])
        return f"Did you mean {found}? " if found else ""
    name, equals, value = unknown.partition("=")
    if not equals and at + 1 < len(arguments) and not _is_option(arguments[at + 1]):
        value = arguments[at + 1]
    others = {f"--{other}": f"--{known}" for other, known in OTHER_NAMES.items()}
    named = {f"--{option}": f"--dataset.{option}" for spec in CATALOG.values() for option in spec.options}
    found = nearest(name, (*options, *(f"--{known}" for known in TABLE)), {**named, **others}) or ""
    if not found or found in options:
        return f"Did you mean {found}? " if found else ""
    setting = f"--set {found.removeprefix('--')}={value or 'VALUE'}"
    if "--set" in options:
        return f"Did you mean {setting}? "
    lesson = next((word for word in arguments if not _is_option(word) and word != value), "LESSON")
    return f"Did you mean nnterm train {lesson} {setting}? "


def _pair(word: str, before: Sequence[str]) -> str:
    """The option and NAME=VALUE that a `word` with the two words `before` it was meant for; else nothing."""
    name, equals, value = word.partition("=")
    if equals and (found := meant(name)) in TABLE:
        return f"--set {found}={value}"
    if len(before) == 2 and before[0] in PAIRS and "=" not in before[1]:
        return f"{before[0]} {before[1]}={word}"
    return ""


def _is_option(word: str) -> bool:
    return word.startswith("-") and not word.lstrip("-").replace(".", "").isdigit()
