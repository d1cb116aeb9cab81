"""One field of the form with the value that the lesson gave it."""

from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.form_fields import assigned, value_of
from nnterm.tui.form.stopping import stopping_as_usual

OF_LAYERS = ("units", "activation")
"""Fields whose name ends with the position of a layer."""


def restored(experiment: Experiment, baseline: Experiment, name: str) -> Experiment:
    """`experiment` with the field `name` as `baseline` has it; itself where the baseline has no such field.

    Layers are paired by their place among the hidden ones, as in the form. Raises HyperparameterError or DatasetError
    where the value does not go with the others.
    """
    kind, _, position = name.partition(":")
    if kind not in OF_LAYERS:
        return assigned(experiment, name, value_of(stopping_as_usual(baseline, name), name))
    place = experiment.hyperparameters.hidden.index(int(position))
    before = baseline.hyperparameters.hidden
    if place >= len(before):
        return experiment
    return assigned(experiment, name, value_of(baseline, f"{kind}:{before[place]}"))
