"""A learning rate that falls, and early stopping, written as Keras's classes with Keras's arguments."""

from typing import Any

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.schedules import SCHEDULES, Schedule
from nnterm.experiment.hyperparameters.table import check_bounds
from nnterm.lesson.blocks.block_fields import Fields
from nnterm.lesson.parsing.yaml_lines import Mapping, Node, Scalar, YamlEntry

_SCHEDULE_EXAMPLE = "{CosineDecay: {initial_learning_rate: 0.01}}"
_CALLBACK_EXAMPLE = "[EarlyStopping: {patience: 5}]"
_CLASSES = {kind.__name__: kind for kind in SCHEDULES.values()}


def read_learning_rate(compiled: Fields, default: float) -> tuple[float, Schedule | None]:
    """The `learning_rate` under `compile`: a number, or one of Keras's schedules with its first rate."""
    entry = compiled.mapping.entries.get("learning_rate")
    if entry is None or not isinstance(entry.value, Mapping):
        return compiled.number("learning_rate", default), None
    named = _only_one(compiled, "learning_rate", entry.value, _SCHEDULE_EXAMPLE)
    if named is None:
        return default, None
    name, arguments = named
    if compiled.chosen("learning_rate", Scalar(arguments.line, name), _CLASSES) is None:
        return default, None
    fields = _arguments(compiled, name, arguments)
    kind = _CLASSES[name]
    fields.only(("initial_learning_rate", *kind.__struct_fields__))
    rate = fields.number("initial_learning_rate", default, example="0.01")
    return rate, kind(**_numbers(fields, kind))


def read_callbacks(fitted: Fields) -> EarlyStopping | None:
    """The `callbacks` under `fit`, of which nnterm knows EarlyStopping."""
    found: EarlyStopping | None = None
    for item in fitted.items("callbacks", _CALLBACK_EXAMPLE, is_required=False):
        node = item
        if isinstance(item, Scalar):
            node = Mapping(item.line, {item.text: YamlEntry(item.line, Mapping(item.line, {}))})
        named = _only_one(fitted, "callbacks", node, _CALLBACK_EXAMPLE)
        if named is None or fitted.chosen("callbacks", Scalar(named[1].line, named[0]), ("EarlyStopping",)) is None:
            continue
        if found is not None:
            fitted.problems.add(node.line, "`callbacks` names EarlyStopping twice.", "Remove one of the two.")
        fields = _arguments(fitted, *named)
        fields.only(EarlyStopping.__struct_fields__)
        found = EarlyStopping(
            monitor=fields.text("monitor", EarlyStopping().monitor),
            restore_best_weights=fields.truth("restore_best_weights", False),
            **_numbers(fields, EarlyStopping),
        )
    return found


def _only_one(fields: Fields, key: str, node: Node, example: str) -> tuple[str, YamlEntry] | None:
    """Name and arguments of `Name: {...}`."""
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        fields.wrong(key, node, "one name with its arguments", f"Write for example `{key}: {example}`.")
        return None
    return next(iter(node.entries.items()))


def _arguments(fields: Fields, name: str, entry: YamlEntry) -> Fields:
    mapping = entry.value if isinstance(entry.value, Mapping) else Mapping(entry.line, {})
    if not isinstance(entry.value, Mapping) and not (isinstance(entry.value, Scalar) and entry.value.is_null):
        fields.wrong(name, entry.value, "its arguments", f"Write `{name}: {{}}` where it needs none.")
    return Fields(Mapping(entry.line, mapping.entries), name, fields.problems)


def _numbers(fields: Fields, kind: type[Schedule] | type[EarlyStopping]) -> dict[str, Any]:
    """The numeric arguments that are given, each within its bounds."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        whole = field.type in (int, int | None)
        if field.name not in fields or not (whole or field.type is float):
            continue
        value = fields.integer(field.name, 1) if whole else fields.number(field.name)
        try:
            check_bounds(field.name, value)
            found[field.name] = value
        except HyperparameterError as error:
            fields.problems.add(fields.line(field.name), f"`{fields.name}`: {error.message}", error.remedy)
    return found
