"""The wire protocol between app and trainer: one JSON object a line, commands down, events up."""

import re

import msgspec

from nnterm.errors import HyperparameterError, ProtocolError
from nnterm.experiment.bounds import MOST_TEXT
from nnterm.experiment.commands import Command
from nnterm.experiment.events import Event
from nnterm.printable import cleaned, printable

PROTOCOL = 3
"""Version of the protocol; both sides must speak the same. It changes when a field changes its meaning."""

_encoder = msgspec.json.Encoder()
_command_decoder: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)
_event_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)

UNREADABLE = (msgspec.MsgspecError, HyperparameterError, UnicodeDecodeError, RecursionError)
"""What a line that is no message raises: one that is not UTF-8, and nesting without end, among them."""

_SUSPECT = re.compile(rb'[\\\x7f-\xff]|"[^"]{%d}' % (MOST_TEXT + 1))
"""What a line has that holds a text to be cleaned: an escape, a byte beyond ASCII, a very long text.

JSON has no control characters but as escapes, so in a line without any of these every text is printable. That is
nearly every line, and looking for them costs far less than looking at each text of an event.
"""


def encode(message: Command | Event) -> bytes:
    """One line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_command(line: bytes) -> Command:
    """The command on `line`. Raises ProtocolError."""
    try:
        return _command_decoder.decode(line)
    except UNREADABLE as error:
        raise _no_message(line, error) from None


def decode_event(line: bytes) -> Event:
    """The event on `line`, within `bounds`, every text of it printable. Raises ProtocolError."""
    try:
        if not _SUSPECT.search(line):
            return _event_decoder.decode(line)
        event: Event = msgspec.convert(cleaned(msgspec.json.decode(line), _clean), Event)
    except UNREADABLE as error:
        raise _no_message(line, error) from None
    return event


def _clean(text: str) -> str:
    return printable(text, MOST_TEXT)


def _no_message(line: bytes, error: Exception) -> ProtocolError:
    return ProtocolError(
        f"A line of {len(line)} bytes is not a message of protocol {PROTOCOL}: {error}",
        "App and trainer must be of the same version of nnterm.",
    )
