"""What the warden of a learner's program sends, as `nnterm/exercise/warden.py` writes it."""

from typing import Literal

import msgspec

from nnterm.errors import ProtocolError
from nnterm.printable import cleaned, printable_lines


class Started(msgspec.Struct, frozen=True, tag=True):
    """The program runs."""

    pid: int
    folder: str
    """Where it runs, and may leave files until it ends."""


class Printed(msgspec.Struct, frozen=True, tag=True):
    """It has printed something."""

    text: str
    source: Literal["code", "checks"]
    """Whether the program itself printed it, or what a check called."""


class Cut(msgspec.Struct, frozen=True, tag=True):
    """It prints more than is passed on."""


class Ran(msgspec.Struct, frozen=True, tag=True):
    """It came to its end; the checks follow."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It came to a bad end."""

    message: str
    """What happened, in plain words."""
    line: int
    """Line of the program, from 1; 0 where none can be named."""
    column: int
    """Column of it, from 1; 0 where none can be named."""
    python: str
    """What Python itself says; empty where `message` says the same."""


class Checking(msgspec.Struct, frozen=True, tag=True):
    """A check is being evaluated."""

    index: int


class Checked(msgspec.Struct, frozen=True, tag=True):
    """A check was evaluated."""

    index: int
    wrong: str
    """What is wrong, in plain words; empty where nothing is."""


class Ended(msgspec.Struct, frozen=True, tag=True):
    """Nothing of the program is left."""

    reason: Literal["done", "ended", "asked", "time", "memory", "output", "processes", "lost"]
    """`done` where all was evaluated; `ended` where the process left before; `lost` where its warden is gone."""
    code: int | None = None
    """What the process exited with where it left by itself, negative for a signal."""
    seconds: float = 0.0
    unwatched: tuple[str, ...] = ()
    """What could not be limited on this system."""


CodeEvent = Started | Printed | Cut | Ran | Failed | Checking | Checked | Ended

_decoder = msgspec.json.Decoder(CodeEvent)


def decode(line: bytes) -> CodeEvent:
    """The event on `line`, its texts printable but for what was printed, which the report makes readable as a whole.

    Raises ProtocolError when there is none.
    """
    try:
        event: CodeEvent = _decoder.decode(line)
        if not isinstance(event, Printed):
            event = msgspec.convert(cleaned(msgspec.json.decode(line), printable_lines), CodeEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"A report of a program cannot be read: {error}") from error
    return event
