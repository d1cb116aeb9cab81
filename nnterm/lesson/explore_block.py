"""The `{explore}` block: YAML to an Explore."""

from nnterm.experiment.layers import ACTIVATIONS
from nnterm.lesson.blocks import Explore
from nnterm.lesson.fields import Fields, number_of

KINDS = ("activation",)
KEYS = ("kind", "functions", "range", "derivative")
_WIDEST = 1e6


def read_explore(fields: Fields) -> Explore:
    """The exploration of one block; what is wrong is noted in its problems."""
    fields.only(KEYS)
    kind = fields.choice("kind", KINDS, KINDS[0], example=KINDS[0])
    low, high = _range(fields)
    return Explore(
        kind=kind, functions=_functions(fields), low=low, high=high, derivative=fields.truth("derivative", False)
    )


def _functions(fields: Fields) -> tuple[str, ...]:
    nodes = fields.items("functions", example="[sigmoid, relu]")
    named = [fields.chosen("functions", node, ACTIVATIONS) for node in nodes]
    functions = tuple(name for name in named if name is not None)
    if not nodes and fields.entry("functions") is not None:
        fields.problems.add(fields.line("functions"), "`functions` is empty.", "Name at least one, such as relu.")
    if len(set(functions)) < len(functions):
        fields.problems.add(fields.line("functions"), "`functions` names one twice.", "Remove one of the two.")
    return functions


def _range(fields: Fields) -> tuple[float, float]:
    default = (-5.0, 5.0)
    if "range" not in fields:
        return default
    nodes = fields.items("range", example="[-10, 10]")
    ends = [number_of(node) for node in nodes]
    if len(ends) != 2 or None in ends:
        if nodes:
            fields.problems.add(
                fields.line("range"), "`range` is not a pair of numbers.", "Write for example `range: [-10, 10]`."
            )
        return default
    low, high = (end or 0.0 for end in ends)
    if not -_WIDEST <= low < high <= _WIDEST:
        fields.problems.add(
            fields.line("range"),
            f"`range` goes from {low:g} to {high:g}; expected the smaller first, neither beyond {_WIDEST:g}.",
            "Write for example `range: [-10, 10]`.",
        )
    return low, high
