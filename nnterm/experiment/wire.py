"""The wire protocol between app and trainer: one JSON object a line, commands down, events up."""

from typing import TypeVar

import msgspec

from nnterm.errors import ProtocolError
from nnterm.experiment.commands import Command
from nnterm.experiment.events import Event

PROTOCOL = 3
"""Version of the protocol; both sides must speak the same. It changes when a field changes its meaning."""

_encoder = msgspec.json.Encoder()
_command_decoder: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)
_event_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_M = TypeVar("_M")


def encode(message: Command | Event) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_command(line: bytes) -> Command:
    """The command on `line`. Raises ProtocolError."""
    return _decode(_command_decoder, line)


def decode_event(line: bytes) -> Event:
    """The event on `line`. Raises ProtocolError."""
    return _decode(_event_decoder, line)


def _decode(decoder: msgspec.json.Decoder[_M], line: bytes) -> _M:
    try:
        return decoder.decode(line)
    # A line that is not UTF-8 is a UnicodeDecodeError, nesting without end a RecursionError.
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(
            f"A line of {len(line)} bytes is not a message of protocol {PROTOCOL}: {error}",
            "App and trainer must be of the same version of nnterm.",
        ) from None
