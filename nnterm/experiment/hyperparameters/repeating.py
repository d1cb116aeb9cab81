"""The command that trains a kept run again."""

from shlex import join

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment, Option
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.live import differences
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.values import values_named
from nnterm.experiment.run import Run


def repeating(run: Run, baseline: Experiment) -> str:
    """`nnterm train ...` with every setting of `run` that `baseline`, the lesson's own experiment, has not.

    Empty where no command gives the same: the lesson has changed since, or a setting cannot be written.
    """
    options = [f"dataset.{option}" for option in catalog.entry(run.dataset).options]
    try:
        chosen = assign(baseline, [_written(name, run) for name in (*options, *TABLE) if _differs(name, run, baseline)])
    except (NntermError, KeyError):
        return ""
    same = (chosen.dataset.name, catalog.options(chosen.dataset), chosen.split, chosen.hyperparameters)
    if same != (run.dataset.name, catalog.options(run.dataset), run.split, run.hyperparameters):
        return ""
    words = ["nnterm", "train", f"{run.lesson}/{run.experiment}"]
    for name in (*options, *TABLE):
        if _differs(name, run, baseline):
            words += ["--set", _written(name, run)]
    before = run.hyperparameters
    for change in run.changes:
        for each in differences(before, change.hyperparameters):
            words += ["--at", f"{change.epoch}:{each.name}={_text(each.after)}"]
        before = change.hyperparameters
    return join(words)


def _differs(name: str, run: Run, baseline: Experiment) -> bool:
    now = values_named(run.dataset, run.hyperparameters, name)
    return now != values_named(baseline.dataset, baseline.hyperparameters, name)


def _written(name: str, run: Run) -> str:
    return f"{name}={','.join(map(_text, values_named(run.dataset, run.hyperparameters, name))) or 'none'}"


def _text(value: Option) -> str:
    """A value as `--set` reads it back, to the last digit."""
    return str(value).lower() if isinstance(value, bool) else str(value)
