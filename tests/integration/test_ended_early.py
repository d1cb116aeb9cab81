"""Commands without a screen that are ended early, at any moment: said in a line, the run kept, nothing left over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from aftermath import SIGNALS, WORDS, epochs_kept, gone
from plane_lesson import steady_trainer, write_lesson
from processes import alive, descendants

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.store import RunStore

CODE = """
## Second step

Run it.

```{code}
id: endless
seconds: 60
start: |
  while True:
      pass
checks: []
```
"""

# A shell may have left Ctrl+C ignored for the tests, which a child inherits.
MAIN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from nnterm.__main__ import main
raise SystemExit(main())
"""


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    return write_lesson(tmp_path / "lessons")


@contextmanager
def command(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command on its way, and the home that it writes to."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *arguments],
        env={**os.environ, "NNTERM_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        for child in children(process):
            child.kill()
        process.kill()
        process.communicate()


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return descendants(process.pid) if process.poll() is None else []


def until(process: subprocess.Popen[str], holds: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait for what `process` must come to within `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


def assert_ends(process: subprocess.Popen[str], number: signal.Signals) -> tuple[str, str]:
    """Send the signal; what the command said on its way out."""
    left = children(process)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert f"nnterm: ended by {WORDS[number]}.\n" in err
    assert "Traceback" not in out + err
    assert gone(left)
    return out, err


@pytest.mark.parametrize("number", SIGNALS)
def test_a_training_is_kept_as_stopped(tmp_path: Path, lessons: Path, number: signal.Signals) -> None:
    home = tmp_path / "home"
    arguments = ("train", "planes", "--lessons", str(lessons), "--trainer", steady_trainer(tmp_path / "log"))
    with command(tmp_path, *arguments) as process:
        until(process, lambda: epochs_kept(home) > 0)
        seen = epochs_kept(home)
        out, _ = assert_ends(process, number)
    assert "stopped after" in out
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        (run,) = store.runs("planes")
        assert run.state is RunState.STOPPED
        assert run.epochs >= seen


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_while_the_libraries_load(tmp_path: Path, lessons: Path, number: signal.Signals) -> None:
    with command(tmp_path, "train", "planes", "--lessons", str(lessons)) as process:
        until(process, lambda: bool(children(process)))
        assert_ends(process, number)


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_a_sweep(tmp_path: Path, lessons: Path, number: signal.Signals) -> None:
    trainer = steady_trainer(tmp_path / "log")
    arguments = ("sweep", "planes", "--over", "units=2,3", "--lessons", str(lessons), "--trainer", trainer)
    with command(tmp_path, *arguments) as process:
        until(process, lambda: epochs_kept(tmp_path / "home") > 0)
        assert_ends(process, number)
    with closing(RunStore.open(tmp_path / "home" / "nnterm.sqlite")) as store:
        assert [run.state for run in store.runs("planes")] == [RunState.STOPPED]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("over", [(), ("--over", "units=2,3")], ids=["train", "sweep"])
def test_so_late_that_the_run_completes(
    tmp_path: Path, lessons: Path, over: tuple[str, ...], number: signal.Signals
) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    trainer = steady_trainer(log, epochs=5, evaluation=1)
    arguments = ("sweep" if over else "train", "planes", *over, "--lessons", str(lessons), "--trainer", trainer)
    with command(tmp_path, *arguments) as process:
        until(process, lambda: log.exists() and "evaluating" in log.read_text(encoding="utf-8"))
        assert_ends(process, number)
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        assert [run.state for run in store.runs("planes")] == [RunState.COMPLETED], "and no other is begun"


@pytest.mark.slow
@pytest.mark.parametrize("number", SIGNALS)
def test_a_check_in_the_midst_of_its_trainings(tmp_path: Path, lessons: Path, number: signal.Signals) -> None:
    log = tmp_path / "log"
    with command(tmp_path, "check", str(lessons), "--train", "--trainer", steady_trainer(log)) as process:
        until(process, lambda: log.exists() and "5" in log.read_text(encoding="utf-8"))
        assert_ends(process, number)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_check_in_the_midst_of_a_program(tmp_path: Path, number: signal.Signals) -> None:
    lessons = write_lesson(tmp_path / "lessons", text=CODE)
    with command(tmp_path, "check", str(lessons), "--train") as process:
        # The one that watches, and the program itself, which computes.
        until(process, lambda: len(children(process)) == 2 and children(process)[1].cpu_times().user > 0.1)
        assert_ends(process, number)


@pytest.mark.slow
def test_a_trainer_that_does_not_answer_delays_no_end(tmp_path: Path, lessons: Path) -> None:
    home = tmp_path / "home"
    arguments = ("train", "planes", "--lessons", str(lessons), "--trainer", steady_trainer(tmp_path / "log"))
    with command(tmp_path, *arguments) as process:
        until(process, lambda: epochs_kept(home) > 0)
        (trainer,) = children(process)
        trainer.suspend()
        seen = epochs_kept(home)
        assert_ends(process, signal.SIGTERM)
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        assert [run.state for run in store.runs("planes")] == [RunState.STOPPED]
    assert epochs_kept(home) >= seen


@pytest.mark.slow
def test_a_reader_that_does_not_read_delays_no_end(tmp_path: Path, lessons: Path) -> None:
    arguments = ("train", "planes", "--json", "--lessons", str(lessons))
    with command(tmp_path, *arguments) as process:
        # It waits in its own writing when the pipe is full.
        waiting = psutil.Process(process.pid)
        until(process, lambda: epochs_kept(tmp_path / "home") > 0)
        kept = -1
        while (now := epochs_kept(tmp_path / "home")) != kept:
            kept = now
            time.sleep(1)
        assert alive(waiting)
        left = children(process)
        process.send_signal(signal.SIGTERM)
        assert gone([*left, waiting], 30)
        assert process.wait() == 128 + signal.SIGTERM


@pytest.mark.slow
def test_whoever_started_it_with_nohup_wants_it_to_go_on(tmp_path: Path, lessons: Path) -> None:
    process = subprocess.Popen(
        ["nohup", sys.executable, "-m", "nnterm", "train", "planes", "--lessons", str(lessons)],
        env={
            **os.environ,
            "NNTERM_HOME": str(tmp_path / "home"),
            "NNTERM_TRAINER": steady_trainer(tmp_path / "log", epochs=5),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
    )
    until(process, lambda: bool(children(process)))
    process.send_signal(signal.SIGHUP)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "completed after 5 epochs" in out
