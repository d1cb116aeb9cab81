"""What several files of the room open."""

from pathlib import Path

import pytest

from tui.builders import NewApp, lesson_app

from .code_lesson import CODE


@pytest.fixture
def code_app(tmp_path: Path) -> NewApp:
    """Makes an app on a lesson with code to write."""
    return lambda: lesson_app(tmp_path, CODE)
