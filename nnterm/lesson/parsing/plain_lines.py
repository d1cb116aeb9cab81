"""The plainest YAML, read without a YAML library.

The app waits for the front matter of every lesson before it paints, and importing the library takes longer than
reading all of it. What front matter nearly always is, `key: text`, `key: [a, b]` and a list with hyphens, is read
here; whatever else it contains is left to `yaml_lines`, and a test proves that both read the same.
"""

import re

from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Scalar, YamlEntry

_WORD = r"[A-Za-z0-9][^\x00-\x1f\x7f]*"
_KEY = re.compile(rf'([a-z_]+):(?: +(?:({_WORD})|"([^"\\\x00-\x1f]*)"|\[([A-Za-z0-9, -]*)\]))?')
_ITEM = re.compile(rf'( *)- (?:({_WORD})|"([^"\\\x00-\x1f]*)")')


def read(text: str, first_line: int) -> Mapping | None:
    """The mapping that `text` is; None when it holds anything that asks for a real YAML parser."""
    entries: dict[str, YamlEntry] = {}
    hyphened: dict[str, list[Scalar]] = {}
    indents: dict[str, str] = {}
    latest = ""
    for line, raw in enumerate(text.split("\n"), first_line):
        if not raw.strip(" ") or raw.startswith("#"):
            continue
        # A number sign after a space begins a comment, unless it is inside quotes: then a real parser decides.
        written = (raw if '"' in raw else raw.partition(" #")[0]).rstrip(" ")
        if '"' in raw and "#" in raw:
            return None
        if match := _KEY.fullmatch(written):
            key, word, quoted, flow = match.groups()
            if key in entries:
                return None
            value = _scalar(line, word, quoted) if flow is None else _flow(line, flow)
            if value is None:
                return None
            entries[key] = YamlEntry(line, value)
            latest = key if (word, quoted, flow) == (None, None, None) else ""
        elif latest and (match := _ITEM.fullmatch(written)):
            item = _scalar(line, match[2], match[3])
            if item is None or indents.setdefault(latest, match[1]) != match[1]:
                return None
            hyphened.setdefault(latest, []).append(item)
        else:
            return None
    for key, items in hyphened.items():
        entries[key] = YamlEntry(entries[key].line, Items(items[0].line, tuple(items)))
    return Mapping(first_line, entries) if entries else None


def _scalar(line: int, word: str | None, quoted: str | None) -> Scalar | None:
    if quoted is not None:
        return Scalar(line, quoted, is_quoted=True)
    if word is not None and (": " in word or word.endswith(":")):
        return None
    return Scalar(line, word or "")


def _flow(line: int, text: str) -> Items | None:
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if any(not re.fullmatch("[A-Za-z0-9][A-Za-z0-9-]*", word) for word in words):
        return None
    return Items(line, tuple(Scalar(line, word) for word in words))
