"""The trainer's log: what it writes to standard error, and our own notes, in a file that never grows beyond bounds."""

import codecs
import os
import threading
from contextlib import suppress
from pathlib import Path

from nnterm import paths
from nnterm.printable import printable, printable_lines
from nnterm.runs.trainer.allowance import Allowance

LOG_LIMIT = 512 * 1024
"""Size in bytes from which the file is put aside as `trainer.log.1`, in place of the one before."""

CHUNK = 64 * 1024
"""Bytes that are read at once."""

BYTES_A_SECOND, BYTES_AT_ONCE = 256 * 1024, 1024 * 1024
"""How fast standard error is taken in. Libraries say some kilobytes; a program that never stops waits for the pipe."""

TAIL = 4096
"""Characters that are kept for the last words."""

LONGEST_WORDS = 200
"""Characters of a line of last words."""

NOTE = "nnterm:"
"""How our own lines begin."""


class TrainerLog:
    """The log of one process, which a thread of its own fills: it is written however busy the app is."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.trainer_log()
        self._lock = threading.Lock()
        self._tail = ""
        self._thread: threading.Thread | None = None
        self._hurries = threading.Event()

    def follow(self, reader: int) -> None:
        """Write down what comes from the file descriptor `reader` until its end, and close it."""
        self._thread = threading.Thread(target=self._drain, args=(reader,), name="trainer log", daemon=True)
        self._thread.start()

    def note(self, text: str) -> None:
        """Write down something of our own."""
        self._append(f"{NOTE} {printable(text)}\n")

    def finish(self) -> bool:
        """The process has ended: take in what is left without a rest. Whether all of it is here."""
        self._hurries.set()
        return self._thread is None or not self._thread.is_alive()

    def words(self) -> str:
        """The last lines that the process wrote to standard error, each cut to 200 characters; empty if none."""
        lines = (printable(line.strip(), LONGEST_WORDS) for line in self._tail.split("\n"))
        return "\n".join(line for line in lines if line)

    def last_words(self) -> str:
        """The last of these lines."""
        return self.words().rpartition("\n")[2]

    def _drain(self, reader: int) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        allowance = Allowance(BYTES_A_SECOND, BYTES_AT_ONCE)
        with os.fdopen(reader, "rb", buffering=0) as pipe:
            while chunk := pipe.read(CHUNK):
                text = printable_lines(decoder.decode(chunk), CHUNK)
                self._tail = (self._tail + text)[-TAIL:]
                self._append(text)
                self._hurries.wait(allowance.take(len(chunk)))

    def _append(self, text: str) -> None:
        """Add `text` to the file; where it cannot be written, it is lost."""
        content = text.encode("utf-8", "replace")
        with self._lock, suppress(OSError):
            paths.private_folder(self.path.parent)
            size = self.path.stat().st_size if self.path.exists() else 0
            if size + len(content) > LOG_LIMIT:
                self._put_aside(size)
            with open(self.path, "ab", opener=paths.private) as log:
                log.write(content)

    def _put_aside(self, size: int) -> None:
        """Begin a new file. One that grew far too large, as earlier versions let it, is not kept."""
        if size > 2 * LOG_LIMIT:
            self.path.unlink()
        else:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
