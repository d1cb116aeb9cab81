"""What the monkey does: seeded keys, resizes, clicks, scrolls and pastes that can be kept and played again."""

import random
from typing import Any

import msgspec

LETTERS: dict[str, str] = {
    "space": " ",
    "full_stop": ".",
    "comma": ",",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "equals_sign": "=",
    "tab": "\t",
    "enter": "\r",
    "escape": "\x1b",
    "backspace": "\x7f",
}
"""Names of keys whose character is not their name, with it."""

KEYS: dict[str, int] = {
    **dict.fromkeys(("t", "space", "n"), 6),
    **dict.fromkeys(("tab", "escape", "enter", "down", "up", "left", "right"), 6),
    **dict.fromkeys(("p", "full_stop", "f", "v", "w", "s", "shift+tab", "ctrl+r"), 3),
    **dict.fromkeys(("comma", "m", "less_than_sign", "greater_than_sign", "r", "V", "a", "h", "g", "1", "2"), 2),
    **dict.fromkeys((*"034589xykbecdjo", "plus", "minus", "backspace", "delete", "question_mark", "slash"), 1),
    **dict.fromkeys(("l", "pagedown", "pageup", "home", "end", "ctrl+z", "ctrl+u", "f7", "ctrl+p", "i", "u", "z"), 1),
    **dict.fromkeys(("left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket"), 3),
    **dict.fromkeys(("B", "equals_sign"), 2),
    **dict.fromkeys(("q", "ctrl+q"), 1),
}
"""Keys by how often they are pressed, in shares of the whole."""

SIZES = ((120, 40), (80, 24), (100, 30), (60, 20), (200, 60), (99, 24), (20, 5), (160, 24))

PASTES = ("print(1)\n", "iris.csv", "x" * 3000, "é\x1b[31m\n\t한", "A wonderful film.")


class Event(msgspec.Struct, omit_defaults=True):
    """One thing that is done to the app."""

    do: str
    """`key`, `resize`, `click`, `scroll` or `paste`."""
    key: str = ""
    """Name of the key; `up` or `down` for `scroll`."""
    at: tuple[int, int] = (0, 0)
    """Column and row of the mouse, or the new size in columns and rows."""
    text: str = ""
    """What is pasted."""
    rest: float = 0.0
    """Seconds to wait before the next event; 0 where the next one comes in the same piece."""


class Recorded(msgspec.Struct, omit_defaults=True):
    """One play of the monkey, and what came of it."""

    lesson: str
    seed: int
    events: list[Event]
    real: bool = False
    """Whether the trainer was the real one."""
    training: bool = False
    """Whether `t` was pressed, besides what is in `events`, wherever nothing trained."""
    terminal: bool = False
    """Whether the app had a pseudo-terminal and a process of its own."""
    size: tuple[int, int] = (120, 40)
    failure: str = ""
    """What went wrong, with its traceback."""


def events_of(seed: int, count: int) -> list[Event]:
    """`count` events; the same for the same seed. About nine of ten are keys, a third of those in bursts."""
    chance = random.Random(seed)
    return [_event(chance) for _ in range(count)]


def keys_of(seed: int, keys: int) -> list[Event]:
    """The same events, as many as hold `keys` keys."""
    chance, found, left = random.Random(seed), list[Event](), keys
    while left:
        found.append(_event(chance))
        left -= found[-1].do == "key"
    return found


def _event(chance: random.Random) -> Event:
    kind = chance.choices(("key", "resize", "click", "scroll", "paste"), (90, 3, 5, 2, 1))[0]
    # Most keys come one by one, some in one piece, and some after a time in which a run goes on.
    rest = chance.choices((0.0, 0.001, 0.05, 0.4), (30, 55, 12, 3))[0]
    at = chance.randrange(200), chance.randrange(60)
    match kind:
        case "key":
            return Event(kind, key=chance.choices(list(KEYS), list(KEYS.values()))[0], rest=rest)
        case "resize":
            return Event(kind, at=chance.choice(SIZES), rest=rest)
        case "scroll":
            return Event(kind, key=chance.choice(("up", "down")), at=at, rest=rest)
        case "paste":
            return Event(kind, text=chance.choice(PASTES), rest=rest)
        case _:
            return Event(kind, at=at, rest=rest)


def read(text: bytes) -> Recorded:
    """What was kept by `written`."""
    return msgspec.json.decode(text, type=Recorded)


def written(recorded: Recorded) -> bytes:
    """`recorded` as JSON, an event a line."""
    parts: dict[str, Any] = msgspec.to_builtins(recorded)
    events = parts.pop("events")
    head = msgspec.json.encode(parts).removesuffix(b"}")
    return head + b',"events":[\n' + b",\n".join(msgspec.json.encode(event) for event in events) + b"\n]}\n"
