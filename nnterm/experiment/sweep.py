"""A sweep: one experiment with each of several values of a hyperparameter, each on several seeds."""

from collections.abc import Sequence
from itertools import product
from statistics import median

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.soundness import check_sound
from nnterm.experiment.verdict.conditions import figures

MOST_RUNS = 1_000
"""Runs that a sweep may have; more are a mistake."""


class Point(msgspec.Struct, frozen=True):
    """One place of a sweep."""

    assignments: tuple[str, ...]
    """What is set here, as `NAME=VALUE`."""
    experiments: tuple[Experiment, ...]
    """The experiment with these values, once for each seed."""


class Spread(msgspec.Struct, frozen=True):
    """A figure over the seeds of a point."""

    low: float
    middle: float
    """The median."""
    high: float


def points(experiment: Experiment, over: Sequence[str], seeds: int) -> tuple[Point, ...]:
    """Every combination of the values in `over`, each with `seeds` seeds from the experiment's own on.

    `over` has texts `NAME=VALUE,VALUE...`; a value that is a list itself is written with plus signs: `units=8+8,64+64`.
    Raises HyperparameterError, ModelError or DatasetError for a wrong name or value, for what cannot be trained, and
    for too many runs.
    """
    if not 1 <= seeds <= MOST_RUNS:
        raise HyperparameterError(f"{seeds} seeds cannot be tried.", f"Choose 1 to {MOST_RUNS:,}.")
    axes = [_axis(text) for text in over]
    count = seeds
    for axis in axes:
        count *= len(axis)
    if count > MOST_RUNS:
        raise HyperparameterError(f"This sweep has {count:,} runs.", f"Take fewer values: {MOST_RUNS:,} runs at most.")
    first = experiment.hyperparameters.seed
    found = []
    for chosen in product(*axes):
        changed = assign(experiment, list(chosen))
        check_sound(changed)
        seeded = tuple(assign(changed, [f"seed={first + offset}"]) for offset in range(seeds))
        found.append(Point(tuple(chosen), seeded))
    return tuple(found)


def _axis(text: str) -> list[str]:
    name, equals, values = text.partition("=")
    if not equals or not name.strip() or not values.strip(", "):
        raise HyperparameterError(f"{text!r} names no values.", "Write NAME=VALUE,VALUE, for example units=2,8,32.")
    if name.strip() == "seed":
        raise HyperparameterError("Seeds are not values to compare.", "Say how many with --seeds.")
    written = [f"{name.strip()}={value.strip().replace('+', ',')}" for value in values.split(",") if value.strip()]
    # A value that is written twice is tried once.
    return list(dict.fromkeys(written))


def spread(runs: Sequence[Run], figure: str) -> Spread | None:
    """`figure` over `runs`; None where none of them has it. Runs that failed or diverged do not count."""
    ended = [run for run in runs if run.state is RunState.COMPLETED]
    values = sorted(float(value) for run in ended if isinstance(value := figures(run).get(figure), int | float))
    return Spread(values[0], median(values), values[-1]) if values else None
