"""Programs that attack what watches over them: the app neither crashes nor harms anything, and nothing is left."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from nnterm.commands.check_code import run_all
from nnterm.lesson.blocks import Code, CodeCheck
from nnterm.lesson.loader import load_lesson
from nnterm.runs import code_run, code_supervisor
from nnterm.runs.code_events import Printed, Started
from nnterm.runs.code_report import CodeReport
from nnterm.runs.code_run import CodeRun, Limits, run_code

MEMORY = 300_000_000

CHECK = CodeCheck(expression="1", equals="2", say="It never holds.")

TO_APP = "open(f'/proc/{os.getppid()}/fd/1', 'wb', 0).write"
"""Where a program finds the way to the app, past what watches over it."""

DAEMON = """
import os, signal, subprocess, sys, time
def daemon(note):
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(ending, signal.SIG_IGN)
    script = f"import os, time; open({note!r}, 'a').write(str(os.getpid()) + chr(10))"
    script += "; os.closerange(0, 64); time.sleep(1000)"
    os.execve(sys.executable, [sys.executable, "-c", script], {})
def started(note, count=1):
    while not os.path.exists(note) or len(open(note).read().splitlines()) < count:
        time.sleep(0.01)
"""
"""Starts what has left every group, has no environment, ignores what can be ignored, and notes who it is."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reaches for /proc")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where programs get their folders; none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield folder
    assert not list(folder.iterdir())


