"""The way to a trainer elsewhere, such as `ssh gpubox nnterm trainer`: its name, and why it ended, in words."""

import re
import sys
from collections.abc import Sequence
from pathlib import PurePath

from nnterm import __version__
from nnterm.errors import ProtocolError, TrainerError
from nnterm.printable import printable

SSH_OPTIONS_WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw"
"""Letters of ssh's options that a value follows, as ssh(1) lists them."""

NAME_LIMIT = 24
"""Longest name in characters: it is shown in the badge."""

CONNECTION_FAILED = 255
"""What ssh exits with when it fails itself, and when the program at the far end was killed."""

NOT_FOUND = 127
"""What shells exit with where there is no such program; ssh passes it on."""

KILLED = 128 + 9
"""What shells and containers exit with when the program was killed."""

AGAIN = "The next run connects again; the epochs so far are kept."

BY_HAND = "Connect once by hand, with the same options, in a terminal"

FAILURES = (
    (
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "{host} shows another host key than the one this computer knows.",
        "Ask whoever runs it whether the key was changed. If so, remove the old one with `ssh-keygen -R {host}`.",
    ),
    (
        "Host key verification failed",
        "The host key of {host} is not known here, and ssh cannot ask you while nnterm has the terminal.",
        f"{BY_HAND}, and confirm the key there.",
    ),
    (
        "Could not resolve hostname",
        "ssh knows no computer of the name {host}.",
        "Look at its name in --trainer and in ~/.ssh/config, and whether the network is up.",
    ),
    (
        "Connection refused",
        "{host} refuses the connection: no SSH server listens there.",
        "Look at the port (-p), and whether sshd runs there.",
    ),
    (
        "timed out|No route to host|Network is unreachable|Host is down",
        "{host} does not answer.",
        "Look whether it is switched on, and whether a network or a VPN leads there.",
    ),
    (
        r"Permission denied \(|Permission denied, please|Too many authentication failures|Authentication failed",
        "{host} does not let you in with a key, and ssh cannot ask for a password while nnterm has the terminal.",
        "Set up a key with `ssh-copy-id {host}`; where the key has a passphrase, `ssh-add` gives it to ssh-agent. "
        "`ssh -o BatchMode=yes {host} true` must work without a question.",
    ),
)
"""What ssh says when it cannot connect, in words for the learner: pattern, message, remedy."""


DROPPED = "Connection (to|reset)|client_loop:|Timeout, server|Read from remote|Write failed|packet_write|Disconnected"
"""How the lines begin in which ssh says that a link dropped."""


def via(command: Sequence[str]) -> str:
    """A short name of `command`: `ssh gpubox`, or its program. Empty for a trainer that runs in this very Python.

    The rest of the command stays out: there may be a password in it.
    """
    if command[0] == sys.executable:
        return ""
    program = PurePath(command[0]).name
    host = ssh_host(command)
    name = f"{program} {host}" if host else program
    return _short(name)


def connecting(command: Sequence[str]) -> str:
    """What happens until a trainer elsewhere speaks, in words; empty for one that runs in this very Python."""
    if host := ssh_host(command):
        return f"connecting to {_short(host)}"
    return f"connecting through {name}" if (name := via(command)) else ""


def _short(name: str) -> str:
    name = printable(name)
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"


def ssh_host(command: Sequence[str]) -> str:
    """The computer that an ssh command names; empty for other programs."""
    if PurePath(command[0]).name not in ("ssh", "autossh", "ssh.exe"):
        return ""
    words = iter(command[1:])
    for word in words:
        if word == "--":
            return next(words, "")
        if not word.startswith("-"):
            return word
        # A value may be in the same word (-p22) or after it (-p 22).
        with_value = next((place for place, letter in enumerate(word) if letter in SSH_OPTIONS_WITH_VALUE), None)
        if with_value == len(word) - 1:
            next(words, None)
    return ""


