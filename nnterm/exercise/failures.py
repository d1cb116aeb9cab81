"""Why a program failed, for somebody who has not read many error messages yet."""

import builtins
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Any, NamedTuple

FILE = "your_code.py"
"""What the program is called in Python's own messages."""

LONGEST = 400
"""Characters of a message that are passed on: a program may raise anything."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""What Keras makes the important part of a message bold with."""

KERAS_ARGUMENTS = "\n\nArguments received by "
"""How the list begins that Keras ends its messages with."""

IMPORTS = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "keras": "import keras",
    "layers": "from keras import layers",
    "tf": "import tensorflow as tf",
    "tensorflow": "import tensorflow",
    "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd",
    "sklearn": "import sklearn",
    "math": "import math",
    "random": "import random",
    "sqrt": "from math import sqrt",
    "exp": "from math import exp",
    "tanh": "from math import tanh",
    "pi": "from math import pi",
}
"""Names that belong to an import, and the line that imports them."""


class Failure(NamedTuple):
    """One failure in words."""

    message: str
    """What happened and what to look for, without the line."""
    line: int
    """Line of the program, from 1; 0 where none can be named."""
    column: int
    """Column of it, from 1; 0 where none can be named."""
    python: str
    """What Python itself says; empty where `message` says the same."""


def explain(error: BaseException, names: Mapping[str, Any]) -> Failure:
    """`error` in words. `names` are the program's own."""
    python = _said(error)[:LONGEST]
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return Failure(_syntax(error), error.lineno or 0, error.offset or 0, python)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    return Failure((_words(error, names) or python)[:LONGEST], (lines or [0])[-1] or 0, 0, python)


def _said(error: BaseException) -> str:
    """What Python says, on one line. Keras says what is wrong first, and lists the arguments of its call after it."""
    said = "".join(traceback.format_exception_only(error)).strip()
    if isinstance(error, SyntaxError):
        # The lines before the last repeat the program's.
        return said.rpartition("\n")[2]
    return " ".join(COLOUR.sub("", said.partition(KERAS_ARGUMENTS)[0]).split())


def _syntax(error: SyntaxError) -> str:
    """A program that cannot even be read."""
    said = str(error.msg)
    if isinstance(error, IndentationError):
        return f"the spaces at the beginning of the line do not fit: {said}."
    if "was never closed" in said or "unterminated" in said:
        return f"something was opened and not closed: {said}."
    return f"Python cannot read this line: {said}."


def _words(error: BaseException, names: Mapping[str, Any]) -> str:
    """What happened, in plain words; empty where Python's own are as plain."""
    match error:
        case UnboundLocalError():
            return f"`{_named(error)}` is used in this function before it gets a value there."
        case NameError() if _named(error):
            return _unknown_name(_named(error), names)
        case ModuleNotFoundError() if error.name:
            top = error.name.partition(".")[0]
            known = (*IMPORTS, "matplotlib", "scipy", *sys.stdlib_module_names)
            meant = _meant(top, known) if top not in known else ""
            return f"there is no module `{error.name}` here.{meant}"
        case AttributeError() if error.name is not None:
            return _unknown_attribute(error)
        case ZeroDivisionError():
            return "a number is divided by zero."
        case KeyError() if error.args:
            return f"the dictionary has no key {error.args[0]!r}."
        case IndexError():
            return f"the index is beyond the end: {error}. Counting starts at 0."
        case RecursionError():
            return "a function calls itself again and again. What should end it?"
        case MemoryError():
            return "the memory it may use is full. Does something grow without end, or is an array too large?"
        case EOFError():
            return "the program asks for input, and nobody can type here. Write the value into the code."
        case AssertionError():
            return f"this `assert` does not hold{f': {error}' if error.args else ''}."
        case SystemExit():
            return f"the program ended itself: exit({error.code!r})."
        case TypeError() if "positional argument" in str(error) or "unexpected keyword" in str(error):
            return f"the arguments do not fit the function: {error}."
    return ""


def _named(error: NameError) -> str:
    return str(error.name or "")


def _unknown_name(name: str, names: Mapping[str, Any]) -> str:
    if name in IMPORTS:
        return f"the name `{name}` is not known. Did you forget `{IMPORTS[name]}`?"
    meant = _meant(name, [*(own for own in names if not own.startswith("_")), *dir(builtins)])
    return f"the name `{name}` is not known.{meant or ' Give it a value first, or fix its spelling.'}"


def _unknown_attribute(error: AttributeError) -> str:
    owner, name = error.obj, str(error.name)
    if owner is None:
        return f"this is None, and None has no `{name}`. Did a function forget its `return`?"
    what = f"the module `{owner.__name__}`" if isinstance(owner, ModuleType) else f"a `{type(owner).__name__}`"
    return f"{what} has no `{name}`.{_meant(name, dir(owner))}"


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.7)
    return f" Did you mean `{close[0]}`?" if close else ""
