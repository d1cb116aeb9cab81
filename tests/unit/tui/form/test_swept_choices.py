"""The choices that a lesson names are swept from the first to the last, whatever the form has now."""

from msgspec.structs import replace

from nnterm.experiment.experiment import Dataset, Experiment, Split, Tune
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.tui.form.form_fields import value_of
from nnterm.tui.form.sweep_values import swept


def test_a_sweep_of_named_numbers_goes_from_small_to_large_wherever_the_form_is() -> None:
    base = Experiment(
        id="wide",
        dataset=Dataset("moons"),
        split=Split(validation=0.2),
        hyperparameters=Hyperparameters(layers=(Dense(8, "relu"), Dense(1, "sigmoid")), loss="binary_crossentropy"),
        tune={"units": Tune(choices=(2, 8, 512))},
    )
    for units in (2, 8, 512):
        now = replace(base, hyperparameters=base.hyperparameters.with_hidden_units(0, units))
        assert [value_of(each, "units:0") for each in swept(now, "units:0")] == ["2", "8", "512"]
