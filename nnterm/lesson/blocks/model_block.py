"""The `model` list of an experiment: YAML to layers, under the names and defaults Keras gives them."""

from typing import Any, get_args, get_origin

import msgspec

from nnterm.errors import HyperparameterError, ModelError
from nnterm.experiment.hyperparameters import shapes
from nnterm.experiment.hyperparameters.layers import LAYER_TYPES, Bidirectional, Layer, Recurrent, Shape, validate_layer
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.blocks.block_fields import Fields, integer_of, listed, quoted, shown
from nnterm.lesson.blocks.graph_words import COMMON, Wired, check_used, is_join, read_wiring
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Node, Scalar, YamlEntry

_RECURRENT = {layer.__name__: layer for layer in get_args(Recurrent)}
_INPUT = "Leave it out: the shape of the input follows from the data set."
_ELSEWHERE = {"Input": _INPUT, "InputLayer": _INPUT}
_ARGUMENTS_ELSEWHERE = {
    "input_shape": _INPUT,
    "shape": _INPUT,
    "kernel_regularizer": "Write `l2:` beside `model:`; it holds for all hidden layers.",
}


def read_layers(fields: Fields) -> list[tuple[int, Layer]]:
    """The layers under `model`, each with its line; wrong ones are noted and left out."""
    nodes = fields.items("model", example="[Dense: {units: 3, activation: softmax}]")
    if not nodes and isinstance(entry := fields.entry("model"), YamlEntry) and isinstance(entry.value, Items):
        fields.problems.add(entry.line, "`model` has no layers.", "Give it at least an output layer.")
    read = ((node.line, _layer(node, LAYER_TYPES, fields.problems, in_list=True)) for node in nodes)
    return [(line, layer) for line, layer in read if layer is not None]


def check_shapes(layers: list[tuple[int, Layer]], input_shape: Shape, problems: Problems) -> Shape | None:
    """The output shape of the model; None where a layer does not fit, noted at the layer's line."""
    rows = 0
    shape = input_shape
    try:
        for row in shapes.rows(tuple(layer for _, layer in layers), input_shape):
            rows, shape = rows + 1, row.output_shape
    except ModelError as error:
        problems.add(layers[rows][0], error.message, error.remedy)
        return None
    check_used(layers, problems)
    return shape


def _layer(node: Node, known: dict[str, Any], problems: Problems, *, in_list: bool = False) -> Layer | None:
    """The layer that one item of the list is, or that `Bidirectional` wraps: that one is no place of a graph."""
    named = _named(node, problems)
    if named is None:
        return None
    name, line, arguments = named
    if name not in known:
        advice = _ELSEWHERE.get(name) or f"{did_you_mean(name, known)}{listed('Known', known)}"
        problems.add(line, f"There is no layer {quoted(name)} here.", advice)
        return None
    if not isinstance(arguments, Mapping):
        if not (isinstance(arguments, Scalar) and arguments.is_null):
            problems.add(
                line, f"`{name}` is {shown(arguments)}; expected its arguments.", f"Write `{name}: {_example(name)}`."
            )
            return None
        arguments = Mapping(line, {})
    arguments, wired, trainable = Mapping(line, arguments.entries), Wired(), True
    before = len(problems)
    if in_list:
        trainable = Fields(arguments, name, problems).truth("trainable", True)
        arguments = Mapping(line, {key: entry for key, entry in arguments.entries.items() if key != "trainable"})
        wired, arguments = read_wiring(name, is_join(known[name]), arguments, problems)
    if known[name] is Bidirectional:
        layer = _bidirectional(arguments, problems)
    elif is_join(known[name]):
        Fields(arguments, name, problems).only(())
        layer = known[name](joined=wired.joined)
    else:
        layer = _plain_layer(known[name], Fields(arguments, name, problems))
    if layer is None or len(problems) > before:
        return None
    return msgspec.structs.replace(layer, node=wired.node, source=wired.source, trainable=trainable)


def _named(node: Node, problems: Problems) -> tuple[str, int, Node] | None:
    """Name, line and arguments of a layer written as `Name` or `Name: {...}`."""
    if isinstance(node, Scalar) and not node.is_null:
        return node.text.strip(), node.line, Scalar(node.line, "")
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((name, entry),) = node.entries.items()
        return name, entry.line, entry.value
    found = f"a mapping of {', '.join(map(quoted, node.entries))}" if isinstance(node, Mapping) else shown(node)
    problems.add(
        node.line,
        f"A layer of `model` is {found}; expected one name with its arguments.",
        "Write each layer on a line of its own: `- Dense: {units: 4, activation: relu}`.",
    )
    return None


def _bidirectional(arguments: Mapping, problems: Problems) -> Layer | None:
    if len(arguments.entries) != 1:
        problems.add(
            arguments.line,
            "`Bidirectional` wraps no layer." if not arguments.entries else "`Bidirectional` wraps several keys.",
            f"Give it one recurrent layer: `Bidirectional: {_example('Bidirectional')}`.",
        )
        return None
    wrapped = _layer(arguments, _RECURRENT, problems)
    return Bidirectional(wraps=wrapped) if isinstance(wrapped, Recurrent) else None


def _plain_layer(layer: type[Layer], fields: Fields) -> Layer | None:
    before = len(fields.problems)
    arguments = [argument for argument in msgspec.structs.fields(layer) if argument.encode_name not in COMMON]
    fields.only([argument.name for argument in arguments], _ARGUMENTS_ELSEWHERE)
    values = {}
    for argument in arguments:
        if argument.required:
            fields.entry(argument.name, example=layer.examples[argument.name])
        if argument.name in fields:
            values[argument.name] = _argument(argument, layer, fields)
    if len(fields.problems) > before:
        return None
    made = layer(**values)
    try:
        validate_layer(made)
    except HyperparameterError as error:
        fields.problems.add(fields.mapping.line, f"{layer.__name__}: {error.message}", error.remedy)
        return None
    return made


def _argument(argument: msgspec.structs.FieldInfo, layer: type[Layer], fields: Fields) -> Any:
    """The value of one argument, by the type its struct gives it."""
    name, type_, default = argument.name, argument.type, argument.default
    if get_origin(type_) is tuple:
        return tuple(_side(name, node, layer, fields) for node in fields.items(name, layer.examples[name]))
    if get_origin(type_) is not None:
        return fields.choice(name, get_args(type_), str(default))
    if type_ is bool:
        return fields.truth(name, bool(default))
    if type_ is float:
        return fields.number(name, example="0.5")
    entry = fields.mapping.entries[name]
    if name in layer.squares and isinstance(entry.value, Items):
        sides = {integer_of(side) for side in entry.value.values}
        if len(entry.value.values) == 2 and len(sides) == 1 and (side := sides.pop()) is not None:
            return side
        fields.wrong(name, entry.value, "a whole number, or twice the same", f"Write `{name}: 3` or `{name}: [3, 3]`.")
        return 1
    return fields.integer(name, 1, example="4")


def _side(name: str, node: Node, layer: type[Layer], fields: Fields) -> int:
    """A whole number of a list of them."""
    side = integer_of(node)
    if side is None:
        fields.wrong(name, node, "a list of whole numbers", f"Write for example `{name}: {layer.examples[name]}`.")
    return side or 1


def _example(name: str) -> str:
    examples = LAYER_TYPES[name].examples
    return "{" + ", ".join(f"{argument}: {value}" for argument, value in examples.items()) + "}"
