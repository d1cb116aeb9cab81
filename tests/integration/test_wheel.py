"""The wheel, built and installed as a learner would have it: nothing of the source tree is in reach."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).parents[2]
LESSONS = SOURCE / "lessons"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    # The build's own tools come from this environment, so that nothing is fetched.
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(SOURCE)], check=True)
    (built,) = folder.glob("nnterm-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a fresh environment with the wheel in it, which borrows other packages from this one."""
    return fresh(wheel, tmp_path_factory.mktemp("installed"), Path(sysconfig.get_path("purelib")))


def fresh(wheel: Path, folder: Path, packages: Path) -> Path:
    """Python of an environment made in `folder`, with the wheel in it, which borrows `packages`."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    # Paths in a .pth file come last: the wheel's own nnterm is found before any other. An editable install's hook is
    # itself a .pth file, and those of a borrowed folder are not read.
    own = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    Path(own.stdout.strip(), "borrowed.pth").write_text(f"{packages}\n")
    return python


def installed(python: Path, folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """`nnterm` of the wheel, run in another folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["NNTERM_HOME"] = str(folder / "home")
    command = [str(python.with_name("nnterm")), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=check)


def test_the_wheel_holds_lessons_data_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    lessons = {path.relative_to(LESSONS).as_posix() for path in LESSONS.glob("*.md")}
    assert lessons
    data = {path.relative_to(LESSONS).as_posix() for path in (LESSONS / "data").iterdir()}
    assert {"data/mnist10k.npz", "data/reviews10k.tsv.gz", "data/PROVENANCE.md"} <= data
    assert {f"nnterm/course/{name}" for name in lessons | data | {"glossary.yaml", "AUTHORS.md"}} <= names
    assert {"nnterm/course/data/LICENSE", "nnterm/course/data/NOTICE", "nnterm/py.typed"} <= names
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert {"LICENSE", "NOTICE", "PROVENANCE.md"} <= licences
    assert {path.relative_to(SOURCE).as_posix() for path in (SOURCE / "nnterm").rglob("*.tcss")} <= names
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"nnterm"}


def test_the_installed_command_finds_its_course(python: Path, tmp_path: Path) -> None:
    found = subprocess.run(
        [str(python), "-I", "-c", "import nnterm; print(nnterm.__file__)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    assert Path(found).is_relative_to(python.parent.parent), "the wheel's nnterm, not the source tree's"
    listed = installed(python, tmp_path, "list").stdout
    assert "perceptron/" in listed and "cannot be read" not in listed
    assert "no errors" in installed(python, tmp_path, "check").stdout


def test_the_installed_command_trains(python: Path, tmp_path: Path) -> None:
    ran = installed(python, tmp_path, "train", "perceptron", "--set", "epochs=3", "--json")
    finished: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    assert finished["outcome"] == "completed"
    assert len(finished["history"]["loss"]) == 3


def test_a_cpu_build_of_tensorflow_trains_too(wheel: Path, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not (entry.name.startswith("tensorflow") and entry.suffix == ".dist-info"):
            (packages / entry.name).symlink_to(entry)
    release = version("tensorflow")
    described = packages / f"tensorflow_cpu-{release}.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: {release}\n")
    (described / "RECORD").write_text("tensorflow/__init__.py,,\n")
    python = fresh(wheel, tmp_path / "installed", packages)
    ran = installed(python, tmp_path, "train", "perceptron", "--set", "epochs=3", "--json")
    assert json.loads(ran.stdout.splitlines()[-1])["outcome"] == "completed"
    assert f"tensorflow-cpu {release}" in installed(python, tmp_path, "doctor").stdout


def test_an_exported_script_brings_its_data(python: Path, tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01-digits.md").write_text(
        "---\nformat: 1\nid: digits\ntitle: Digits\nsummary: Digits.\nminutes: 5\nrequires: []\nobjectives: [Read]\n"
        "---\n\n## One\n\nPress `t`.\n\n```{experiment}\nid: digits\ndataset: {name: mnist10k, flatten: true}\n"
        "model: [{Dense: {units: 10, activation: softmax}}]\n"
        "compile: {loss: sparse_categorical_crossentropy}\nfit: {epochs: 1}\n```\n",
        encoding="utf-8",
    )
    installed(python, tmp_path, "export", "digits", "-o", "script.py", "--lessons", "lessons")
    assert (tmp_path / "mnist10k.npz").read_bytes() == (LESSONS / "data" / "mnist10k.npz").read_bytes()
