"""Which file systems count as local, as Linux lists them."""

from pathlib import Path

import pytest

from nnterm.runs.store.file import file_system

MOUNTS = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
28 27 0:40 / /home rw,relatime shared:20 - nfs4 server:/export/home rw,vers=4.2
29 28 0:41 / /home/ada/my\040disk rw - btrfs /dev/sdb1 rw
30 28 0:42 / /home/ada/far rw - fuse.sshfs ada@far:/ rw
31 27 0:43 / /auto rw - autofs /etc/auto.home rw
32 31 0:44 / /auto rw - cifs //server/share rw
33 27 0:45 / /homework rw - xfs /dev/sdc1 rw
34 27 0:46 / /weird rw - newfs - rw
"""


@pytest.fixture(autouse=True)
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    monkeypatch.setattr(file_system, "MOUNTS", tmp_path / "mountinfo")


@pytest.mark.parametrize(
    ("path", "type", "local"),
    [
        ("/root/nnterm.sqlite", "ext4", True),
        ("/home/ada/nnterm.sqlite", "nfs4", False),
        ("/home", "nfs4", False),
        ("/home/ada/my disk/nnterm.sqlite", "btrfs", True),
        ("/home/ada/far/nnterm.sqlite", "fuse.sshfs", False),
        ("/auto/ada/nnterm.sqlite", "cifs", False),
        ("/homework/nnterm.sqlite", "xfs", True),
        ("/weird/nnterm.sqlite", "newfs", False),
    ],
)
@pytest.mark.skipif("sys.platform != 'linux'")
def test_the_nearest_mount_says_it(path: str, type: str, local: bool) -> None:
    assert file_system.file_system(Path(path)) == type
    assert file_system.is_local(Path(path)) is local


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_link_leads_to_where_the_file_is(tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to("/home/ada/nnterm.sqlite")
    assert not file_system.is_local(tmp_path / "link.sqlite")
    assert file_system.is_local(tmp_path / "other.sqlite")


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_linux_that_does_not_say_it_has_no_local_disk(tmp_path: Path) -> None:
    (tmp_path / "mountinfo").unlink()
    assert not file_system.is_local(tmp_path)
