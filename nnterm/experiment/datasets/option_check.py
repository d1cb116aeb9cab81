"""Whether an option of a data set has a value that it can take."""

from nnterm.errors import DatasetError
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.experiment import Option
from nnterm.experiment.hyperparameters.hyperparameter import in_digits
from nnterm.experiment.nearest import did_you_mean


def check_option(dataset: str, found: DatasetSpec, name: str, value: Option) -> None:
    """Raise DatasetError where the data set called `dataset`, whose entry is `found`, has no such option or value."""
    if name not in found.options:
        raise DatasetError(
            f"Data set {dataset} has no option {name!r}.",
            did_you_mean(name, found.options) + f"Its options: {', '.join(found.options) or 'none'}.",
        )
    default = found.options[name]
    numeric = isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool)
    if type(value) is not type(default) and not numeric:
        raise DatasetError(
            f"Option {name} of data set {dataset} is {value!r}.",
            f"Give a value like {default!r}.",
        )
    if name in found.choices and value not in found.choices[name]:
        raise DatasetError(
            f"Option {name} of data set {dataset} is {value!r}.",
            f"Choose one of {', '.join(found.choices[name])}.",
        )
    if name in found.bounds and not isinstance(value, str):
        low, high = found.bounds[name]
        if not low <= value <= high:
            raise DatasetError(
                f"Option {name} of data set {dataset} is {in_digits(value)}, which is out of range.",
                f"Choose a value from {in_digits(low)} to {in_digits(high)}.",
            )
