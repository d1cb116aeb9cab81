"""The optimizers: their names, Keras's classes, and the learning rate that Keras gives each."""

from typing import Literal, NamedTuple, get_args

Optimizer = Literal["sgd", "rmsprop", "adam", "adamw"]
OPTIMIZERS: tuple[str, ...] = get_args(Optimizer)


class OptimizerClass(NamedTuple):
    """What Keras makes of an optimizer's name."""

    name: str
    """The class in `keras.optimizers`."""
    learning_rate: float
    """What it takes when only the optimizer's name is given."""


CLASSES: dict[str, OptimizerClass] = {
    "sgd": OptimizerClass("SGD", 0.01),
    "rmsprop": OptimizerClass("RMSprop", 0.001),
    "adam": OptimizerClass("Adam", 0.001),
    "adamw": OptimizerClass("AdamW", 0.001),
}
