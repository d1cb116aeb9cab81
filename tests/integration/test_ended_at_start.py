"""A command or the app that is ended while it still starts: at once, in a line, whatever Python is at."""

import os
import signal
import sys
from pathlib import Path

import pytest
from aftermath import SIGNALS, WORDS, assert_terminal_as_before
from plane_lesson import write_lesson
from terminal_app import TerminalApp

ATTACK = """
import os, signal, sys, weakref
signal.signal(signal.SIGINT, signal.default_int_handler)
place, number, module = sys.argv.pop(1), int(sys.argv.pop(1)), sys.argv.pop(1)

def strike(*_):
    os.kill(os.getpid(), number)
    for _ in range(1000):
        pass

class Named:
    __set_name__ = strike

def attack():
    if place == "text":
        exec("strike()", {"strike": strike})
    elif place == "class":
        type("Class", (), {"attribute": Named()})
    elif place == "callback":
        gone = Named()
        watched = weakref.ref(gone, strike)
        del gone

class Finder:
    @staticmethod
    def find_spec(name, *_):
        if name == module:
            sys.meta_path.remove(Finder)
            attack()

sys.meta_path.insert(0, Finder)
from nnterm.__main__ import main
sys.exit(main())
"""

MODULES = {"app": "nnterm.tui.app", "train": "nnterm.commands.training.train"}


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("place", ["text", "class", "callback"])
@pytest.mark.parametrize("command", ["app", "train"])
def test_in_the_midst_of_an_import(tmp_path: Path, command: str, place: str, number: signal.Signals) -> None:
    """Python takes an exception that comes there for another one, prints it and goes on, or ends in its own way."""
    lessons = write_lesson(tmp_path / "lessons")
    (tmp_path / "attack.py").write_text(ATTACK, encoding="utf-8")
    arguments = ["--lessons", str(lessons)]
    if command == "train":
        arguments = ["train", "planes", *arguments]
    attack = (sys.executable, "-m", "attack", place, str(int(number)), MODULES[command])
    environment = {"NNTERM_HOME": str(tmp_path / "home"), "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    with TerminalApp((*attack, *arguments), environment) as app:
        assert app.ends() == 128 + number
        assert app.text.strip() == f"nnterm: ended by {WORDS[number]}."
        assert_terminal_as_before(app)
