"""Typed reading of a YAML mapping: every wrong key or value becomes a problem with its line, and reading goes on."""

import re
from collections import abc
from collections.abc import Collection, Iterable
from math import isfinite

from nnterm.experiment.nearest import did_you_mean, nearest
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Node, Scalar, YamlEntry

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_INTEGER = re.compile(r"[-+]?[0-9][0-9_]{0,19}")
_NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_LONGEST = 60


class Fields:
    """The values of one mapping, by name. A value that cannot be used is noted and read as the default."""

    def __init__(self, mapping: Mapping, name: str, problems: Problems) -> None:
        """`name` is what the mapping is called in messages, such as `compile` or `{quiz}`."""
        self.mapping = mapping
        self.name = name
        self.problems = problems
        self._misspelt: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.mapping.entries

    def line(self, key: str) -> int:
        """The line of `key`, or that of the mapping where the key is missing."""
        entry = self.mapping.entries.get(key)
        return entry.line if entry else self.mapping.line

    def only(self, known: Collection[str], remedies: dict[str, str] | None = None) -> None:
        """Note every key that is not in `known`; `remedies` has better advice for some than the nearest name.

        The key that was probably meant is not noted as missing afterwards.
        """
        for key, entry in self.mapping.entries.items():
            if key not in known:
                self._misspelt.add(nearest(key, known) or "")
                advice = (remedies or {}).get(key) or f"{did_you_mean(key, known)}{listed('Known', known)}"
                self.problems.add(entry.line, f"`{self.name}` has no key {quoted(key)}.", advice)

    def entry(self, key: str, example: str = "") -> YamlEntry | None:
        """The value of `key` with its line. None when missing, which is noted where an `example` makes it required."""
        entry = self.mapping.entries.get(key)
        if entry is None:
            if example and key not in self._misspelt:
                self.problems.add(
                    self.mapping.line, f"`{self.name}` lacks the key `{key}`.", f"Write for example `{key}: {example}`."
                )
            return None
        if isinstance(entry.value, Scalar) and entry.value.is_null:
            self.problems.add(
                entry.line,
                f"`{key}` has no value.",
                f"Write for example `{key}: {example}`." if example else "Give it a value, or remove the key.",
            )
            return None
        return entry

    def text(self, key: str, default: str = "", example: str = "") -> str:
        """A text that is not blank."""
        if (entry := self.entry(key, example)) is None:
            return default
        found = text_of(entry.value)
        if found is None or not found.strip():
            self.wrong(key, entry.value, "text", "Put text that begins with [ or { into quotes.")
            return default
        return found.strip()

    def integer(self, key: str, default: int = 0, example: str = "") -> int:
        """A whole number."""
        if (entry := self.entry(key, example)) is None:
            return default
        found = integer_of(entry.value)
        if found is None:
            self.wrong(key, entry.value, "a whole number", number_remedy(entry.value, example or str(default)))
            return default
        return found

    def number(self, key: str, default: float = 0.0, example: str = "") -> float:
        """A finite number."""
        if (entry := self.entry(key, example)) is None:
            return default
        found = number_of(entry.value)
        if found is None:
            self.wrong(key, entry.value, "a number", number_remedy(entry.value, example or f"{default:g}"))
            return default
        return found

    def truth(self, key: str, default: bool) -> bool:
        """true or false; yes, no, on and off are understood."""
        if (entry := self.entry(key)) is None:
            return default
        found = truth_of(entry.value)
        if found is None:
            self.wrong(key, entry.value, "true or false", f"Write `{key}: {str(not default).lower()}`.")
            return default
        return found

    def choice(
        self,
        key: str,
        choices: Collection[str],
        default: str = "",
        example: str = "",
        aliases: abc.Mapping[str, str] | None = None,
    ) -> str:
        """One of `choices`."""
        if (entry := self.entry(key, example)) is None:
            return default
        return self.chosen(key, entry.value, choices, aliases) or default

    def chosen(
        self, key: str, node: Node, choices: Collection[str], aliases: abc.Mapping[str, str] | None = None
    ) -> str | None:
        """The text of `node` when it is one of `choices`; else None, and a problem with the nearest one.

        `aliases` are other names of some choices, which are understood but not offered.
        """
        found = text_of(node)
        found = (aliases or {}).get(found or "", found)
        if found in choices:
            return found
        near = did_you_mean(found, choices) if found else ""
        self.problems.add(node.line, f"`{key}` cannot be {shown(node)}.", f"{near}{listed('Choose one of', choices)}")
        return None

    def fields(self, key: str, known: Collection[str], example: str = "") -> "Fields":
        """The mapping under `key` with its keys checked; one without entries where there is none."""
        entry = self.entry(key, example)
        mapping = Mapping(self.line(key), {})
        if entry is not None:
            if isinstance(entry.value, Mapping):
                mapping = Mapping(entry.line, entry.value.entries)
            else:
                self.wrong(key, entry.value, "a mapping", f"Write for example `{key}: {example or '{name: value}'}`.")
        fields = Fields(mapping, key, self.problems)
        fields.only(known)
        return fields

    def items(self, key: str, example: str = "", is_required: bool = True) -> tuple[Node, ...]:
        """The list under `key`; an empty one where there is none."""
        if (entry := self.entry(key, example if is_required else "")) is None:
            return ()
        if isinstance(entry.value, Items):
            return entry.value.values
        self.wrong(key, entry.value, "a list", f"Write for example `{key}: {example or '[one, two]'}`.")
        return ()

    def texts(self, key: str, example: str = "") -> tuple[str, ...]:
        """A list of texts, none of them blank."""
        found = []
        for node in self.items(key, example):
            text = text_of(node)
            if text is None or not text.strip():
                self.wrong(key, node, "a list of texts", "Put text with a colon into quotes.")
            else:
                found.append(text.strip())
        return tuple(found)

    def wrong(self, key: str, node: Node, expected: str, remedy: str) -> None:
        """Note that `key` holds `node` where `expected` belongs."""
        self.problems.add(node.line, f"`{key}` is {shown(node)}; expected {expected}.", remedy)


