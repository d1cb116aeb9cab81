"""Programs that leave a mess, or fill memory by way of files: all of it goes, and nothing else."""

import os
from pathlib import Path

import pytest
from hostile_programs import linux, ran

pytestmark = pytest.mark.usefixtures("temporary")


@pytest.mark.parametrize("end", ["", "os.kill(os.getppid(), signal.SIGKILL)"])
@pytest.mark.parametrize(
    "mess",
    [
        "os.mkdir('d'); open('d/f', 'w').close(); os.chmod('d', 0)",
        "os.mkdir('d'); os.chmod('d', 0); os.chmod('.', 0)",
        "[(os.mkdir('d'), os.chdir('d')) for _ in range(1100)]",
        "os.symlink(PRECIOUS, 'link'); os.symlink('.', 'loop'); os.symlink(PRECIOUS + '/work', 'file')",
        "os.mkfifo('pipe'); open(b'\\xff\\n', 'w').close()",
        "[open(str(number), 'w').close() for number in range(2_000)]",
        "here = os.getcwd(); os.chdir('/'); os.remove(here + '/your_code.py'); os.rmdir(here)",
    ],
)
async def test_the_folder_goes_whatever_is_in_it(tmp_path: Path, mess: str, end: str) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "work").write_text("years of it")
    assert (await ran(f"PRECIOUS = {str(precious)!r}\n{mess}\n{end}\ntime.sleep(0.1)", seconds=20)).is_over
    assert (precious / "work").read_text() == "years of it"


@pytest.mark.parametrize("end", ["", "os.kill(os.getppid(), signal.SIGKILL)"])
@pytest.mark.parametrize("what", ["os.symlink(PRECIOUS, here)", "os.rename(PRECIOUS, here)"])
async def test_what_took_the_folders_place_is_left_alone(tmp_path: Path, temporary: Path, what: str, end: str) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "work").write_text("years of it")
    leave = "here = os.getcwd()\nos.chdir('/')\nos.remove(here + '/your_code.py')\nos.rmdir(here)"
    assert (await ran(f"PRECIOUS = {str(precious)!r}\n{leave}\n{what}\n{end}\ntime.sleep(0.1)")).is_over
    [found] = temporary.iterdir()
    assert (found / "work").read_text() == "years of it"
    if found.is_symlink():
        found.unlink()
    else:
        found.rename(precious)


@linux
@pytest.mark.parametrize(
    "text",
    [
        "import mmap\nm = mmap.mmap(-1, 2**30)\nfor at in range(0, 2**30, 4096): m[at] = 1",
        "f = os.memfd_create('x')\nfor _ in range(1000): os.write(f, bytes(2**20)) or 1 / 0",
        "fs = [os.memfd_create('x') for _ in range(12)]\nfor f in fs * 80: os.write(f, bytes(2**20))",
        "for n in range(12):\n    with open(str(n), 'wb') as f: f.write(bytes(80 * 2**20))",
        "for n in range(6):\n    if os.fork() == 0: x = b'x' * 100 * 2**20; time.sleep(100)",
    ],
    ids=["shared", "memfd", "memfds", "files", "children"],
)
async def test_memory_outside_the_heap_is_counted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(f"/dev/shm/nnterm-test-{os.getpid()}")
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    try:
        report = await ran(f"{text}\ntime.sleep(1000)")
        assert not list(folder.iterdir())
    finally:
        folder.rmdir()
    assert "more than 286 MB of memory" in report.trouble or "File too large" in report.trouble
