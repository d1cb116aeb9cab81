import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import nnterm

HEAVY = ("keras", "tensorflow", "sklearn", "numpy")


def loaded(module: str) -> set[str]:
    code = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize(
    "module", ["nnterm.tui.app", "nnterm.tui.lesson.screen", "nnterm.commands.training.train", "nnterm.cli"]
)
def test_the_app_loads_no_learning_library(module: str) -> None:
    assert not loaded(module) & set(HEAVY)


def test_the_app_starts_without_what_only_lessons_need() -> None:
    assert not loaded("nnterm.tui.app") & {"plotext", "markdown_it"}
    # Axes without curves are drawn without it.
    assert "plotext" not in loaded("nnterm.tui.drawing.curves.plot")


def loaded_modules(module: str) -> set[str]:
    """Every module that is there once `module` is imported, by its full name."""
    code = f"import sys, {module}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def test_a_lesson_opens_without_what_few_of_its_steps_need() -> None:
    late = {
        "textual.widgets._text_area",
        "textual.highlight",
        "zipfile",
        "nnterm.runs.exercise.run",
        "nnterm.runs.export.script",
        "nnterm.tui.dialogs.seeds",
        "nnterm.tui.reading.rich_prose",
        "nnterm.tui.lab.code_view",
        "nnterm.tui.lab.inside.panels",
    }
    found = loaded_modules("nnterm.tui.lesson.screen")
    assert not found & late
    played_with = {name for name in found if name.startswith("nnterm.tui.lab.explore.")}
    assert played_with == {"nnterm.tui.lab.explore.view"}


def test_what_a_key_opens_is_imported_before_the_key() -> None:
    code = "import sys, nnterm.tui.preparing as soon; soon.prepare(); before = set(sys.modules)"
    # Whatever a panel, a dialog or a step imports late has to be there by then.
    late = late_imports("tui/lab") | late_imports("tui/lesson/questions.py") | late_imports("tui/reading")
    code = f"{code}; print(*(name for name in {sorted(late)!r} if name not in before))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == []


def late_imports(place: str) -> set[str]:
    """Modules of nnterm that are imported inside of functions of the file or folder `place`."""
    path = Path(nnterm.__file__).parent / place
    functions = (
        node
        for file in (path.rglob("*.py") if path.is_dir() else [path])
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {
        node.module
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("nnterm")
    }


def test_the_command_line_starts_without_the_screen() -> None:
    assert "textual" not in loaded("nnterm.commands.training.train")


def imported_by(path: Path, known: set[str]) -> set[str]:
    """Modules of nnterm that the module at `path` imports anywhere: also late, and for its types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
    return found & known


def test_no_modules_import_each_other_in_a_circle() -> None:
    root = Path(nnterm.__file__).parent
    paths = {".".join(path.relative_to(root.parent).with_suffix("").parts): path for path in root.rglob("*.py")}
    modules = {name: path for name, path in paths.items() if path.name != "__init__.py"}
    assert len(modules) > 200
    try:
        TopologicalSorter({name: imported_by(path, set(modules)) for name, path in modules.items()}).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")


def test_no_command_waits_for_what_another_needs() -> None:
    code = "import sys, nnterm.cli; print(*(name for name in sys.modules if name.startswith('nnterm.commands.')))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert {name.rpartition(".")[2] for name in ran.stdout.split()} == {
        "table",
        "training_table",
        "arguments",
        "dispatch",
    }
    assert not loaded("nnterm.cli") & {"asyncio", "yaml", "sqlite3", "textual"}
