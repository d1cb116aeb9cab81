"""Over a slow line every byte is waited for: a screen is sent once, and then only what changes."""

from pathlib import Path

from terminal_app import NNTERM, TerminalApp

FRAME = 20_000
"""Bytes that a whole screen of 120x40 may take."""


def test_a_lesson_and_a_page_are_one_frame(tmp_path: Path) -> None:
    with TerminalApp((*NNTERM, "overfitting"), {"NNTERM_HOME": str(tmp_path), "COLORTERM": ""}) as app:
        app.shows("step 1/")
        app.shows("TensorFlow ready", 120)
        opened = len(app.written)
        assert opened < 2 * FRAME, "the course, and the lesson over it"
        app.press("n")
        app.shows("step 2/")
        app.shows("The curves part")
        assert len(app.written) - opened < FRAME
        app.press("q")
        app.ends()
