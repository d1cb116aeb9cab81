"""The curves of a finished run as lines for a terminal, drawn as the app draws them."""

import os

from nnterm.experiment.run import Run
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.rows import Ink, Role, Row, plain

COLOURS = {Role.TRAIN: "36", Role.VALIDATION: "33", Role.STRONG: "1", Role.QUIET: "2", Role.FRAME: "2"}
"""SGR codes of the sixteen colours, which every terminal has."""


def printed_curves(run: Run, width: int, height: int) -> list[str]:
    """The charts in lines of at most `width` cells, coloured unless NO_COLOR is set."""
    rows = Charts(run).rows(width, height)
    return [coloured(row) for row in rows]


def coloured(row: Row) -> str:
    """`row` in colours that every terminal has, unless NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return plain(row)
    return "".join(_coloured(text, role) for text, role in row)


def _coloured(text: str, role: Ink) -> str:
    code = COLOURS.get(role) if isinstance(role, Role) else None
    return f"\x1b[{code}m{text}\x1b[0m" if code else text
