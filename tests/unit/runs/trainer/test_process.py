"""The parent's side of the pipe, against small real children."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.protocol.commands import PauseRun
from nnterm.experiment.protocol.events import Event, TrainerStarted
from nnterm.experiment.protocol.wire import PROTOCOL
from nnterm.runs.trainer.process import TrainerProcess

HELLO = f'{{"type":"TrainerStarted","protocol":{PROTOCOL},"pid":1}}'


def child(code: str, log: Path) -> TrainerProcess:
    return TrainerProcess((sys.executable, "-u", "-c", code), log)


async def heard(process: TrainerProcess) -> list[Event]:
    await process.start()
    events = []
    async for event in process.events():
        events.append(event)
        if len(events) == 2:
            break
    return events


async def test_lines_that_are_no_events_are_left_out_and_noted(tmp_path: Path) -> None:
    code = f"print('stray print'); print('\\x00\\xff'); print('{HELLO}'); print('{{}}'); print('{HELLO}'); input()"
    process = child(code, tmp_path / "log")
    events = await heard(process)
    await process.stop()
    assert [type(event) for event in events] == [TrainerStarted, TrainerStarted]
    assert "left out" in (tmp_path / "log").read_text()


async def test_a_child_that_dies_is_reported_with_its_last_words(tmp_path: Path) -> None:
    process = child(
        f"import sys; print('{HELLO}'); print('out of ideas', file=sys.stderr); sys.exit(7)", tmp_path / "log"
    )
    with pytest.raises(TrainerError, match=r"exit code 7.*out of ideas") as raised:
        await heard(process)
    assert "next run starts it again" in raised.value.remedy


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT", "SIGBUS"])
async def test_a_killed_child_is_reported_with_the_signal_and_what_may_have_caused_it(
    tmp_path: Path, name: str
) -> None:
    process = child(f"print('{HELLO}'); input()", tmp_path / "log")
    await process.start()
    assert process.pid is not None
    os.kill(process.pid, getattr(signal, name))
    with pytest.raises(TrainerError, match=rf"{name}.*memory") as raised:
        async for _ in process.events():
            pass
    assert "smaller model or batch" in raised.value.remedy
    with pytest.raises(TrainerError):
        process.send(PauseRun(run_id="x"))


async def test_another_protocol_is_refused(tmp_path: Path) -> None:
    process = child(f"print('{HELLO.replace(f'{PROTOCOL},', '999,', 1)}'); input()", tmp_path / "log")
    with pytest.raises(ProtocolError, match="999"):
        await heard(process)
    await process.stop()


async def test_stop_ends_a_child_that_will_not_leave(tmp_path: Path) -> None:
    code = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('{HELLO}')\nwhile True: pass"
    process = child(code, tmp_path / "log")
    await process.start()
    await asyncio.wait_for(process.stop(), 20)
    assert not process.alive


async def test_a_command_that_cannot_be_started_says_so(tmp_path: Path) -> None:
    process = TrainerProcess((str(tmp_path / "nothing-here"),), tmp_path / "log")
    with pytest.raises(TrainerError, match="could not be started: there is no program"):
        await process.start()


async def test_what_the_child_says_on_stderr_goes_to_the_log_and_nowhere_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = child(
        f"import os; os.write(2, b'noise from C'); print('{HELLO}'); print('{HELLO}'); input()", tmp_path / "log"
    )
    await heard(process)
    await process.stop()
    # A thread of its own writes the log.
    async with asyncio.timeout(20):
        while not (tmp_path / "log").exists() or "noise from C" not in (tmp_path / "log").read_text():
            await asyncio.sleep(0.01)
    assert "noise" not in "".join(capfd.readouterr())
