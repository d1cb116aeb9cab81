"""The wire protocol between app and trainer: one JSON object a line, commands down, events up."""

from functools import cache

import msgspec

from nnterm.errors import HyperparameterError, ProtocolError
from nnterm.experiment.protocol.bounds import MOST_TEXT
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.events import Event
from nnterm.printable import cleaned, printable

PROTOCOL = 8
"""Version of the protocol; both sides must speak the same.

It changes when a field changes its meaning, or when a command may have one that an older trainer would refuse."""

_encoder = msgspec.json.Encoder()

UNREADABLE = (msgspec.MsgspecError, HyperparameterError, UnicodeDecodeError, RecursionError)
"""What a line that is no message raises: one that is not UTF-8, and nesting without end, among them."""


def encode(message: Command | Event) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_command(line: bytes) -> Command:
    """The command on `line`. Raises ProtocolError."""
    try:
        return _command_decoder().decode(line)
    except UNREADABLE as error:
        raise _no_message(line, error) from None


def decode_event(line: bytes) -> Event:
    """The event on `line`, within `bounds`, every text of it printable. Raises ProtocolError."""
    try:
        if _is_plain(line):
            return _event_decoder().decode(line)
        event: Event = msgspec.convert(cleaned(msgspec.json.decode(line), _clean), Event)
    except UNREADABLE as error:
        raise _no_message(line, error) from None
    return event


@cache
def _command_decoder() -> msgspec.json.Decoder[Command]:
    return msgspec.json.Decoder(Command)


@cache
def _event_decoder() -> msgspec.json.Decoder[Event]:
    # For the first line, which comes when the first screen is painted: to make it takes milliseconds.
    return msgspec.json.Decoder(Event)


def _is_plain(line: bytes) -> bool:
    """Whether every text on `line` is printable as it is, which is so on nearly every line.

    JSON has no control characters but as escapes. Where there is none, and no byte beyond ASCII, only the length of
    the texts is left, and every other piece between quotation marks is one. This costs far less than looking at them.
    """
    if b"\\" in line or b"\x7f" in line or not line.isascii():
        return False
    return len(line) <= MOST_TEXT or all(len(text) <= MOST_TEXT for text in line.split(b'"')[1::2])


def _clean(text: str) -> str:
    return printable(text, MOST_TEXT)


def _no_message(line: bytes, error: Exception) -> ProtocolError:
    return ProtocolError(
        f"A line of {len(line)} bytes is not a message of protocol {PROTOCOL}: {error}",
        "App and trainer must be of the same version of nnterm.",
    )
