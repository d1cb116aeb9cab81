"""The experiment of a lab as code to write from memory: an empty page, and what is compared with the lesson's own."""

from collections.abc import Collection

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import optimizer_arguments
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Bidirectional, Layer, activation_of, width
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.lesson.blocks.structs import Code, CodeCheck
from nnterm.runs.export.model import own_layers
from nnterm.runs.export.script import model_script

START = """import keras
from keras import layers
{own_layers}
# The model, and its compile.
"""

SECONDS = 120.0
"""Loading Keras takes some of it."""

PARTS = {"units", "filters", "kernel_size", "padding", "strides", "pool_size", "rate", "target_shape", "input_dim"}
PARTS |= {"output_dim", "return_sequences", "use_bias", "mask_zero", "trainable"}
"""What of a layer is compared, under Keras's own names, beside its activation and its penalty."""


def memory_block(experiment: Experiment) -> Code:
    """The empty page, the lesson's own model as its solution, and a check for each respect in which they may differ."""
    hyperparameters = experiment.hyperparameters
    stack = hyperparameters.stack()
    activations = [name for layer in stack if (name := activation_of(layer))]
    kind = CLASSES[hyperparameters.optimizer]
    arguments = dict(optimizer_arguments.given(hyperparameters))
    if hyperparameters.schedule is None:
        arguments["learning_rate"] = hyperparameters.learning_rate
    layers = [_layer(hyperparameters, place, layer) for place, layer in enumerate(stack)]
    fit = {"epochs": hyperparameters.epochs, "batch_size": hyperparameters.batch_size}
    checks = (
        _check("input", (None, *catalog.input_shape(experiment.dataset)), "The same shape goes in."),
        _check("layers", layers, "The same layers, of the same size."),
        _check("activations", activations, "The same activations."),
        _check("loss", hyperparameters.loss, "The same loss."),
        _check("metrics", list(hyperparameters.metrics), "The same metrics."),
        _check("optimizer", (kind.name, arguments), f"The same optimizer{_with(arguments)}."),
        _check("fit", fit, "No fit, or one with the same epochs and batch size."),
    )
    return Code(
        id=f"memory-{experiment.id}",
        task="Build the model, compile it, and call it model.",
        # Layers that Keras has not are nothing to know by heart.
        start=START.format(own_layers=own_layers(experiment)),
        solution=model_script(experiment),
        checks=checks,
        seconds=SECONDS,
    )


def _with(arguments: Collection[str]) -> str:
    """What of the optimizer is compared: `, with the same learning rate and weight decay`."""
    words = [argument.replace("_", " ") for argument in sorted(arguments)]
    return f", with the same {' and '.join(words)}" if words else ""


def _check(aspect: str, expected: object, say: str) -> CodeCheck:
    return CodeCheck(expression="model", aspect=aspect, equals=repr(expected), say=say)


def _layer(hyperparameters: Hyperparameters, place: int, layer: Layer) -> tuple[str, dict[str, object]]:
    """Keras's name of a layer, and what of it is compared."""
    inner = layer.wraps if isinstance(layer, Bidirectional) else layer
    found = {key: value for key, value in msgspec.structs.asdict(inner).items() if key in PARTS}
    if isinstance(layer, Bidirectional):
        found["wraps"] = inner.name
    is_hidden = place < len(hyperparameters.stack()) - 1 and width(layer) is not None
    found["l2"] = hyperparameters.l2 if is_hidden else 0.0
    return layer.name, found
