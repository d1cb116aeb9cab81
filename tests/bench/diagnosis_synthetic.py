"""Histories that were made up, so that the truth about them is known: a curve without noise, and what was seen of it.

They hold what trainings of a few seconds do not: many shapes, few rows, long runs, losses of any size. The curve
without noise takes the place of the loss on fresh rows.
"""

from collections.abc import Callable, Iterator
from math import exp, log, pi, sin, sqrt
from random import Random
from typing import Any, NamedTuple

KEYS = {"first": "tuning", "second": "judging", "third": "judged", "judging": "unseen"}
"""What the random numbers of each part begin with."""

EPOCHS = (12, 20, 30, 50, 80, 120, 200, 300)
ROWS = (100, 200, 500, 2000)


def synthetic(part: str) -> Iterator[dict[str, Any]]:
    """The made-up runs of a part, in the form of the trained ones."""
    for kind, shape in SHAPES.items():
        for number in range(9):
            random = Random(f"{KEYS[part]} {kind} {number}")
            named = {"name": f"made-up/{kind}", "settings": "", "part": part, "seed": number}
            yield {**named, "data": f"{part} {kind} {number}", **shape(random)}


class Frame(NamedTuple):
    """What a run is made of beside its curves."""

    base: float
    """What guessing gives."""
    planned: int
    rows: int
    """Validation rows."""
    jumps: float
    """How far a loss jumps from epoch to epoch, as a part of it."""


Shape = Callable[[float], float]
"""A curve: the loss after an epoch, in units of what guessing gives."""


def _run(random: Random, train: Shape, val: Shape | None, frame: Frame) -> dict[str, Any]:
    """A run along the curves `train` and `val`."""
    base, planned, rows, jumps = frame
    loss, seen, fresh = [], [], []
    # What few rows have in common stays the same from epoch to epoch; what the order of batches does is new each time.
    tilt, phase = random.gauss(0, 0.5 / sqrt(rows)), random.uniform(0, 2 * pi)
    for epoch in range(1, 2 * planned + 1):
        true = (val or train)(epoch)
        loss.append(base * train(epoch) * exp(random.gauss(0, jumps / 2)))
        sway = 1 + tilt + 0.3 / sqrt(rows) * sin(phase + 9 * epoch / planned)
        seen.append(base * true * sway * exp(random.gauss(0, jumps)))
        fresh.append(base * true)
    history = {"loss": loss[:planned]}
    if val is not None:
        history["val_loss"] = seen[:planned]
    return {
        "planned": planned,
        "history": history,
        "later_loss": loss,
        "fresh_loss": fresh,
        "rows": [1000, rows if val else 0],
        "classes": 0,
        "guessing_loss": base,
        "fresh_guessing_loss": base,
    }


def _common(random: Random, jumps: float = 1.0) -> Frame:
    """A frame by chance, with `jumps` at the most."""
    base = random.choice((0.2, log(2), 1.0, log(10), 84.0, 5900.0))
    return Frame(base, random.choice(EPOCHS), random.choice(ROWS), min(jumps, random.choice((0.003, 0.01, 0.02, 0.04))))


def _fall(start: float, end: float, time: float) -> Shape:
    return lambda epoch: end + (start - end) * exp(-epoch / time)


def _good(random: Random) -> dict[str, Any]:
    frame = _common(random)
    time, end = frame.planned * random.uniform(0.04, 0.11), random.uniform(0.08, 0.4)
    return _run(random, _fall(1, 0.9 * end, time), _fall(1, end, time), frame)


def _gap(random: Random) -> dict[str, Any]:
    """Training loss goes on towards nothing; validation loss stays where it is, which is no overfitting yet."""
    frame = _common(random)
    end = random.uniform(0.2, 0.5)
    train = _fall(1, 0.4 * end, frame.planned * 0.25)
    return _run(random, train, _fall(1, end, frame.planned * 0.08), frame)


def _learning(random: Random) -> dict[str, Any]:
    frame = _common(random, jumps=0.02)
    time = frame.planned * random.uniform(0.8, 2.0)
    return _run(random, _fall(1, 0.03, time), _fall(1, 0.05, time), frame)


def _slow(random: Random) -> dict[str, Any]:
    """A loss that falls as a power of the epochs, as those of classes that can be separated do."""
    frame = _common(random, jumps=0.02)
    power = random.uniform(0.35, 0.9)
    return _run(random, lambda e: e**-power, lambda e: e**-power, frame)


def _overfitting(random: Random) -> dict[str, Any]:
    frame = _common(random)
    time, low = frame.planned * random.uniform(0.03, 0.08), random.uniform(0.2, 0.5)
    turn, slope = frame.planned * random.uniform(0.15, 0.4), random.uniform(0.8, 3) * low / frame.planned
    falls = _fall(1, low, time)
    return _run(
        random,
        _fall(1, 0.02, frame.planned * 0.12),
        lambda epoch: falls(epoch) + slope * max(0.0, epoch - turn),
        frame,
    )


def _stuck(random: Random) -> dict[str, Any]:
    frame = _common(random, jumps=0.01)
    level, start = random.uniform(0.97, 1.01), random.choice((1.0, 1.3, 4.0))
    falls = _fall(start, level, frame.planned * 0.06)
    return _run(random, falls, falls if random.random() < 0.6 else None, frame)


def _exploding(random: Random) -> dict[str, Any]:
    frame = _common(random)
    growth = random.uniform(1.15, 2.0) if frame.planned > 20 else random.uniform(1.8, 3)
    return _run(random, lambda e: min(growth**e, 1e25), lambda e: min(growth**e, 1e25), frame)


def _high(random: Random) -> dict[str, Any]:
    """Far above guessing from the first epoch on, and jumping about: what a far too large learning rate does."""
    frame = _common(random)
    level = random.choice((60.0, 1000.0, 3e5))
    noise = [exp(random.gauss(0, 0.4)) for _ in range(2 * frame.planned + 1)]
    return _run(random, lambda e: level * noise[int(e)], lambda e: level * noise[int(e)], frame)


def _unchecked(random: Random) -> dict[str, Any]:
    """No validation rows: what comes to rest is settled."""
    frame = _common(random)
    falls = _fall(1, random.uniform(0.05, 0.3), frame.planned * random.uniform(0.04, 0.12))
    return _run(random, falls, None, frame)


def _steep(random: Random) -> dict[str, Any]:
    """No validation rows, few epochs, and a loss in full fall."""
    frame = _common(random, jumps=0.003)._replace(planned=random.choice((6, 8, 10, 15)))
    falls = _fall(1, 0.05, frame.planned * random.uniform(0.7, 1.5))
    return _run(random, falls, None, frame)


def _patient(random: Random) -> dict[str, Any]:
    """A plateau at what guessing gives, and then the fall: XOR's way."""
    frame = _common(random, jumps=0.01)
    frame = frame._replace(planned=max(frame.planned, 80))
    wait, time = frame.planned * random.uniform(0.1, 0.4), frame.planned * random.uniform(0.03, 0.06)

    def curve(epoch: float) -> float:
        return 0.1 + 0.9 / (1 + exp((epoch - wait) / time))

    return _run(random, curve, curve, frame)


SHAPES: dict[str, Callable[[Random], dict[str, Any]]] = {
    "good": _good,
    "gap": _gap,
    "learning": _learning,
    "slow": _slow,
    "overfitting": _overfitting,
    "stuck": _stuck,
    "exploding": _exploding,
    "high": _high,
    "unchecked": _unchecked,
    "steep": _steep,
    "patient": _patient,
}
