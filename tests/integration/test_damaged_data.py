"""A copy of nnterm whose data files are not what shipped: said with file and remedy, and nothing crashes."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from plane_app import trainer
from processes import alive
from terminal_app import NNTERM, TerminalApp

import nnterm
from nnterm import paths


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def tamper(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its course, as a wheel installs them."""
    package = tmp_path / "copy" / "nnterm"
    shutil.copytree(Path(nnterm.__file__).parent, package)
    shutil.copytree(paths.course(), package / "course", dirs_exist_ok=True)
    return package


def environment(copy: Path, tmp_path: Path) -> dict[str, str]:
    # Python would otherwise prefer the folder that the tests run in.
    return {"PYTHONPATH": str(copy.parent), "PYTHONSAFEPATH": "1", "NNTERM_HOME": str(tmp_path / "home")}


@pytest.mark.parametrize(
    ("lesson", "file", "damage"),
    [("cnn", "mnist10k.npz", cut), pytest.param("rnn/reviews", "reviews10k.tsv.gz", tamper, marks=pytest.mark.slow)],
)
def test_without_a_screen(lesson: str, file: str, damage: Callable[[Path], None], copy: Path, tmp_path: Path) -> None:
    damage(copy / "course" / "data" / file)
    done = subprocess.run(
        (*NNTERM, "train", lesson, "--set", "epochs=1"),
        env={**os.environ, **environment(copy, tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    said = done.stderr.splitlines()[-2:]
    assert f"{file} is damaged" in said[0]
    assert "pip install" in said[1]
    assert str(copy / "course" / "data") in said[1]
    assert "Traceback" not in done.stderr


def test_in_the_app(copy: Path, tmp_path: Path) -> None:
    tamper(copy / "course" / "data" / "mnist10k.npz")
    with TerminalApp((*NNTERM, "cnn"), environment(copy, tmp_path)) as app:
        app.shows("TensorFlow ready")
        child = trainer(app)
        app.press("t")
        app.shows("pip install")
        assert "damaged" in app.text
        assert alive(child)
        app.press("q")
        assert app.ends() == 0
        assert b"Traceback" not in app.written
