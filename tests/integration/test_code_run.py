"""Programs of learners in real processes: what they do wrong ends in words, and leaves nothing."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
from processes import command_line

from nnterm.lesson.blocks.structs import Code, CodeCheck
from nnterm.runs.exercise.code_events import Printed, Started
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.run import CodeRun, Limits, run_code
from nnterm.system.processes import listed_by_ps

MEMORY = 300_000_000

SLEEPER = "import os, time\nif os.fork() == 0:\n    {escape}\n    time.sleep(1000)\n"
"""Leaves a child that sleeps."""


@pytest.fixture(autouse=True)
async def _nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Neither a process nor a file is left of any program in these tests."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = set(psutil.pids())
    yield
    left = [process for process in psutil.process_iter() if process.pid not in before and _is_ours(process, folder)]
    # What the system itself kills may take a moment to be gone.
    _, alive = psutil.wait_procs(left, timeout=5)
    for process in alive:
        process.kill()
    assert not alive
    assert not list(folder.iterdir())


def _is_ours(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get("TMPDIR", "").startswith(str(folder))
    except psutil.Error:
        return False


def block(*checks: CodeCheck, seconds: float = 10.0) -> Code:
    return Code(id="c", start="", checks=checks, seconds=seconds)


def check(expression: str, equals: str = "") -> CodeCheck:
    return CodeCheck(expression=expression, equals=equals, say="It works.")


async def ran(text: str, *checks: CodeCheck, seconds: float = 10.0, limits: Limits | None = None) -> CodeReport:
    return await run_code(text, block(*checks, seconds=seconds), limits or Limits(MEMORY))


async def test_output_checks_and_success() -> None:
    report = await ran(
        "def double(x):\n    return 2 * x\nprint('done')",
        check("double(2)", "4"),
        check("double(0.1) > 0.19"),
        CodeCheck(printed="done", say="It says done."),
    )
    assert report.passed
    assert report.output == ["done"]
    assert report.verdicts() == ["", "", ""]


async def test_what_is_wrong_is_said_of_each_check() -> None:
    report = await ran(
        "def f(x):\n    print('called')\n    return x + 1",
        check("f(1)", "3"),
        check("f(1) == 3"),
        check("f('1')", "2"),
        CodeCheck(printed="called", say="The program itself says it."),
    )
    assert not report.passed
    assert report.verdicts() == [
        "f(1) gave 2; expected 3.",
        "f(1) is 2; expected 3.",
        "f('1') failed: line 3: TypeError: can only concatenate str (not \"int\") to str",
        "'called' was not printed.",
    ]
    assert report.output == ["called"] * 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("while True: pass", "stopped after 0.5 seconds"),
        ("import time\ntime.sleep(1000)", "stopped after 0.5 seconds"),
        ("import signal\nfor s in (2, 15, 1): signal.signal(s, signal.SIG_IGN)\nwhile True: pass", "stopped after 0.5"),
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()\nwhile 1: pass",
            "stopped after",
        ),
    ],
)
async def test_an_endless_program_is_stopped(text: str, words: str) -> None:
    report = await ran(text, seconds=0.5)
    assert words in report.trouble
    assert "loop" in report.trouble
    assert not report.passed


async def test_an_endless_check_is_named() -> None:
    report = await ran("def f():\n    while True: pass", check("1", "1"), check("f()"), seconds=0.5)
    assert report.trouble.startswith("f() did not come to an end: stopped after 0.5 seconds.")
    assert report.verdicts() == ["", None]


async def test_endless_output_is_cut_and_ended() -> None:
    report = await ran("while True: print('x' * 100_000)")
    assert report.is_cut
    assert "printed without end" in report.trouble
    assert sum(map(len, report.output)) == 65_536


async def test_long_output_is_cut_and_the_program_goes_on() -> None:
    report = await ran("print('x\\n' * 100_000)\ny = 1", check("y", "1"), limits=Limits(MEMORY, output=1000))
    assert report.is_cut
    assert report.passed
    assert len(report.output) == 500


async def test_growing_without_end_is_a_failure_with_its_line() -> None:
    report = await ran("x = []\nwhile True:\n    x.append([1] * 100_000)")
    assert report.trouble.startswith("line 3: the memory it may use is full.")


async def test_memory_of_all_processes_together_is_limited() -> None:
    text = "import os, time\nfor _ in range(8):\n    if os.fork() == 0: break\nx = b'x' * 50_000_000\ntime.sleep(1000)"
    report = await ran(text)
    assert report.trouble.startswith("stopped because it took more than 286 MB of memory.")


@pytest.mark.parametrize("escape", ["pass", "os.setsid()", "os.setsid() or os.fork() and os._exit(0)"])
@pytest.mark.parametrize("end", ["", "1 / 0", "while True: pass", "os._exit(0)"])
async def test_processes_that_were_left_end_with_the_program(escape: str, end: str) -> None:
    report = await ran(SLEEPER.format(escape=escape) + end, seconds=0.5)
    assert report.is_over


async def test_too_many_processes_end_the_program() -> None:
    text = "import os, time\nfor _ in range(50):\n    if os.fork() == 0: time.sleep(1000)\ntime.sleep(1000)"
    assert "too many processes" in (await ran(text, limits=Limits(100 * MEMORY))).trouble


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import sys\nsys.exit(3)", "line 2: the program ended itself: exit(3)."),
        ("import os\nos._exit(0)", "the program ended itself (exit code 0) before it could be checked."),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "the program was crashed (segmentation fault)."),
        ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass", "the program was lost"),
        ("import os\nos.closerange(0, 100)", "before it could be checked"),
        ("name = input('who? ')", "line 1: the program asks for input"),
        ("def f(:\n    pass", "line 1: Python cannot read this line: invalid syntax."),
        ("if True:\nprint(1)", "line 2: the spaces at the beginning of the line do not fit"),
        ("x = np.zeros(3)", "Did you forget `import numpy as np`?"),
        ("def f():\n    return g()\n\nf()", "line 2: the name `g` is not known."),
        ("raise BaseException('odd')", "line 1: BaseException: odd"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\nraise E", "line 3:"),
        ("x = '\0'", "null byte"),
        ("raise ValueError('One.\\n\\n\x1b[1mTwo\x1b[0m.\\n\\nArguments received by f():\\n  • a=1')", ": One. Two."),
    ],
)
async def test_a_bad_end_in_words(text: str, words: str) -> None:
    report = await ran(text, check("1"))
    assert words in report.trouble
    assert not report.passed


async def test_a_good_exit_is_a_good_end() -> None:
    assert (await ran("x = 1\nimport sys\nsys.exit()", check("x", "1"))).passed


async def test_reading_nothing_from_standard_input() -> None:
    assert (await ran("import sys\nx = sys.stdin.read()", check("x", "''"))).passed


async def test_the_report_cannot_be_printed_into() -> None:
    forged = '{"type":"Checked","index":0,"wrong":""}\n{"type":"Done"}\n'
    report = await ran(f"import os\nfor fd in (1, 2):\n    os.write(fd, {forged!r}.encode())\n1 / 0", check("False"))
    assert report.verdicts() == [None]
    assert "divided by zero" in report.trouble


async def test_numpy_and_keras_arrays_are_compared() -> None:
    text = "import numpy as np\nx = np.arange(6).reshape(2, 3) / 10\ny = np.float32(0.1)\nz = x.sum()"
    report = await ran(
        text, check("x", "[[0, 0.1, 0.2], [0.3, 0.4, 0.5]]"), check("y", "0.1"), check("z", "1.5"), check("x", "[1, 2]")
    )
    assert report.verdicts() == ["", "", "", "x gave the shape (2, 3); expected 2 values."]


async def test_it_runs_in_a_folder_of_its_own() -> None:
    text = "import os, tempfile\nopen('x', 'w').close()\nprint(os.listdir())\nhere = os.getcwd()"
    report = await ran(text, check("here == tempfile.gettempdir()"), check(f"here != {str(Path.cwd())!r}"))
    assert report.passed
    assert "'x'" in report.output[0]


async def test_a_program_is_stopped_from_outside() -> None:
    run = CodeRun("print('on', flush=True)\nwhile True: pass", block(), Limits(MEMORY))
    async for event in run.events():
        if isinstance(event, Printed):
            run.stop()
    assert run.report.trouble == "stopped."


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
async def test_a_supervisor_that_dies_takes_the_program_with_it(ending: int) -> None:
    run = CodeRun("while True: pass", block(), Limits(MEMORY))
    async for event in run.events():
        if isinstance(event, Started):
            assert run._supervisor is not None
            os.kill(run._supervisor.pid, ending)
    assert run.report.is_lost


async def test_a_cancelled_run_leaves_nothing() -> None:
    task = asyncio.create_task(ran("while True: pass"))
    await _until(lambda: bool(_supervisors(os.getpid())))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


STOP = "import signal; os.kill(os.getppid(), signal.SIGSTOP)"


@pytest.mark.parametrize(
    "attack", ["", pytest.param(STOP, marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux wakes it"))]
)
async def test_an_app_that_is_killed_takes_the_program_with_it(attack: str) -> None:
    text = SLEEPER.format(escape="os.setsid()") + f"{attack}\nwhile True: pass"
    script = (
        "import asyncio\nfrom nnterm.lesson.blocks.structs import Code\nfrom nnterm.runs.exercise.run import run_code\n"
    )
    script += f"asyncio.run(run_code({text!r}, Code(id='c', start='', seconds=100)))"
    app = subprocess.Popen([sys.executable, "-c", script])
    await _until(lambda: any(len(supervisor.children(recursive=True)) == 2 for supervisor in _supervisors(app.pid)))
    [supervisor] = _supervisors(app.pid)
    await _until(lambda: not attack or supervisor.status() == psutil.STATUS_STOPPED)
    family = [supervisor, *supervisor.children(recursive=True)]
    app.kill()
    app.wait()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive


async def test_a_program_ends_even_where_app_and_supervisor_are_killed_together() -> None:
    script = (
        "import asyncio\nfrom nnterm.lesson.blocks.structs import Code\nfrom nnterm.runs.exercise.run import run_code\n"
    )
    script += "asyncio.run(run_code('while True: pass', Code(id='c', start='', seconds=100)))"
    app = subprocess.Popen([sys.executable, "-c", script])
    here = str(Path.cwd())
    await _until(
        lambda: any(
            _cwd(each) not in ("", here) for supervisor in _supervisors(app.pid) for each in supervisor.children()
        )
    )
    [supervisor] = _supervisors(app.pid)
    [program] = supervisor.children()
    folder = Path(program.cwd())
    # Stopped first, so that neither can tidy up after the other.
    supervisor.suspend()
    await _until(lambda: supervisor.status() == psutil.STATUS_STOPPED)
    app.kill()
    app.wait()
    supervisor.kill()
    _, alive = psutil.wait_procs([program], timeout=5)
    assert not alive
    # Nobody was left to do it.
    shutil.rmtree(folder)


def test_processes_are_found_where_there_is_no_proc() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        found = {process.pid: process for process in listed_by_ps() or ()}
        assert found[child.pid].parent == os.getpid()
        assert found[os.getpid()].memory > 1_000_000
    finally:
        child.communicate()


def _supervisors(app: int) -> list[psutil.Process]:
    return [child for child in psutil.Process(app).children() if "nnterm.exercise.supervisor" in command_line(child)]


def _cwd(process: psutil.Process) -> str:
    """Where `process` runs; empty while it is still closed to others."""
    try:
        return process.cwd()
    except psutil.AccessDenied:
        return ""


async def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)
