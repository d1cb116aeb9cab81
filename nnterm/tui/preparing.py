"""What is not needed for the first paint, but soon: it is made ready while the learner looks, not when it is used."""

from importlib import import_module
from pathlib import Path
from typing import Any

from textual.app import App

SOON = (
    "nnterm.tui.lesson.screen",
    "nnterm.tui.reading.rich_prose",
    "nnterm.tui.reading.code_editor",
    "nnterm.runs.exercise.run",
    "nnterm.tui.lab.inside.panels",
    "nnterm.tui.lab.code_view",
    "nnterm.tui.drawing.curves.plot",
    "plotext",
    "nnterm.runs.export.script",
    "nnterm.tui.lesson.tasks.memory_page",
    "nnterm.tui.lab.explore.activation",
    "nnterm.tui.lab.explore.descent",
    "nnterm.tui.lab.explore.filter",
    "nnterm.tui.lab.explore.network",
    "nnterm.tui.lab.explore.neuron",
    "nnterm.tui.dialogs.help",
    "nnterm.tui.dialogs.device",
    "nnterm.tui.dialogs.leave",
    "nnterm.tui.dialogs.leave_lesson",
    "nnterm.tui.dialogs.delete_runs",
    "nnterm.tui.dialogs.fork",
    "nnterm.tui.dialogs.seeds",
    "nnterm.tui.course.glossary",
)
"""What a key of the course or of a lesson opens."""


SHEETS = ("glossary", "finding", "asked_again", "lesson_end", "transcript")
"""Style sheets of what is opened from the course."""


def read_sheets(app: App[Any]) -> None:
    """Read the style sheets of what keys open.

    Each one that came with its screen would have all sheets parsed again, and everything styled again.
    """
    for sheet in SHEETS:
        app.stylesheet.read(Path(__file__).parent / "course" / f"{sheet}.tcss")
    app.stylesheet.parse()


def prepare_training() -> None:
    """Import what trains. For a thread of its own."""
    for module in ("training", "studies"):
        import_module(f"nnterm.tui.session.{module}")


def prepare() -> None:
    """Import what keys open, and compile the grammar by which the Code panel is coloured. For a thread of its own."""
    for module in SOON:
        import_module(module)
    from textual.highlight import highlight

    # Its regular expressions are compiled with the first text.
    highlight("pass", language="python")
