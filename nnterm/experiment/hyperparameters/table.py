"""The one table of hyperparameters: what each may be, how it is shown, and what a change of it means.

`--set`, the form, `tune`, bounds, lessons, live changes, the cache of compiled models and export are all read from it.
To add a hyperparameter, give the struct `Hyperparameters` a field and this table an entry; an argument of optimizers
needs nothing more. Anything else needs the line of the model or loop that uses it.
"""

from math import inf

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.hyperparameter import Hyperparameter, in_digits
from nnterm.experiment.hyperparameters.layers import ACTIVATIONS, INITIALIZERS, MAXIMUM_UNITS
from nnterm.experiment.hyperparameters.losses import LOSS_ALIASES, LOSSES, METRIC_ALIASES, METRICS
from nnterm.experiment.hyperparameters.optimizers import OPTIMIZERS
from nnterm.experiment.hyperparameters.schedules import CONSTANT, SCHEDULES

OFF = "off"
"""The value of `patience` that turns early stopping off."""

DEEPEST = 40
"""Most hidden layers with units of a model in a lesson file. A setting adds fewer: see `layers`."""

POWERS_OF_TWO = tuple(float(2**n) for n in range(17))
DECADES = tuple(m * 10.0**e for e in range(6) for m in (1, 2, 5))
LEARNING_RATES = tuple(float(f"{m}e{e}") for e in range(-7, 2) for m in (1, 3))
TENTHS = tuple(n / 10 for n in range(10))
PENALTIES = (0.0, *(float(f"{m}e{e}") for e in range(-5, 0) for m in (1, 3)), 1.0)