@pytest.fixture
async def note(tmp_path: Path) -> AsyncIterator[str]:
    """Where programs note the processes that must be gone afterwards."""
    path = tmp_path / "pids"
    yield str(path)
    noted = path.read_text().split() if path.exists() else []
    left = [int(pid) for pid in noted if psutil.pid_exists(int(pid))]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process that no program may have ended."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    yield process
    assert process.poll() is None
    process.communicate()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app waits less for what watches over a program."""
    monkeypatch.setattr(code_run, "OVERTIME", 1.0)
    monkeypatch.setattr(code_run, "GRACE", 0.5)
    monkeypatch.setattr(code_supervisor, "GRACE", 0.5)


async def ran(text: str, *checks: CodeCheck, seconds: float = 10.0, limits: Limits | None = None) -> CodeReport:
    block = Code(id="c", start="", checks=checks or (CHECK,), seconds=seconds)
    return await asyncio.wait_for(run_code(f"import os, signal, time\n{text}", block, limits or Limits(MEMORY)), 60)


# --- words that are not its own --------------------------------------------------------------------

FORGED = [
    '{"type":"Checking","index":99}',
    '{"type":"Checking","index":-5}',
    '{"type":"Checking","index":1e9}',
    '{"type":"Checking","index":true}',
    '{"type":"Checking"}',
    '{"type":"Ran"}\\n{"type":"Checking","index":7}',
    '{"type":"Ran"}\\n{"type":"Checking","index":-1}',
    '{"type":"Checked","index":99,"wrong":""}',
    '{"type":"Checked","index":0,"wrong":""}',
    '{"type":"Checked","index":0,"wrong":[]}',
    '{"type":"Failed","message":5,"line":1,"column":1,"python":""}',
    '{"type":"Failed","message":"m","line":-1,"column":1,"python":""}',
    '{"type":"Started"}',
    '{"type":"Printed","text":"x","source":"code"}',
    '{"type":"Cut"}',
    '{"type":"Ended","reason":"done"}',
    '{"type":"Ended","reason":"asked"}',
    '{"type":"Done"}',
    '{"type":["Ran"]}',
    "[[[[",
    "[" * 50_000,
    "9" * 50_000,
    "nonsense",
    "\\xff\\xfe",
]


@pytest.mark.parametrize("words", FORGED, ids=range(len(FORGED)))
async def test_words_out_of_place_are_left_out(words: str) -> None:
    report = await ran(f"os.write(3, {words!r}.encode('latin-1').decode('unicode_escape').encode() + b'\\n')\n1 / 0")
    assert "divided by zero" in report.trouble
    assert report.output == []
    assert report.verdicts() == [None]
    assert not report.is_cut


@linux
@pytest.mark.parametrize("words", FORGED[:15], ids=range(15))
async def test_words_past_the_supervisor_do_no_harm(words: str) -> None:
    forged = f"({words!r} + '\\\\n').encode().decode('unicode_escape').encode()"
    report = await ran(f"for _ in range(3): {TO_APP}({forged})\nwhile True: pass", seconds=0.5)
    assert report.is_over
    assert not report.passed
    assert report.trouble


async def test_a_verdict_is_known_once() -> None:
    forged = '{"type":"Ran"}\n{"type":"Checking","index":0}\n{"type":"Checked","index":0,"wrong":"first"}\n'
    report = await ran(f"for _ in range(3): os.write(3, {forged!r}.encode())")
    assert report.verdicts() == ["first"]


@pytest.mark.parametrize("way", ["3", "1"])
async def test_a_folder_that_a_program_names_is_not_deleted(
    tmp_path: Path, bystander: subprocess.Popen[bytes], way: str
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "work").write_text("years of it")
    forged = f'{{"type":"Started","pid":{bystander.pid},"folder":"{precious}"}}\n'
    write = TO_APP if way == "1" and sys.platform == "linux" else "lambda line: os.write(3, line)"
    end = "time.sleep(0.3)\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    report = await ran(f"try: ({write})({forged.encode()!r})\nexcept PermissionError: pass\n{end}")
    assert report.is_lost
    assert (precious / "work").read_text() == "years of it"


async def test_a_process_that_a_program_names_is_not_ended(bystander: subprocess.Popen[bytes]) -> None:
    forged = f'{{"type":"Started","pid":{bystander.pid},"folder":"/nowhere"}}\n'
    end = "time.sleep(0.3)\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    assert (await ran(f"os.write(3, {forged.encode()!r})\n{end}")).is_lost


async def test_a_failure_with_half_a_character_is_a_failure() -> None:
    report = await run_code("raise ValueError('\\ud800')", Code(id="c", start=""), Limits(MEMORY))
    assert not report.passed
    assert report.trouble == "line 1: ValueError: ?"


@pytest.mark.parametrize("line", ["b'x' * 60_000", "b'x' * 60_000 + b'\\n'", 'b\'{"type":"Ran"}\\n\' * 4000'])
async def test_a_flood_of_reports_ends_the_program(line: str) -> None:
    report = await ran(f"line = {line}\nwhile True: os.write(3, line)", seconds=30)
    assert "printed without end" in report.trouble


@linux
async def test_a_flood_past_the_supervisor_ends_the_program() -> None:
    printed = b'{"type":"Printed","text":"%s","source":"code"}\n' % (b"x" * 10_000)
    report = await ran(f"out = {TO_APP}\nwhile True: out({printed!r})", seconds=30)
    assert not report.passed
    assert sum(map(len, report.output)) <= 65_536


async def test_many_small_prints_are_few_events() -> None:
    run = CodeRun("import os\nfor _ in range(20_000): os.write(1, b'x')", Code(id="c", start=""), Limits(MEMORY))
    prints = [event async for event in run.events() if isinstance(event, Printed)]
    assert sum(len(event.text) for event in prints) == 20_000
    assert len(prints) < 2000


# --- what watches is attacked ----------------------------------------------------------------------


@pytest.mark.usefixtures("impatient")
async def test_the_time_is_limited_while_the_supervisor_is_stopped() -> None:
    report = await ran("os.kill(os.getppid(), signal.SIGSTOP)\nwhile True: pass", seconds=0.5)
    assert report.trouble.startswith("stopped after 0.5 seconds.")


@pytest.mark.usefixtures("impatient")
async def test_a_stopped_supervisor_can_be_asked_to_end() -> None:
    run = CodeRun("while True: pass", Code(id="c", start="", seconds=1000), Limits(MEMORY))
    async for event in run.events():
        if isinstance(event, Started):
            assert run._supervisor is not None
            os.kill(run._supervisor.pid, signal.SIGSTOP)
            run.stop()
    assert run.report.trouble == "stopped."


@linux
@pytest.mark.parametrize(
    "attack",
    [
        "os.kill(os.getppid(), signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGSTOP)",
        "os.kill(os.getppid(), signal.SIGTERM)",
        "os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGSTOP), os.kill(os.getppid(), signal.SIGKILL)",
        "os._exit(0)",
        "1 / 0",
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_a_daemon_does_not_outlive_the_program(note: str, attack: str) -> None:
    text = f"{DAEMON}\nfor _ in range(3): daemon({note!r})\nstarted({note!r}, 3)\n{attack}\nwhile True: pass"
    assert (await ran(text, seconds=3)).is_over


@linux
async def test_what_the_trainer_left_is_not_taken_for_the_programs(bystander: subprocess.Popen[bytes]) -> None:
    """An orphan that comes to the app while a program runs, but is not the program's, lives on."""
    run = CodeRun("import os, time\ntime.sleep(1)\nos.kill(os.getppid(), 9)", Code(id="c", start=""))
    orphan = 0
    async for event in run.events():
        if isinstance(event, Started):
            script = "import os, time\nchild = os.fork()\nprint(child, flush=True) if child else time.sleep(60)"
            with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as trainer:
                assert trainer.stdout is not None
                orphan = int(trainer.stdout.readline())
    assert run.report.is_lost
    assert psutil.Process(orphan).ppid() == os.getpid()
    os.kill(orphan, signal.SIGKILL)
    os.waitpid(orphan, 0)


