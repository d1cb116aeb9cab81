"""A temporary folder goes with everything in it, and with nothing else."""

import os
from pathlib import Path

import pytest

from nnterm.system import folders
from nnterm.system.folders import Folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folders.make("nnterm-")


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "precious"
    path.mkdir()
    (path / "work").write_text("years of it")
    return path


def test_only_its_user_can_enter_it(folder: Folder) -> None:
    assert Path(folder.path).stat().st_mode & 0o777 == 0o700


def test_it_goes_with_everything_in_it(folder: Folder, precious: Path) -> None:
    path = Path(folder.path)
    (path / "a" / "b").mkdir(parents=True)
    (path / "a" / "b" / "file").touch()
    (path / "a" / "loop").symlink_to(path)
    (path / "a" / "out").symlink_to(precious)
    (path / "out").symlink_to(precious / "work")
    os.mkfifo(path / "pipe")
    os.close(os.open(os.fsencode(path) + b"/\xff\n", os.O_CREAT))
    for closed in (path / "a" / "b", path / "a", path):
        closed.chmod(0)
    folders.remove(folder)
    assert not path.exists()
    assert (precious / "work").read_text() == "years of it"


def test_however_deep_it_is(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.path)
    for _ in range(1100):
        Path("deeper").mkdir()
        os.chdir("deeper")
    os.chdir("/")
    folders.remove(folder)
    assert not os.path.lexists(folder.path)


@pytest.mark.parametrize("is_link", [True, False])
def test_what_took_its_place_is_left_alone(folder: Folder, precious: Path, is_link: bool) -> None:
    path = Path(folder.path)
    path.rmdir()
    if is_link:
        path.symlink_to(precious)
    else:
        precious.rename(path)
    folders.remove(folder)
    assert (path / "work").read_text() == "years of it"


def test_one_that_is_gone_is_no_error(folder: Folder) -> None:
    folders.remove(folder)
    folders.remove(folder)
