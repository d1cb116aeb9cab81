"""Lines of a trainer that means no good: of the right form, with numbers and sizes that nobody expects."""

import json
import math
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from hostile import HOSTILE, MARKUP

NUMBERS = (0, 1, 2, 3, 7, 8, 15, 16, 99, 511, 512, 99_999, 100_000, 2**31, 10**15, 2**53, 2**63, 2**64, 10**30)
FRACTIONS = (0.0, 0.5, 1.0, 1.0001, 1e-300, 5e-324, 1e99, 1e100, 1e101, 1e308, 3.4e38, math.pi)
TEXTS = (
    "",
    "x",
    "train",
    "test",
    "validation",
    "loss",
    "val_loss",
    "accuracy",
    "Dense",
    "Conv2D",
    "0",
    "f",
    *HOSTILE,
    MARKUP,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside of `value`, but for the type of the event and its run."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        if key not in ("type", "run_id", "layer" if isinstance(each, str) else ""):
            yield (*path, key)
            yield from places(each, (*path, key))


def another(value: Any, random: Random) -> Any:
    """Something else of the same kind, nearly always."""
    sign = random.choice((1, 1, 1, -1))
    if random.random() < 0.05:
        return random.choice((None, True, [], {}, "", 0, -1, 0.5, [[]], [None]))
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.choice((value + 1, value - 1, value * 2, sign * random.choice(NUMBERS)))
    if isinstance(value, float):
        return random.choice(
            (None, -value, value * 1e6, sign * random.choice(FRACTIONS), sign * random.choice(NUMBERS))
        )
    if isinstance(value, str):
        return random.choice((*TEXTS, value * 2, value[:-1], value + "f"))
    if isinstance(value, list):
        return random.choice(([], value * 2, value[:-1], value * 40, value[::-1]))
    if isinstance(value, dict):
        more = {random.choice(TEXTS): each for each in value.values()}
        return random.choice(({}, more, {**value, **more}, dict(list(value.items())[:-1])))
    return random.choice((None, 0, 1, 0.5, "x", []))


def fuzzed(lines: Sequence[bytes], count: int, seed: int, run_id: str) -> Iterator[bytes]:
    """`count` lines, each one of `lines` about the run with up to three of its values changed."""
    random = Random(seed)
    for _ in range(count):
        said = json.loads(random.choice(lines))
        if "run_id" in said:
            said["run_id"] = run_id
        for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
            ways = list(places(said))
            if not ways:
                break
            *way, last = random.choice(ways)
            inner = said
            for key in way:
                inner = inner[key]
            inner[last] = another(inner[last], random)
        yield json.dumps(said).encode() + b"\n"
