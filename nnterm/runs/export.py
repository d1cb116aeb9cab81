"""An experiment as a plain Keras script: what the learner would have typed, in the order they would have typed it."""

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import DEFAULT_LEARNING_RATE, Hyperparameters
from nnterm.experiment.layers import TRAINABLE, Bidirectional, Layer
from nnterm.runs.export_data import FILES, IMPORTS, loading, splitting

OPTIMIZER_CLASSES = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW"}

POSITIONAL = ("units", "filters", "rate", "input_dim", "output_dim", "pool_size", "kernel_size")
"""Arguments that Keras users write without their name, in the order of the struct's fields."""


def data_file(experiment: Experiment) -> str | None:
    """Name of the data file that the script reads; None where the data are generated or come with scikit-learn."""
    return FILES.get(experiment.dataset.name)


def script(experiment: Experiment, data_folder: str = "") -> str:
    """The script. It reads its data file from `data_folder`, or from beside itself where that is empty.

    With `shuffle` off it prints the history that nnterm trains; with it on, Keras shuffles in an order of its own.
    """
    hyperparameters = experiment.hyperparameters
    sections = [
        f'"""{experiment.title or experiment.id}, as a plain Keras script."""',
        _imports(experiment, data_folder),
        loading(experiment, data_folder),
        splitting(experiment),
        f"keras.utils.set_random_seed({hyperparameters.seed})",
        _model(experiment),
        _compile(hyperparameters),
        _fit(experiment),
        _evaluate(experiment),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _imports(experiment: Experiment, data_folder: str) -> str:
    standard, others = IMPORTS[experiment.dataset.name]
    lines = list(standard)
    if data_file(experiment) and not data_folder:
        lines.append("from pathlib import Path")
    lines = [*sorted(lines, key=lambda line: (line.startswith("from"), line)), ""] if lines else []
    third = {"import keras", *others}
    if experiment.split.test:
        third.add("from sklearn.model_selection import train_test_split")
    return "\n".join([*lines, *sorted(third, key=lambda line: (line.startswith("from"), line))])


def _model(experiment: Experiment) -> str:
    hyperparameters = experiment.hyperparameters
    shape = catalog.input_shape(experiment.dataset)
    stack = hyperparameters.stack()
    # Positions count the stack's layers; a penalty goes to hidden layers with units only.
    lines = [f"    keras.Input({_tuple(shape)}" + (', dtype="int32"' if _tokens(experiment) else "") + "),"]
    for position, layer in enumerate(stack):
        hidden = position < len(stack) - 1 and isinstance(layer, TRAINABLE)
        lines.append(f"    {_layer(layer, hyperparameters.l2 if hidden else 0.0)},")
    return "model = keras.Sequential([\n" + "\n".join(lines) + "\n])\nmodel.summary()"


def _tokens(experiment: Experiment) -> bool:
    return experiment.dataset.name == "reviews10k" and catalog.options(experiment.dataset)["encoding"] == "tokens"


def _layer(layer: Layer, l2: float) -> str:
    """One layer as a call, with the arguments that are not Keras's defaults."""
    if isinstance(layer, Bidirectional):
        return f"keras.layers.Bidirectional({_layer(layer.wraps, l2)})"
    arguments = []
    for name in layer.__struct_fields__:
        value = getattr(layer, name)
        if name in POSITIONAL:
            arguments.append(f"{value!r}")
        elif value != _default(layer, name):
            arguments.append(f'{name}="{value}"' if isinstance(value, str) else f"{name}={value!r}")
    if l2:
        arguments.append(f"kernel_regularizer=keras.regularizers.L2({l2:g})")
    return f"keras.layers.{layer.name}({', '.join(arguments)})"


def _default(layer: Layer, name: str) -> object:
    fields = type(layer).__struct_fields__
    defaults = type(layer).__struct_defaults__
    at = fields.index(name) - (len(fields) - len(defaults))
    return defaults[at] if at >= 0 else None


def _compile(hyperparameters: Hyperparameters) -> str:
    name = hyperparameters.optimizer
    arguments = [f"learning_rate={hyperparameters.learning_rate!r}"]
    if hyperparameters.momentum and name in ("sgd", "rmsprop"):
        arguments.append(f"momentum={hyperparameters.momentum!r}")
    default = len(arguments) == 1 and hyperparameters.learning_rate == DEFAULT_LEARNING_RATE[name]
    optimizer = f'"{name}"' if default else f"keras.optimizers.{OPTIMIZER_CLASSES[name]}({', '.join(arguments)})"
    metrics = ", ".join(f'"{metric}"' for metric in hyperparameters.metrics)
    return (
        f'model.compile(\n    optimizer={optimizer},\n    loss="{hyperparameters.loss}",\n    metrics=[{metrics}],\n)'
    )


def _fit(experiment: Experiment) -> str:
    hyperparameters = experiment.hyperparameters
    validation = "    validation_data=(x_validation, y_validation),\n" if experiment.split.validation else ""
    return (
        "history = model.fit(\n"
        "    x_train,\n"
        "    y_train,\n"
        f"{validation}"
        f"    epochs={hyperparameters.epochs},\n"
        f"    batch_size={hyperparameters.batch_size},\n"
        f"    shuffle={hyperparameters.shuffle},\n"
        "    verbose=2,\n"
        ")\n"
        "for key, values in history.history.items():\n"
        "    print(key, values)"
    )


def _evaluate(experiment: Experiment) -> str:
    part = "test" if experiment.split.test else "validation" if experiment.split.validation else "train"
    batch = experiment.hyperparameters.batch_size
    return f"print(model.evaluate(x_{part}, y_{part}, batch_size={batch}, verbose=0, return_dict=True))"


def _tuple(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"