def not_startable(command: Sequence[str], error: OSError) -> TrainerError:
    """Why the program of `command` could not be started here."""
    if not via(command):
        return TrainerError(
            f"The training process could not be started: {error.strerror or error} ({command[0]}).",
            "See `nnterm doctor`.",
        )
    if isinstance(error, FileNotFoundError):
        client = "Install an SSH client (openssh-client), or correct" if ssh_host(command) else "Correct"
        return TrainerError(
            f"The trainer could not be started: there is no program {command[0]!r} on this computer.",
            f"{client} --trainer or NNTERM_TRAINER.",
        )
    return TrainerError(
        f"The trainer could not be started: {error.strerror or error} ({command[0]}).",
        "Correct --trainer or NNTERM_TRAINER.",
    )


def ended(command: Sequence[str], code: int, said: str, started: bool) -> TrainerError:
    """Why a trainer elsewhere is gone.

    `code` is what `command` exited with, negative for a signal here. `said` is the end of its stderr, in lines.
    `started` says whether a trainer had spoken.
    """
    name, host = via(command), ssh_host(command)
    lines = said.splitlines()
    last = f" Its last words: {lines[-1]}" if lines else ""
    if started:
        if host and code == CONNECTION_FAILED:
            # The trainer's own words are in the same log, and say nothing of the link.
            dropped = next((line for line in reversed(lines) if re.match(DROPPED, line)), "")
            if not dropped:
                return TrainerError(f"The trainer behind `{name}` was killed, or the link dropped.", AGAIN)
            return TrainerError(f"The link to the trainer behind `{name}` dropped: {dropped}", AGAIN)
        if code == KILLED:
            what = "was killed at the far end, often because memory ran out."
            return TrainerError(f"The trainer behind `{name}` {what}", f"{AGAIN} Or take a smaller model or batch.")
        return TrainerError(f"The trainer behind `{name}` ended: {code_in_words(code)}.{last}", AGAIN)
    if host and code == CONNECTION_FAILED:
        for pattern, message, remedy in FAILURES:
            if re.search(pattern, said):
                return TrainerError(message.format(host=host), remedy.format(host=host))
        return TrainerError(f"`{name}` could not connect.{last}", f"{BY_HAND}, to see why.")
    if code == NOT_FOUND or "No module named nnterm" in said:
        return TrainerError(
            f"`{name}` found no nnterm at the far end.{last}",
            f"Install nnterm {__version__} there, or write in --trainer where it is, such as .venv/bin/nnterm trainer.",
        )
    if re.search(r"no (lesson|command) .?trainer", said):
        return TrainerError(
            f"The nnterm behind `{name}` is too old to train for another one.",
            f"Install nnterm {__version__} there, as here.",
        )
    if "nnterm needs a terminal" in said:
        return TrainerError(
            f"`{name}` started nnterm's screen, not its trainer.", "End the command with `nnterm trainer`."
        )
    return TrainerError(
        f"`{name}` ended before a trainer spoke: {code_in_words(code)}.{last}",
        "The command must start `nnterm trainer` at the far end.",
    )


def code_in_words(code: int) -> str:
    """`exit code 3`, `signal 9`."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def silent(command: Sequence[str], seconds: int, started: bool) -> TrainerError:
    """Nothing came from a trainer elsewhere for `seconds`."""
    name = via(command)
    if started:
        return TrainerError(f"The link to the trainer behind `{name}` is silent for {seconds} seconds.", AGAIN)
    return TrainerError(
        f"No trainer spoke through `{name}` within {seconds} seconds.",
        "The command must start `nnterm trainer` at the far end, without a question on the way.",
    )


def other_version(command: Sequence[str], theirs: int, ours: int) -> ProtocolError:
    """The trainer is of another version."""
    where = f"behind `{name}` " if (name := via(command)) else ""
    return ProtocolError(
        f"The trainer {where}speaks protocol {theirs}, this nnterm speaks {ours}.",
        f"Install the same version of nnterm on both sides; this one is {__version__}.",
    )
