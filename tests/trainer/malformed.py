"""Lines that are no messages, made of lines that are."""

import json
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from nnterm.errors import ProtocolError

HUGE = (10**400, -(10**30), 2**63, 2**64 - 1, -(2**63) - 1, 1e308, -1e308, 5e-324)

WAYS = ("cut", "doubled", "swapped", "noise", "field", "deep", "bytes", "long", "twice")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(HUGE) | st.text(max_size=5) | st.floats(width=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""Values of any JSON type, huge numbers among them."""


def malformed_lines(messages: Sequence[bytes], decode: Callable[[bytes], object], count: int) -> list[bytes]:
    """`count` different lines that `decode` refuses with ProtocolError; the same ones every time."""
    found: dict[bytes, None] = {}

    @seed(1)
    @settings(max_examples=3 * count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_lines(messages))
    def collect(line: bytes) -> None:
        # A line break within would make two lines of it.
        line = line.replace(b"\n", b"\r") + b"\n"
        if len(found) < count and line not in found:
            try:
                decode(line)
            except ProtocolError:
                found[line] = None

    collect()
    assert len(found) == count
    return list(found)


@st.composite
def _lines(draw: st.DrawFn, messages: Sequence[bytes]) -> bytes:
    """One of `messages` spoilt."""
    line = draw(st.sampled_from(messages)).rstrip(b"\n")
    start = draw(st.integers(0, len(line) - 1))
    end = draw(st.integers(start + 1, len(line)))
    match draw(st.sampled_from(WAYS)):
        case "cut":
            return line[:start] + line[end:]
        case "doubled":
            return line[:end] + line[start:]
        case "swapped":
            turned = bytearray(line)
            turned[start], turned[end - 1] = turned[end - 1], turned[start]
            return bytes(turned)
        case "noise":
            return line[:start] + draw(st.binary(min_size=1, max_size=20)) + line[end:]
        case "field":
            fields = json.loads(line)
            fields[draw(st.sampled_from(sorted(fields)))] = draw(anything)
            return json.dumps(fields).encode()
        case "deep":
            opening = draw(st.sampled_from((b"[", b'{"a":')))
            return line[:start] + opening * draw(st.integers(1, 20_000)) + line[start:]
        case "bytes":
            return line[:start] + draw(st.sampled_from((b"\0", b"\xff", b"\xc3\x28", b"\xed\xa0\x80"))) + line[start:]
        case "long":
            return line[:start] + draw(st.sampled_from((b"9", b" x", b"\0"))) * draw(st.integers(1, 300_000))
        case _:
            return line + line
