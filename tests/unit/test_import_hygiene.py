import subprocess
import sys

import pytest

HEAVY = ("keras", "tensorflow", "sklearn", "numpy")


def loaded(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize(
    "module", ["nnterm.tui.app", "nnterm.tui.lesson.screen", "nnterm.commands.train", "nnterm.cli"]
)
def test_the_app_loads_no_learning_library(module: str) -> None:
    assert not loaded(module) & set(HEAVY)


def test_the_app_starts_without_what_only_lessons_need() -> None:
    assert not loaded("nnterm.tui.app") & {"plotext", "markdown_it"}


def test_the_command_line_starts_without_the_screen() -> None:
    assert "textual" not in loaded("nnterm.commands.train")


def test_no_command_waits_for_what_another_needs() -> None:
    code = "import sys, nnterm.cli; print(*(name for name in sys.modules if name.startswith('nnterm.commands.')))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {name.rpartition(".")[2] for name in ran.stdout.split()} == {"table", "arguments", "dispatch"}
    assert not loaded("nnterm.cli") & {"asyncio", "yaml", "sqlite3", "textual"}
