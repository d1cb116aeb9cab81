"""A library is found by its module, whatever its build is called."""

from pathlib import Path

import pytest

from nnterm.installed import installed, installed_version


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed distributions that comes first on the path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def install(site: Path, name: str, version: str, module: str) -> None:
    (site / module).mkdir(exist_ok=True)
    (site / module / "__init__.py").touch()
    folder = site / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "RECORD").write_text(f"{module}/__init__.py,,\n{folder.name}/METADATA,,\n")


def test_a_library_under_its_own_name(site: Path) -> None:
    install(site, "bigflow", "2.1", "bigflow")
    assert installed("bigflow") == ("bigflow", "2.1")


def test_a_build_of_another_name(site: Path) -> None:
    install(site, "bigflow-cpu", "2.2", "bigflow")
    assert installed("bigflow") == ("bigflow-cpu", "2.2")
    assert installed_version("bigflow") == "2.2"


def test_what_is_not_installed(site: Path) -> None:
    install(site, "bigflow-extras", "2.2", "extras_of_bigflow")
    assert installed("bigflow") is None
    assert installed_version("bigflow") == "missing"