TABLE: dict[str, Hyperparameter] = {
    "layers": Hyperparameter(
        kind="integer",
        help="Number of hidden layers with units.",
        bounds=(0, 10),
        part="layers",
        first=True,
    ),
    "units": Hyperparameter(
        kind="integer",
        help="Units or filters of the hidden layers: one number for all, or one for each.",
        bounds=(1, MAXIMUM_UNITS),
        steps=POWERS_OF_TWO,
        part="layers",
        first=True,
    ),
    "activation": Hyperparameter(
        kind="choice",
        help="Activation function of the hidden layers: one for all, or one for each.",
        choices=ACTIVATIONS,
        part="layers",
    ),
    "kernel_initializer": Hyperparameter(
        kind="choice",
        help="How the first weights of the hidden layers are chosen.",
        label="weights",
        choices=INITIALIZERS,
        form="tuned",
        part="layers",
    ),
    "epochs": Hyperparameter(
        kind="integer",
        help="How often the whole training split is shown.",
        bounds=(1, 100_000),
        steps=DECADES,
        form="always",
        live=True,
        compiled=False,
        key="fit",
    ),
    "learning_rate": Hyperparameter(
        kind="number",
        help="Size of a step; of the first one, where a schedule changes it.",
        label="learning rate",
        short="rate",
        bounds=(1e-7, 100.0),
        steps=LEARNING_RATES,
        form="always",
        live=True,
        # A constant rate is a variable of the optimizer; that of a schedule is compiled with it.
        compiled=False,
        key="compile",
    ),
    "schedule": Hyperparameter(
        kind="choice",
        help="How the learning rate falls from step to step.",
        choices=(CONSTANT, *SCHEDULES),
        form="tuned",
        first=True,
        key="compile",
    ),
    "decay_steps": Hyperparameter(
        kind="integer",
        help="Steps over which a schedule lowers the learning rate.",
        bounds=(1, 10_000_000),
        part="schedule",
    ),
    "decay_rate": Hyperparameter(
        kind="number",
        help="How strongly inverse time or exponential decay lowers the learning rate.",
        bounds=(0.0, 1000.0),
        part="schedule",
    ),
    "alpha": Hyperparameter(
        kind="number",
        help="Lowest learning rate of cosine decay, as a part of the first.",
        bounds=(0.0, 1.0),
        part="schedule",
    ),
    "batch_size": Hyperparameter(
        kind="integer",
        help="Samples a step.",
        label="batch size",
        short="batch",
        bounds=(1, 100_000),
        steps=POWERS_OF_TWO,
        form="always",
        live=True,
        key="fit",
    ),
    "optimizer": Hyperparameter(
        kind="choice",
        help="The rule that turns gradients into steps.",
        choices=OPTIMIZERS,
        form="always",
        first=True,
        key="compile",
    ),
    "momentum": Hyperparameter(
        kind="number",
        help="How much of the last step is kept.",
        bounds=(0.0, 0.9999),
        steps=(0.0, 0.5, 0.9, 0.95, 0.99, 0.999),
        form="tuned",
        key="compile",
        optimizers=("sgd", "rmsprop"),
    ),
    "nesterov": Hyperparameter(
        kind="truth",
        help="Whether momentum looks ahead: the gradient is taken where the momentum leads.",
        form="tuned",
        key="compile",
        optimizers=("sgd",),
        requires="momentum",
    ),
    "beta_1": Hyperparameter(
        kind="number",
        help="How much of the running mean of gradients is kept from step to step.",
        bounds=(0.0, 0.9999),
        steps=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999),
        form="tuned",
        key="compile",
        optimizers=("adam", "adamw"),
    ),
    "weight_decay": Hyperparameter(
        kind="number",
        help="How much each weight shrinks at each step, beside its gradient: this part, times the learning rate.",
        label="weight decay",
        short="decay",
        bounds=(0.0, 10.0),
        steps=(*PENALTIES, 3.0, 10.0),
        form="tuned",
        key="compile",
        optimizers=("adamw",),
    ),
    "clipnorm": Hyperparameter(
        kind="number",
        help="The longest that the gradient of one array of weights may be; 0 for any length.",
        bounds=(0.0, 1000.0),
        steps=(0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 100.0),
        form="tuned",
        key="compile",
        optimizers=OPTIMIZERS,
    ),
    "loss": Hyperparameter(
        kind="choice",
        help="What training makes small.",
        choices=LOSSES,
        aliases=LOSS_ALIASES,
        form="tuned",
        key="compile",
    ),
    "metrics": Hyperparameter(
        kind="list",
        help="What else is measured after each epoch.",
        choices=METRICS,
        aliases=METRIC_ALIASES,
        key="compile",
    ),
    "dropout": Hyperparameter(
        kind="number",
        help="Rate of a Dropout layer after every hidden layer with units; 0 adds none.",
        bounds=(0.0, 0.9),
        steps=TENTHS,
        form="always",
        live=True,
    ),
    "l2": Hyperparameter(
        kind="number",
        help="Factor of the L2 penalty on the kernels of hidden layers with units; 0 adds none.",
        label="L2",
        bounds=(0.0, 1.0),
        steps=PENALTIES,
        form="always",
        live=True,
    ),
    "patience": Hyperparameter(
        kind="integer",
        help="Epochs without improvement after which training stops early; `off` never to.",
        bounds=(0, 100_000),
        offered=(OFF, "1", "2", "5", "10", "20", "50", "100"),
        form="tuned",
        part="early_stopping",
        first=True,
    ),
    "monitor": Hyperparameter(
        kind="text",
        help="The key of the history that early stopping watches.",
        part="early_stopping",
    ),
    "min_delta": Hyperparameter(
        kind="number",
        help="The smallest change that early stopping counts as an improvement.",
        bounds=(0.0, 1e6),
        part="early_stopping",
    ),
    "restore_best_weights": Hyperparameter(
        kind="truth",
        help="Whether early stopping puts the weights of the best epoch back.",
        offered=("false", "true"),
        form="tuned",
        label="restore best",
        part="early_stopping",
    ),
    "start_from_epoch": Hyperparameter(
        kind="integer",
        help="Epochs at the start that early stopping does not watch.",
        bounds=(0, 100_000),
        part="early_stopping",
    ),
    "shuffle": Hyperparameter(
        kind="truth",
        help="Whether each epoch has an order of its own.",
        compiled=False,
        key="fit",
    ),
    "seed": Hyperparameter(
        kind="integer",
        help="Decides initial weights, dropout and order.",
        bounds=(0, 2**31 - 1),
        form="always",
        compiled=False,
    ),
}
"""Every hyperparameter by the name that `--set` gives it, in the order of the form."""


def label(name: str) -> str:
    """What the form calls the hyperparameter `name`; `name` itself for what is none, such as a data set's option."""
    return (TABLE[name].label if name in TABLE else "") or name


def short_label(name: str) -> str:
    """The same where there is little room."""
    return (TABLE[name].short if name in TABLE else "") or label(name)


def bounds_of(name: str) -> tuple[float, float]:
    """Smallest and largest value of the hyperparameter `name`, both allowed; infinite for what is no number."""
    return TABLE[name].bounds or (-inf, inf)


def check_bounds(name: str, value: float) -> None:
    """Raise HyperparameterError when `value` is outside the bounds of hyperparameter `name`."""
    low, high = bounds_of(name)
    if not low <= value <= high:
        raise HyperparameterError(
            f"{name} is {in_digits(value)}, which is out of range.",
            f"Choose a value from {in_digits(low)} to {in_digits(high)}.",
        )