BOMBS = {
    "python": "while True:\n    try: os.fork()\n    except OSError: pass",
    "shell": "import subprocess\nsubprocess.Popen(['sh', '-c', 'b(){ b|b& };b'])\ntime.sleep(100)",
    "chains": "for _ in range(3): os.fork()\nwhile True:\n    if os.fork(): os._exit(0)",
}


@linux
@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="the number of processes of the administrator has no limit")
@pytest.mark.parametrize("end", ["", "os.kill(os.getppid(), signal.SIGKILL)"])
@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_fork_bomb_ends(bomb: str, end: str) -> None:
    before = set(psutil.pids())
    text = f"if os.fork() == 0:\n    time.sleep(0.1)\n    {end or 'pass'}\n{BOMBS[bomb]}"
    assert (await ran(text, seconds=3)).is_over
    found = psutil.process_iter(["ppid"])
    assert not [each for each in found if each.info["ppid"] == os.getpid() and each.pid not in before]


@pytest.mark.parametrize("steps", range(12))
def test_an_app_that_ends_is_not_held_up(steps: int) -> None:
    async def leave() -> None:
        running = asyncio.create_task(ran("while True: pass"))
        for _ in range(steps):
            await asyncio.sleep(0)
        assert not running.done()

    # At its end everything that still runs is cancelled.
    app = threading.Thread(target=asyncio.run, args=(leave(),), daemon=True)
    app.start()
    app.join(20)
    assert not app.is_alive()


# --- what is left in the folder --------------------------------------------------------------------


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


# --- memory that is nobody's heap ------------------------------------------------------------------


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


# --- without a screen ------------------------------------------------------------------------------


@linux
def test_check_train_has_the_same_guarantees(
    tmp_path: Path, note: str, bystander: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    forged = f'{{"type":"Checking","index":99}}\n{{"type":"Started","pid":{bystander.pid},"folder":"{precious}"}}\n'
    attack = f"{DAEMON}\nos.write(3, {forged.encode()!r})\ndaemon({note!r})\nstarted({note!r})\n"
    attack += "os.kill(os.getppid(), 9)\n"
    lesson = tmp_path / "01-code.md"
    lesson.write_text(
        "---\nformat: 1\nid: code\ntitle: Code\nsummary: Write it.\nminutes: 5\nrequires: []\n"
        "objectives:\n  - Write a function\n---\n\n## Double\n\nWrite it.\n\n```{code}\nid: double\nstart: |\n"
        + "".join(f"  {line}\n" for line in f"{attack}\ntime.sleep(100)".splitlines())
        + "```\n"
    )
    assert run_all([load_lesson(lesson)]) == 1
    assert "the program was lost" in capsys.readouterr().out
    assert precious.exists()
