"""The words of a layer that make a list of them a graph: `name`, `from` and `with`, and what may be wrong with them."""

import re
from typing import NamedTuple

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.graph import INPUT, unused
from nnterm.experiment.hyperparameters.layers import NODE_NAME, Join, Layer
from nnterm.lesson.blocks.block_fields import quoted, shown, text_of
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Node, YamlEntry

WORDS = ("name", "from")
"""Words that any layer may have beside its arguments."""

COMMON = (*WORDS, "trainable")
"""Those, and the one argument that Keras gives all layers."""

_NAME = re.compile(NODE_NAME)


class Wired(NamedTuple):
    """What is written of a layer's place in the graph."""

    node: str = ""
    source: str = ""
    joined: tuple[str, ...] = ()


def read_wiring(layer: str, joins: bool, arguments: Mapping, problems: Problems) -> tuple[Wired, Mapping]:
    """The wiring of one layer, and its arguments without it. `joins` where it takes `with`. What is wrong is noted."""
    taken = (*WORDS, "with") if joins else WORDS
    read = {word: _names(word, entry, problems) for word, entry in arguments.entries.items() if word in taken}
    for word in WORDS:
        if len(read.get(word, ())) > 1:
            problems.add(
                arguments.entries[word].line,
                f"`{word}` of `{layer}` has several names; expected one.",
                "Join layers with Add, Concatenate or Multiply, which have `with`.",
            )
    if joins and "with" not in arguments.entries:
        problems.add(
            arguments.line,
            f"`{layer}` lacks the key `with`.",
            f"Name the layer whose output comes in too: `{layer}: {{with: block}}`.",
        )
    node, source = (next(iter(read.get(word, ())), "") for word in WORDS)
    wired = Wired(node, source, read.get("with", ()))
    rest = {key: entry for key, entry in arguments.entries.items() if key not in taken}
    return wired, Mapping(arguments.line, rest)


def check_used(layers: list[tuple[int, Layer]], problems: Problems) -> None:
    """Note the layer whose output nothing takes."""
    listed = tuple(layer for _, layer in layers)
    try:
        place = unused(listed)
    except ModelError:
        # What is wrong with the names themselves is noted with the shapes.
        return
    if place is not None:
        line, layer = layers[place]
        problems.add(
            line,
            f"Layer {place + 1} ({layer.name}): no layer takes its output.",
            "Give it a `name`, and write that in `from` or `with` of a layer below it, or remove it.",
        )


def is_join(layer: type[Layer]) -> bool:
    """Whether layers of this class take `with`."""
    return issubclass(layer, Join)


def _names(word: str, entry: YamlEntry, problems: Problems) -> tuple[str, ...]:
    """One name or a list of them."""
    nodes: tuple[Node, ...] = entry.value.values if isinstance(entry.value, Items) else (entry.value,)
    found = []
    for node in nodes:
        text = text_of(node)
        if text is None:
            problems.add(node.line, f"`{word}` is {shown(node)}; expected a name.", _example(word))
        elif not _NAME.fullmatch(text):
            problems.add(
                node.line,
                f"`{word}` is {quoted(text)}, which is no name of a layer.",
                "Use a small letter, then small letters, digits and _, 24 characters at most.",
            )
        elif word == "name" and text == INPUT:
            problems.add(node.line, f"`name` is {INPUT!r}, which is the model's own input.", "Use another name.")
        else:
            found.append(text)
    if not nodes:
        problems.add(entry.line, f"`{word}` names nothing.", _example(word))
    return tuple(found)


def _example(word: str) -> str:
    return f"Write for example `{word}: block`."
