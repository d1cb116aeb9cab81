"""The log holds its bounds on every path that writes, and the last words are always there."""

import os
import sys
import threading
from pathlib import Path

import pytest

from nnterm.errors import TrainerError
from nnterm.experiment.protocol.wire import PROTOCOL
from nnterm.runs.trainer import log
from nnterm.runs.trainer.log import LOG_LIMIT, TrainerLog
from nnterm.runs.trainer.process import TrainerProcess

HELLO = f'{{"type":"TrainerStarted","protocol":{PROTOCOL},"pid":1}}'


def sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rest between pieces, so that much can be written in a short time."""
    monkeypatch.setattr(log, "BYTES_A_SECOND", 1e12)


def followed(log: TrainerLog, content: bytes) -> None:
    """Write `content` as a process would, to the end."""
    reader, writer = os.pipe()
    log.follow(reader)
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(content)
    assert log._thread is not None
    log._thread.join(60)


async def test_standard_error_without_end_stays_within_bounds(tmp_path: Path, fast: None) -> None:
    code = f"import os; print('{HELLO}', flush=True)\nfor i in range(200): os.write(2, b'%079d\\n' % i * 1000)"
    process = TrainerProcess((sys.executable, "-c", code), tmp_path / "log")
    await process.start()
    with pytest.raises(TrainerError, match=r"0199"):
        async for _ in process.events():
            pass
    found = sizes(tmp_path)
    assert set(found) == {"log", "log.1"}
    assert all(size <= LOG_LIMIT for size in found.values())


def test_our_own_notes_stay_within_bounds(tmp_path: Path) -> None:
    log = TrainerLog(tmp_path / "log")
    for number in range(3_000):
        log.note(f"{number} {'x' * 500}")
    found = sizes(tmp_path)
    assert set(found) == {"log", "log.1"}
    assert all(size <= LOG_LIMIT for size in found.values())
    assert (tmp_path / "log").read_text().splitlines()[-1].startswith("nnterm: 2999 ")


def test_a_log_that_an_earlier_version_let_grow_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"old\n" * LOG_LIMIT)
    TrainerLog(tmp_path / "log").note("new")
    assert (tmp_path / "log").read_text() == "nnterm: new\n"
    assert sum(sizes(tmp_path).values()) < LOG_LIMIT


def test_a_log_is_text_that_can_be_looked_at(tmp_path: Path) -> None:
    log = TrainerLog(tmp_path / "log")
    followed(log, "\x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07and \x9bmore\r\n\u202ebidi\n".encode())
    log.note("\x1b[2Jnote\nof two lines")
    assert (tmp_path / "log").read_text() == "red and more\nbidi\nnnterm: note of two lines\n"


def test_last_words_are_those_of_the_process_not_our_own(tmp_path: Path) -> None:
    log = TrainerLog(tmp_path / "log")
    followed(log, b"first\n\n  last words \n\n")
    log.note("left out")
    assert log.words() == "first\nlast words"
    assert log.last_words() == "last words"


@pytest.mark.parametrize("broken", ["a file where the folder should be", "a folder where the file should be"])
async def test_last_words_are_reported_where_no_log_can_be_written(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "home" / "log"
    if broken.startswith("a file"):
        path.parent.write_text("")
    else:
        path.mkdir(parents=True)
    code = f"import sys; print('{HELLO}'); print('out of ideas', file=sys.stderr); sys.exit(7)"
    process = TrainerProcess((sys.executable, "-c", code), path)
    await process.start()
    with pytest.raises(TrainerError, match=r"exit code 7.*out of ideas"):
        async for _ in process.events():
            pass


async def test_all_last_words_are_there_though_they_came_at_the_last_moment(tmp_path: Path) -> None:
    for number in range(10):
        code = f"import os; os.write(1, b'{HELLO}\\n'); os.write(2, b'noise\\n' * 9000 + b'word {number}'); os._exit(7)"
        process = TrainerProcess((sys.executable, "-c", code), tmp_path / "log")
        await process.start()
        with pytest.raises(TrainerError, match=f"word {number}"):
            async for _ in process.events():
                pass


async def test_the_end_is_reported_though_another_process_holds_standard_error(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys; print('last word', file=sys.stderr, flush=True)\n"
        "held = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], stdout=subprocess.DEVNULL)\n"
        "print(held.pid, flush=True); sys.exit(7)"
    )
    process = TrainerProcess((sys.executable, "-c", code), tmp_path / "log")
    await process.start()
    try:
        with pytest.raises(TrainerError, match="last word"):
            async for _ in process.events():
                pass
    finally:
        os.kill(int(process._stray), 9)


async def test_processes_leave_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    for _ in range(3):
        process = TrainerProcess((sys.executable, "-c", f"print('{HELLO}', flush=True); input()"), tmp_path / "log")
        await process.start()
        await process.stop()
        assert process._log._thread is not None
        process._log._thread.join(20)
    assert {thread for thread in threading.enumerate() if thread.name == "trainer log"} <= before
