"""Over a slow line every byte is waited for: a screen is sent once, and then only what changes."""

from pathlib import Path

from terminal_app import NNTERM, TerminalApp

FRAME = 20_000
"""Bytes that a whole screen of 120x40 may take."""

DIALOG = 5_000
"""Bytes that a dialog of a few lines may take to come and go."""


def test_a_lesson_and_a_page_are_one_frame(tmp_path: Path) -> None:
    with TerminalApp((*NNTERM, "overfitting"), {"NNTERM_HOME": str(tmp_path), "COLORTERM": ""}) as app:
        app.shows("step 1/")
        app.shows("TensorFlow ready", 120)
        opened = len(app.written)
        assert opened < FRAME
        assert b"lessons done" not in app.written, "the course below it is drawn when it is seen"
        app.press("n")
        app.shows("step 2/")
        app.shows("Travel back in time")
        assert len(app.written) - opened < FRAME
        app.press("q")
        app.ends()


def test_of_a_dialog_only_its_own_cells_are_sent(tmp_path: Path) -> None:
    with TerminalApp((*NNTERM, "overfitting"), {"NNTERM_HOME": str(tmp_path), "COLORTERM": ""}) as app:
        app.shows("TensorFlow ready", 120)
        app.shows("step 1/")
        before = len(app.written)
        app.press("d")
        app.shows("esc closes")
        app.press("\x1b")
        app.until(lambda: "esc closes" not in app.text)
        assert len(app.written) - before < DIALOG
        app.press("q")
        app.ends()
