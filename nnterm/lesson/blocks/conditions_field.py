"""A mapping of figures to conditions, as `expect` and `{challenge}` write it."""

from nnterm.errors import HyperparameterError
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.verdict import conditions
from nnterm.experiment.verdict.conditions import Condition
from nnterm.lesson.blocks.block_fields import Fields, quoted, text_of
from nnterm.lesson.parsing.yaml_lines import Mapping, Node, Scalar


def read_conditions(fields: Fields, key: str) -> dict[str, str]:
    """Figure -> condition as it was written, for each entry of the mapping under `key` that can be used."""
    found = {}
    entry = fields.mapping.entries.get(key)
    names = tuple(entry.value.entries) if entry is not None and isinstance(entry.value, Mapping) else ()
    for figure, given in fields.fields(key, names).mapping.entries.items():
        if conditions.figure_named(figure) not in conditions.FIGURES:
            remedy = did_you_mean(figure, conditions.FIGURES) + conditions.KNOWN
            fields.problems.add(given.line, f"`{key}` has no key {quoted(figure)}.", remedy)
        elif read_condition(fields, key, figure, given.value) is not None:
            found[figure] = text_of(given.value) or ""
    return found


def read_condition(fields: Fields, key: str, figure: str, node: Node) -> Condition | None:
    """The condition on `figure` that `node` states; None where it states none, which is noted."""
    text = text_of(node)
    if text is None:
        line = node.line if isinstance(node, Scalar) and node.line else fields.line(key)
        fields.problems.add(line, f"`{key}.{figure}` states no condition.", f'Write for example `{figure}: ">= 0.9"`.')
        return None
    try:
        return conditions.parse(figure, text)
    except HyperparameterError as error:
        fields.problems.add(node.line, f"`{key}`: {error.message}", f"Found {quoted(text)}. {error.remedy}")
        return None
