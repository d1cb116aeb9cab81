"""What is different between a run and a baseline, in the form's words."""

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.layers import activation_of, width
from nnterm.experiment.run import Run
from nnterm.tui.fields import FORM, LABELS, displayed, shown


def changes(run: Run, baseline: Experiment) -> list[str]:
    """`units 8-8`, `dropout 0.2` ...: every choice of `run` that is not the baseline's."""
    now, before = run.hyperparameters, baseline.hyperparameters
    found = []
    for label, read in (("units", width), ("activation", activation_of)):
        mine = [str(read(now.layers[i])) for i in now.hidden]
        if mine != [str(read(before.layers[i])) for i in before.hidden]:
            alike = label == "activation" and len(set(mine)) == 1
            found.append(f"{label} {mine[0] if alike else '-'.join(mine) or 'none'}")
    for name in FORM:
        if getattr(now, name) != getattr(before, name):
            found.append(f"{LABELS.get(name, name)} {displayed(name, getattr(now, name))}")
    options = catalog.options(baseline.dataset)
    for name, value in catalog.options(run.dataset).items():
        if value != options.get(name):
            found.append(f"{name} {shown(value)}")
    return found
