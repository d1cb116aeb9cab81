"""What a learner's program prints, on its way to the app: bounded, and in few pieces."""

import codecs
import time
from collections.abc import Callable
from typing import Any

PAUSE = 0.05
"""Seconds between two pieces: a program that prints each letter by itself must not keep the app busy."""


class Output:
    """Passes on what is printed, as far as there is room."""

    def __init__(self, room: int, say: Callable[..., Any]) -> None:
        """`room` is how many bytes are passed on; `say` sends a message."""
        self._room = room
        self._say = say
        self._is_cut = False
        self._decoders = {name: codecs.getincrementaldecoder("utf-8")("replace") for name in ("code", "checks")}
        self._text = ""
        self._source = ""
        self._flushed = time.monotonic()

    def take(self, source: str, content: bytes) -> None:
        """Take what `source` has printed, the code or its checks; nothing at all is its end."""
        if source != self._source:
            self.flush()
        self._source = source
        shown = content[: self._room]
        self._room -= len(shown)
        self._text += self._decoders[source].decode(shown, final=not content)
        if len(shown) < len(content) and not self._is_cut:
            self.flush()
            self._is_cut = True
            self._say("Cut")

    def flush_in_time(self) -> None:
        """Pass on what has waited long enough."""
        if time.monotonic() - self._flushed >= PAUSE:
            self.flush()

    def flush(self) -> None:
        """Pass on what there is."""
        self._flushed = time.monotonic()
        if self._text:
            self._say("Printed", text=self._text, source=self._source)
            self._text = ""
