"""Programs that attack what watches over them: the time is limited all the same, and nothing is left."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest
from hostile_programs import DAEMON, MEMORY, linux, ran

from nnterm.commands.check.code import run_all
from nnterm.lesson.blocks.structs import Code
from nnterm.lesson.loader import load_lesson
from nnterm.runs.exercise.code_events import Started
from nnterm.runs.exercise.run import CodeRun, Limits

pytestmark = pytest.mark.usefixtures("temporary")


@pytest.mark.usefixtures("impatient")
async def test_the_time_is_limited_while_the_supervisor_is_stopped() -> None:
    report = await ran("os.kill(os.getppid(), signal.SIGSTOP)\nwhile True: pass", seconds=0.5)
    assert report.trouble.startswith("stopped after 0.5 seconds.")


@pytest.mark.usefixtures("impatient")
async def test_a_stopped_supervisor_ends_on_request() -> None:
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
def test_an_app_that_ends_is_not_delayed(steps: int) -> None:
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
