"""What is different between a run and a baseline, and what changed while it ran, in the form's words."""

from collections.abc import Callable, Iterable

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import activation_of, width
from nnterm.experiment.hyperparameters.live import differences
from nnterm.experiment.hyperparameters.optimizer_arguments import unused
from nnterm.experiment.hyperparameters.table import label
from nnterm.experiment.hyperparameters.values import shown, value_named
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.model_words import kinds, model_words
from nnterm.tui.drawing.setting_words import displayed, in_form


def changes(run: Run, baseline: Experiment) -> list[str]:
    """`units 8-8`, `dropout 0.2` ...: every choice of `run` that is not the baseline's.

    A model of another kind, which has other layers than a setting makes, is named as a whole.
    """
    now, before = run.hyperparameters, baseline.hyperparameters
    found = _layers(now, before) if kinds(now) == kinds(before) else [model_words(now)]
    for name in in_form():
        if value_named(now, name) != value_named(before, name) and not unused(now, name):
            found.append(f"{label(name)} {displayed(name, value_named(now, name))}")
    options = catalog.options(baseline.dataset)
    for name, value in catalog.options(run.dataset).items():
        if value != options.get(name):
            found.append(f"{name.replace('_', ' ')} {shown(value)}")
    return found


def _layers(now: Hyperparameters, before: Hyperparameters) -> list[str]:
    """What is different in the hidden layers of two models of the same kind."""
    found = []
    for what, read in (("units", width), ("activation", activation_of)):
        mine = [str(read(now.layers[i])) for i in now.hidden]
        if mine != [str(read(before.layers[i])) for i in before.hidden]:
            alike = what == "activation" and len(set(mine)) == 1
            found.append(f"{what} {mine[0] if alike else '-'.join(mine) or 'none'}")
    return found


def of_one_experiment(runs: Iterable[Run]) -> bool:
    """Whether all `runs` are of the same experiment: of different ones more than a setting may be different."""
    return len({(run.lesson, run.experiment) for run in runs}) < 2


def one_difference(before: Run, after: Run) -> str:
    """`units 64 instead of 4`: the one setting that `after` has otherwise than `before`; empty for none or several.

    Runs that changed on their way, or are of different experiments, say nothing about one setting.
    """
    if not of_one_experiment((before, after)) or kinds(before.hyperparameters) != kinds(after.hyperparameters):
        return ""
    if before.changes or after.changes or before.dataset.name != after.dataset.name or before.split != after.split:
        return ""
    start = Experiment(
        id="", title="", dataset=before.dataset, split=before.split, hyperparameters=before.hyperparameters
    )
    end = msgspec.structs.replace(
        start, dataset=after.dataset, split=after.split, hyperparameters=after.hyperparameters
    )
    found, back = changes(after, start), changes(before, end)
    if len(found) != 1 or len(back) != 1:
        return ""
    old = back[0].rpartition(" ")[2]
    return f"{found[0]} instead of {old}"


def change_words(run: Run, index: int, named: Callable[[str], str] = label) -> str:
    """`learning rate 0.1 → 0.01`: what the change number `index` of `run` changed; `named` gives a name its label."""
    before = run.changes[index - 1].hyperparameters if index else run.hyperparameters
    arrow = glyphs.current().arrow
    found = differences(before, run.changes[index].hyperparameters)
    return ", ".join(f"{named(d.name)} {shown(d.before)} {arrow} {shown(d.after)}" for d in found)
