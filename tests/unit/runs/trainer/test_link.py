"""Trainers behind a command: the command's name, what reaches it, and words for every way it ends."""

import asyncio
import shlex
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from integration.processes import alive

from nnterm.errors import NntermError, ProtocolError, TrainerError
from nnterm.experiment.protocol.commands import PauseRun
from nnterm.experiment.protocol.device import Device
from nnterm.experiment.protocol.events import Event, TrainerReady, TrainerStarted
from nnterm.experiment.protocol.wire import PROTOCOL, encode
from nnterm.runs.trainer import process
from nnterm.runs.trainer.link import ssh_host, via
from nnterm.runs.trainer.process import TrainerProcess

HELLO = encode(TrainerStarted(protocol=PROTOCOL, pid=1)).decode().strip()


@pytest.mark.parametrize(
    ("command", "host", "name"),
    [
        ("ssh gpubox nnterm trainer", "gpubox", "ssh gpubox"),
        ("/usr/bin/ssh -F here/config -p2222 -i key me@gpubox nnterm trainer", "me@gpubox", "ssh me@gpubox"),
        ("ssh -4Cp 2222 -oBatchMode=yes gpubox -x", "gpubox", "ssh gpubox"),
        ("ssh -- gpubox nnterm trainer", "gpubox", "ssh gpubox"),
        ("ssh", "", "ssh"),
        ("ssh -p", "", "ssh"),
        ("sshpass -p secret ssh gpubox nnterm trainer", "", "sshpass"),
        ("docker exec -i box nnterm trainer", "", "docker"),
        ("ssh gpu.of.a.very.long.name.org", "gpu.of.a.very.long.name.org", "ssh gpu.of.a.very.long.…"),
        (f"{shlex.quote(sys.executable)} -m nnterm.trainer.worker", "", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_command_is_its_program_and_computer(command: str, host: str, name: str) -> None:
    words = shlex.split(command)
    assert ssh_host(words) == host
    assert via(words) == name


def behind(script: str, tmp_path: Path) -> TrainerProcess:
    """A trainer behind a shell that runs `script`."""
    return TrainerProcess(("sh", "-c", script), tmp_path / "log")


def behind_ssh(script: str, tmp_path: Path) -> TrainerProcess:
    """A trainer behind a program called ssh that runs `script`."""
    program = tmp_path / "ssh"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return TrainerProcess((str(program), "box", "nnterm", "trainer"), tmp_path / "log")


async def heard(process: TrainerProcess, count: int = 100) -> list[Event]:
    """The first `count` events."""
    await process.start()
    events = []
    try:
        async for event in process.events():
            events.append(event)
            if len(events) == count:
                break
    finally:
        await process.stop()
    return events


async def failure(process: TrainerProcess) -> NntermError:
    with pytest.raises((TrainerError, ProtocolError)) as raised:
        await asyncio.wait_for(heard(process), 20)
    error: NntermError = raised.value
    assert error.remedy
    return error


@pytest.mark.parametrize(
    ("said", "message", "remedy"),
    [
        ("ssh: Could not resolve hostname box: Name or service not known", "no computer of the name box", "config"),
        ("ssh: connect to host box port 22: Connection refused", "box refuses", "sshd"),
        ("ssh: connect to host box port 22: Connection timed out", "box does not answer", "VPN"),
        ("ssh: connect to host box port 22: No route to host", "box does not answer", "VPN"),
        ("ssh: connect to host box port 22: Operation timed out", "box does not answer", "VPN"),
        ("No ED25519 host key is known.\nHost key verification failed.", "not known here", "Connect once by hand"),
        ("WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.", "another", "keygen -R box"),
        (
            "Permission denied, please try again.\nme@box: Permission denied (publickey,password).",
            "password",
            "ssh-add",
        ),
        ("Received disconnect: 2: Too many authentication failures", "does not let you in", "ssh-copy-id box"),
        ("kex_exchange_identification: banner line too long", "could not connect. Its last words: kex", "by hand"),
    ],
)
async def test_what_ssh_says_becomes_words_and_a_remedy(said: str, message: str, remedy: str, tmp_path: Path) -> None:
    error = await failure(behind_ssh(f"echo {shlex.quote(said)} >&2; exit 255", tmp_path))
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("script", "message", "remedy"),
    [
        ("nntermm trainer", "found no nnterm at the far end.", "Install nnterm"),
        (f"{sys.executable} -P -c 'exit(\"No module named nnterm\")'", "found no nnterm", "Install nnterm"),
        ("echo \"nnterm: There is no lesson 'trainer'.\" >&2; exit 2", "too old", "Install nnterm"),
        ("echo nnterm needs a terminal for its screen >&2; exit 2", "nnterm's screen", "`nnterm trainer`"),
        ("echo This account is currently not available.; exit 1", "last words: This account", "`nnterm trainer`"),
        (f"echo '{HELLO}'; exit 137", "killed at the far end", "smaller model"),
        (f"echo '{HELLO}'; echo no more >&2; exit 3", "ended: exit code 3. Its last words: no more", "kept"),
    ],
)  # fmt: skip
async def test_other_ends_are_reported_with_what_to_do(script: str, message: str, remedy: str, tmp_path: Path) -> None:
    error = await failure(behind(script, tmp_path))
    assert "`sh`" in error.message
    assert message in error.message
    assert remedy in error.remedy


async def test_a_dropped_link_is_reported_with_what_ssh_said_of_it(tmp_path: Path) -> None:
    said = "echo Timeout, server box not responding. >&2; echo noise of a library >&2; exit 255"
    error = await failure(behind_ssh(f"echo '{HELLO}'; {said}", tmp_path))
    assert error.message == "The link to the trainer behind `ssh box` dropped: Timeout, server box not responding."
    assert "kept" in error.remedy


async def test_another_version_is_reported_with_the_side_it_is_on(tmp_path: Path) -> None:
    other = HELLO.replace(f'"protocol":{PROTOCOL}', '"protocol":999')
    error = await failure(behind(f"echo '{other}'; cat", tmp_path))
    assert isinstance(error, ProtocolError)
    assert "behind `sh` speaks protocol 999" in error.message
    assert "same version" in error.remedy


@pytest.mark.parametrize("first", ["", f"echo '{HELLO}';"])
async def test_a_link_that_is_silent_counts_as_lost(
    first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "LISTENING", 0.05)
    error = await failure(behind(f"{first} sleep 600", tmp_path))
    assert "silent" in error.message if first else "No trainer spoke" in error.message


async def test_a_link_with_a_heartbeat_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "LISTENING", 0.1)
    monkeypatch.setattr(process, "SILENCES", {False: 20, True: 20})
    beats = f"for beat in 1 2 3 4 5; do echo '{HELLO}'; sleep 0.6; done; cat"
    assert len(await heard(behind(beats, tmp_path), 5)) == 5


async def test_nothing_is_sent_before_a_trainer_has_spoken(tmp_path: Path) -> None:
    there = tmp_path / "there"
    # What the shell gets to read before the trainer speaks would go to `early`.
    script = f"timeout 0.5 cat > {tmp_path}/early; echo '{HELLO}'; head -n 1 > {there}; echo '{HELLO}'; cat"
    trainer = behind(script, tmp_path)
    await trainer.start()
    trainer.send(PauseRun(run_id="x"))
    events = trainer.events()
    await anext(events)
    await anext(events)
    await trainer.stop()
    assert (tmp_path / "early").read_bytes() == b""
    assert there.read_bytes() == encode(PauseRun(run_id="x"))


async def test_what_a_shell_prints_in_front_of_the_first_event_is_left_out(tmp_path: Path) -> None:
    script = f"echo Welcome; printf '\\033]0;title\\007'; echo '{HELLO}'; cat"
    assert isinstance((await heard(behind(script, tmp_path), 1))[0], TrainerStarted)


async def test_the_device_is_named_with_the_way_to_it(tmp_path: Path) -> None:
    device = Device(kind="GPU", name="GPU 0 NVIDIA H200", reason="The freest.", backend="TensorFlow 2.21.0")
    ready = encode(TrainerReady(device=device, versions={}, seconds=1.0)).decode().strip()
    _, event = await heard(behind_ssh(f"echo '{HELLO}'; echo '{ready}'; cat", tmp_path), 2)
    assert isinstance(event, TrainerReady)
    assert event.device.name == "GPU 0 NVIDIA H200 via ssh box"
    assert event.device.reason == "The freest. nnterm reaches it through `ssh box`."


async def test_a_program_that_is_not_there_names_the_option(tmp_path: Path) -> None:
    error = await failure(TrainerProcess((str(tmp_path / "ssh"), "box"), tmp_path / "log"))
    assert "no program" in error.message
    assert "openssh-client" in error.remedy and "--trainer" in error.remedy


async def test_whatever_a_script_started_ends_with_it(tmp_path: Path) -> None:
    """A script that does not pass its standard input on, as one with an ssh of its own on a silent link."""
    trainer = behind(f"sleep 600 & echo '{HELLO}'; wait", tmp_path)
    await trainer.start()
    assert trainer.pid is not None
    started = []
    async with asyncio.timeout(20):
        while not started:
            started = psutil.Process(trainer.pid).children()
            await asyncio.sleep(0.01)
    events = trainer.events()
    await anext(events)
    trainer.kill()
    # The pipe is closed: nobody holds it open any more.
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(events), 20)
    deadline = time.monotonic() + 5
    while any(map(alive, started)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
