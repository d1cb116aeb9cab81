"""The monkey on a real pseudo-terminal: what the app leaves there, and how it ends."""

import os
import signal
import struct
import termios
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path

from monkey_events import LETTERS, Event, Recorded
from terminal_app import NNTERM, TerminalApp

LATELY = 60
"""Events that the app may not have acted on yet."""

PATIENCE = 60.0
"""Seconds within which the app must end."""

SEQUENCES = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
    "shift+tab": "\x1b[Z",
    "f7": "\x1b[18~",
}


def play_on_terminal(recorded: Recorded, home: Path) -> int:
    """Do to `nnterm LESSON` what was recorded, then quit; how many keys it took. Raises AssertionError."""
    left, keys = list(recorded.events), 0
    while left:
        taken = _play_once(recorded, left, home)
        keys += sum(event.do == "key" for event in left[:taken])
        del left[:taken]
    return keys


def _play_once(recorded: Recorded, todo: list[Event], home: Path) -> int:
    columns, rows = recorded.size
    taken = 0
    recent: list[str] = []
    environment = {"NNTERM_HOME": str(home), "HOME": str(home)}
    with TerminalApp((*NNTERM, recorded.lesson), environment, columns, rows) as app:
        app.shows("step ")
        for event in todo:
            if app.process.poll() is not None:
                break
            _send(app, event)
            taken += 1
            recent = [*recent, event.key or event.do][-LATELY:]
            deadline = time.monotonic() + event.rest
            while app.read(max(0.0, deadline - time.monotonic())) and time.monotonic() < deadline:
                pass
        _quit(app)
        while app.read(0.1):
            pass
        code, last = app.process.returncode, app.written[-8000:].decode(errors="replace")
        assert code == 0, f"exit {code} after {recent}:\n{last}"
        assert "Traceback" not in last, last
        assert taken == len(todo) or {"q", "ctrl+q", "ctrl+p", "click"}.intersection(recent), f"ended by {recent}"
    return taken


def _quit(app: TerminalApp) -> None:
    """Press ctrl+q until the app has ended: while a run goes on it asks, and a tiny window hides the question."""
    deadline, next_press = time.monotonic() + PATIENCE, 0.0
    while app.process.poll() is None:
        assert time.monotonic() < deadline, "the app does not end"
        if time.monotonic() >= next_press:
            next_press = time.monotonic() + 2
            with suppress(OSError):
                app.press("\x11")
        app.read()


def _send(app: TerminalApp, event: Event) -> None:
    x, y = event.at[0] + 1, event.at[1] + 1
    try:
        match event.do:
            case "key" if event.key.startswith("ctrl+"):
                # The shell's key would stop the process.
                app.press("" if event.key == "ctrl+z" else chr(ord(event.key[-1]) - 96))
            case "key":
                app.press(SEQUENCES.get(event.key, LETTERS.get(event.key, event.key)))
            case "resize":
                columns, rows = event.at
                ioctl(app._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                app.process.send_signal(signal.SIGWINCH)
            case "paste":
                app.press(f"\x1b[200~{event.text.replace(chr(27), '')}\x1b[201~")
            case "scroll":
                app.press(f"\x1b[<{64 if event.key == 'up' else 65};{x};{y}M")
            case "click":
                app.press(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
    except OSError:
        # It ended a moment ago, which is looked into by the caller.
        assert app.process.wait(PATIENCE) is not None
    if event.rest and os.name == "posix":
        app.read(0)