def text_of(node: Node) -> str | None:
    """The text of a scalar as it was written: `no`, `1.0` and `20` stay what they are."""
    return node.text if isinstance(node, Scalar) and not node.is_null else None


def integer_of(node: Node) -> int | None:
    """The whole number that `node` is, or None."""
    if isinstance(node, Scalar) and not node.is_quoted and _INTEGER.fullmatch(node.text):
        return int(node.text.replace("_", ""))
    return None


def number_of(node: Node) -> float | None:
    """The finite number that `node` is, or None. `1e-3` is one, whatever YAML 1.1 says."""
    if isinstance(node, Scalar) and not node.is_quoted and _NUMBER.fullmatch(node.text):
        number = float(node.text.replace("_", ""))
        return number if isfinite(number) else None
    return None


def truth_of(node: Node) -> bool | None:
    """The truth value that `node` is, or None."""
    return _TRUTH.get(node.text.lower()) if isinstance(node, Scalar) and not node.is_quoted else None


def number_remedy(node: Node, example: str) -> str:
    """What to do about `node` where a number belongs."""
    if isinstance(node, Scalar) and node.is_quoted and _NUMBER.fullmatch(node.text):
        return "Remove the quotes."
    return f"Write a number such as {example}."


def shown(node: Node) -> str:
    """`node` in a message."""
    match node:
        case Items():
            return "a list"
        case Mapping():
            return "a mapping"
        case Scalar() if node.is_null:
            return "empty"
        case Scalar():
            return f"the text {quoted(node.text)}" if node.is_quoted else quoted(node.text)


def quoted(text: str) -> str:
    """`text` in quotes, on one line and not longer than a line."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def listed(what: str, names: Iterable[str]) -> str:
    """`what`, a colon and all `names`, as a sentence."""
    joined = ", ".join(names)
    return f"{what}{' ' if what.endswith('of') else ': '}{joined or 'none'}."
