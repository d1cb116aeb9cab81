"""What comes from the process around a learner's program, as `nnterm/exercise/supervisor.py` writes it.

That process checks what the program says of itself. But the program may reach past it, as the same user, so nothing
here may do harm: each field has its bounds, and none names a process or a path.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nnterm.errors import ProtocolError
from nnterm.printable import cleaned, printable_lines

Index = Annotated[int, Meta(ge=0, le=100_000)]
"""Of a check."""

Place = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A line or a column, from 1; 0 where none can be named."""

Words = Annotated[str, Meta(max_length=4000)]


class Started(msgspec.Struct, frozen=True, tag=True):
    """The program runs."""


class Printed(msgspec.Struct, frozen=True, tag=True):
    """It has printed something."""

    text: Annotated[str, Meta(min_length=1, max_length=65_536)]
    source: Literal["code", "checks"]
    """Whether the program itself printed it, or what a check called."""


class Cut(msgspec.Struct, frozen=True, tag=True):
    """It prints more than is passed on."""


class Ran(msgspec.Struct, frozen=True, tag=True):
    """It came to its end; the checks follow."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It came to a bad end."""

    message: Words
    """What happened, in plain words."""
    line: Place
    column: Place
    python: Words
    """What Python itself says; empty where `message` says the same."""


class Checking(msgspec.Struct, frozen=True, tag=True):
    """A check is being evaluated."""

    index: Index


class Checked(msgspec.Struct, frozen=True, tag=True):
    """A check was evaluated."""

    index: Index
    wrong: Words
    """What is wrong, in plain words; empty where nothing is."""


class Ended(msgspec.Struct, frozen=True, tag=True):
    """Nothing of the program is left."""

    reason: Literal["done", "ended", "stopped", "time", "memory", "output", "processes", "lost"]
    """`done` where all was evaluated; `ended` where the process left before; `lost` where its supervisor is gone."""
    code: Annotated[int, Meta(ge=-128, le=255)] | None = None
    """What the process exited with where it left by itself, negative for a signal."""
    seconds: Annotated[float, Meta(ge=0, le=1_000_000)] = 0.0
    unwatched: Annotated[tuple[Literal["memory", "processes"], ...], Meta(max_length=2)] = ()
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
