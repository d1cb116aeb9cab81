"""What a learner's program may report of itself: each line of it is checked before it is passed on.

The pipe for it belongs to the process that runs the program, so the program can write into it whatever it likes.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from nnterm.exercise.fit_answers import FitAnswers

LINE = 65_536
"""Longest line that is read, in bytes; what is longer is left out."""

TEXT = 4000
"""Characters of a text that are passed on."""

NUMBER = 1_000_000
"""Largest line or column that is passed on."""


class Answers:
    """Reads the report of one program: what it says must have its shape, its place and its order."""

    def __init__(self, checks: Iterable[int], seconds: float = 0.0) -> None:
        """`checks` are the indices of those that the process evaluates, in order; `seconds` is its time."""
        self._open = deque(checks)
        self._fits = FitAnswers(seconds)
        self._has_run = False
        self._has_failed = False
        self._is_checking = False
        self._half_line = b""
        self.is_done = False
        """Whether the process is through with the program and its checks."""

    def read(self, content: bytes) -> Iterator[dict[str, Any]]:
        """Every message in `content`, as it may be passed on."""
        *lines, half_line = (self._half_line + content).split(b"\n")
        # The beginning of a line that is too long is kept, so that its end is not taken for a line.
        self._half_line = half_line[: LINE + 1]
        for line in lines:
            if len(line) <= LINE and (message := self._message(line)):
                yield message

    def _message(self, line: bytes) -> dict[str, Any] | None:
        """The message on `line`; None where there is none, or where it may not be said now."""
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict) or self.is_done:
            return None
        match said.get("type"):
            case "Ran" if not self._has_run and not self._has_failed:
                self._has_run = True
                return {"type": "Ran"}
            case "FitBegan" | "FitEpochs" | "FitEnded" if not self._has_run and not self._has_failed:
                return self._fits.read(said)
            case "Failed" if not self._has_failed:
                return self._failed(said)
            case "Checking" | "Checked" as kind if self._has_run and not self._has_failed:
                return self._checked(kind, said)
            case "Done" if self._has_failed or (self._has_run and not self._open):
                self.is_done = True
        return None

    def _failed(self, said: dict[str, Any]) -> dict[str, Any] | None:
        texts = {name: _text(said.get(name)) for name in ("message", "python")}
        numbers = {name: _number(said.get(name)) for name in ("line", "column")}
        if None in texts.values() or None in numbers.values():
            return None
        self._has_failed = True
        return {"type": "Failed", **texts, **numbers}

    def _checked(self, kind: str, said: dict[str, Any]) -> dict[str, Any] | None:
        """A check begins, or has ended: the next one, and each once."""
        index, wrong = _number(said.get("index")), _text(said.get("wrong"))
        if not self._open or index != self._open[0] or self._is_checking is not (kind == "Checked"):
            return None
        if kind == "Checking":
            self._is_checking = True
            return {"type": kind, "index": index}
        if wrong is None:
            return None
        self._is_checking = False
        self._open.popleft()
        return {"type": kind, "index": index, "wrong": wrong}


def _text(value: Any) -> str | None:
    """`value` as it may be passed on, if it is text: not too long, and without halves of characters."""
    return value[:TEXT].encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= NUMBER else None
