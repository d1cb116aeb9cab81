"""An experiment as a plain Keras script: what the learner would have typed, in the order they would have typed it."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Bidirectional, Layer, width
from nnterm.runs.export.dataset import imports, loading, parts, splitting
from nnterm.runs.export.files import files
from nnterm.runs.export.layout import NO_LIMIT, WIDTH, call, literal
from nnterm.runs.export.training import compiling, fitting


def script(experiment: Experiment, data_folder: str = "") -> str:
    """The script. It reads its data files from `data_folder`, or from beside itself where that is empty.

    With `shuffle` off it prints the history that nnterm trains, up to rounding where nnterm compiles with XLA. With it
    on, Keras shuffles in an order of its own, and the history is another one of the same kind. The script says so.
    """
    title = (experiment.title or experiment.id).replace("\\", "\\\\").replace('"""', r"\"\"\"")
    sections = [
        f'"""{title}, as a plain Keras script."""',
        _imports(experiment, data_folder),
        loading(experiment, data_folder),
        splitting(experiment),
        f"keras.utils.set_random_seed({experiment.hyperparameters.seed})",
        _model(experiment),
        compiling(experiment),
        fitting(experiment),
        _evaluate(experiment),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def model_script(experiment: Experiment) -> str:
    """The part of the script that builds the model and compiles it, as a program of its own."""
    return f"import keras\n\n{_model(experiment)}\n\n{compiling(experiment)}\n"


def _imports(experiment: Experiment, data_folder: str) -> str:
    standard, others = imports(experiment)
    if files(experiment) and not data_folder:
        standard.append("from pathlib import Path")
    others.append("import keras")
    blocks = (sorted(lines, key=lambda line: (line.startswith("from"), line)) for lines in (standard, others))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _model(experiment: Experiment) -> str:
    hyperparameters = experiment.hyperparameters
    shape = catalog.input_shape(experiment.dataset)
    stack = hyperparameters.stack()
    # Positions count the stack's layers; a penalty goes to hidden layers with units only.
    lines = [
        f"    keras.Input({_tuple(shape)}"
        + (', dtype="int32"' if catalog.vocabulary(experiment.dataset) else "")
        + "),"
    ]
    for position, layer in enumerate(stack):
        hidden = position < len(stack) - 1 and width(layer) is not None
        lines.append(f"{_layer(layer, hyperparameters.l2 if hidden else 0.0)},")
    return "model = keras.Sequential([\n" + "\n".join(lines) + "\n])\nmodel.summary()"


def _layer(layer: Layer, l2: float) -> str:
    """One layer as an item of the list of layers, with the arguments that are not Keras's defaults."""
    name = f"keras.layers.{layer.name}"
    if isinstance(layer, Bidirectional):
        wrapped = (f"keras.layers.{layer.wraps.name}", _arguments(layer.wraps, l2))
        line = f"    {name}({call(*wrapped, width=NO_LIMIT)})"
        # The comma after it needs room too.
        if len(line) < WIDTH:
            return line
        return f"    {name}(\n        {call(*wrapped, indent=8)}\n    )"
    return "    " + call(name, _arguments(layer, l2), indent=4, width=WIDTH - 1)


def _arguments(layer: Layer, l2: float) -> list[str]:
    arguments = []
    for name in layer.__struct_fields__:
        value = getattr(layer, name)
        if name in layer.positional:
            arguments.append(literal(value))
        elif value != _default(layer, name):
            arguments.append(f"{name}={literal(value)}")
    if l2:
        arguments.append(f"kernel_regularizer=keras.regularizers.L2({l2!r})")
    return arguments


def _default(layer: Layer, name: str) -> object:
    fields = type(layer).__struct_fields__
    defaults = type(layer).__struct_defaults__
    at = fields.index(name) - (len(fields) - len(defaults))
    return defaults[at] if at >= 0 else None


def _evaluate(experiment: Experiment) -> str:
    part = parts(experiment)[-1]
    arguments = (
        f"x_{part}",
        f"y_{part}",
        f"batch_size={experiment.hyperparameters.batch_size}",
        "verbose=0",
        "return_dict=True",
    )
    return f"{call('results = model.evaluate', arguments)}\nprint(results)"


def _tuple(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"
