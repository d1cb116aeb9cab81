"""The trainer at the far end of a real SSH link: training, refusals, and links that drop."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aftermath import epochs_kept, epochs_of_runs, gone
from plane_lesson import calm_trainer, steady_trainer, write_lesson
from ssh_server import REMOTE, SSHD, SshServer, free_port, new_key
from terminal_app import NNTERM, TerminalApp

pytestmark = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None,
    reason="sshd and ssh are not installed (openssh-server, openssh-client)",
)


SHORT = ("--set", "epochs=3", "--set", "batch_size=32")


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    return write_lesson(tmp_path / "lessons")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def far(tmp_path: Path) -> str:
    """What trains at the far end, for hours and without Keras."""
    return calm_trainer(tmp_path / "far")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    with SshServer(tmp_path) as server:
        yield server


@pytest.fixture
def train(lessons: Path, home: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts `nnterm train planes --json` with further arguments."""

    def start(*arguments: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NNTERM")}
        return subprocess.Popen(
            [*NNTERM, "train", "planes", "--json", "--lessons", str(lessons), *arguments],
            env={**kept, "NNTERM_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


Train = Callable[..., subprocess.Popen[str]]


def finished(process: subprocess.Popen[str]) -> tuple[int, dict[str, Any], str]:
    """Exit code, last object, and standard error, when the command has ended."""
    out, err = process.communicate(timeout=120)
    return process.returncode, json.loads(out.splitlines()[-1]) if out else {}, err


def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)


# --- training --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_at_the_far_end_has_the_same_history_as_here(server: SshServer, train: Train) -> None:
    here = finished(train(*SHORT))[1]
    code, there, err = finished(train(*SHORT, "--trainer", server.trainer()))
    assert (code, err) == (0, "")
    assert there["history"] == here["history"]
    assert len(there["history"]["loss"]) == 3
    assert there["device"] == f"{here['device']} via ssh box"
    until(lambda: not server.trainers())


@pytest.mark.slow
def test_the_device_is_chosen_at_the_far_end(server: SshServer, train: Train) -> None:
    code, run, err = finished(train(*SHORT, "--trainer", server.trainer(f"{REMOTE} --device gpu:7")))
    assert code == 1
    assert "GPU 7 was requested" in run["failure"]["message"]
    assert "GPU 7 was requested" in err


def test_what_shells_and_banners_print_is_left_out(tmp_path: Path, train: Train) -> None:
    far = steady_trainer(tmp_path / "far", epochs=3)
    (tmp_path / "banner").write_text("Authorised users only.\n")
    noise = "echo Welcome; echo '{}'; echo prompt >&2; printf '\\033]0;box\\007'"
    settings = f"Banner {tmp_path / 'banner'}\nForceCommand {noise}; exec $SSH_ORIGINAL_COMMAND"
    with SshServer(tmp_path, settings) as server:
        code, run, err = finished(train("--trainer", server.trainer(far)))
    assert (code, err) == (0, "")
    assert run["epochs"] == 3


# --- links that cannot be made ---------------------------------------------------------------------------


def another_key(server: SshServer) -> str:
    server.configure(IdentityFile=str(new_key(server.folder / "another_key")))
    return server.trainer()


def passwords_alone(server: SshServer) -> str:
    server.configure(PubkeyAuthentication="no")
    return server.trainer()


def unknown_host(server: SshServer, remote: str = REMOTE) -> str:
    server.known_hosts.write_text("")
    return server.trainer(remote)


def changed_host(server: SshServer) -> str:
    server.remember(new_key(server.folder / "other_host_key"))
    return server.trainer()


def closed_port(server: SshServer) -> str:
    server.configure(Port=str(free_port()))
    return server.trainer()


def no_such_name(server: SshServer) -> str:
    server.configure(HostName="nowhere.invalid")
    return server.trainer()


@pytest.mark.parametrize(
    ("command", "message", "remedy"),
    [
        (another_key, "box does not let you in", "ssh-copy-id box"),
        (passwords_alone, "box does not let you in", "ssh-copy-id box"),
        (unknown_host, "host key of box is not known", "Connect once by hand"),
        (changed_host, "box shows another host key", "ssh-keygen -R box"),
        (closed_port, "box refuses the connection", "sshd runs there"),
        (no_such_name, "no computer of the name box", "~/.ssh/config"),
        (lambda server: server.trainer("nntermm trainer"), "`ssh box` found no nnterm", "Install nnterm"),
        (lambda server: server.trainer(REMOTE.removesuffix("er")), "`ssh box` ended", "`nnterm trainer`"),
        (lambda server: server.trainer(REMOTE.removesuffix(" trainer")), "started nnterm's screen", "nnterm trainer"),
    ],
)
def test_a_link_that_cannot_be_made_says_why_and_what_to_do(
    command: Callable[[SshServer], str], message: str, remedy: str, server: SshServer, train: Train
) -> None:
    code, run, err = finished(train("--trainer", command(server)))
    assert code == 1
    assert run["outcome"] == "failed"
    assert message in run["failure"]["message"] and message in err
    assert remedy in run["failure"]["remedy"] and remedy in err


# --- links that drop -------------------------------------------------------------------------------------


def test_a_dropped_link_keeps_the_epochs_and_ends_the_far_trainer(server: SshServer, home: Path, train: Train) -> None:
    process = train("--trainer", server.trainer())
    until(lambda: epochs_kept(home) > 0)
    trainers = server.trainers()
    assert len(trainers) == 1
    server.drop()
    code, run, err = finished(process)
    assert code == 1
    assert run["outcome"] == "failed"
    assert run["failure"]["message"].startswith("The link to the trainer behind `ssh box` dropped: ")
    assert "kept" in err
    assert epochs_of_runs(home) == [run["epochs"]]
    assert run["epochs"] == len(run["history"]["loss"]) > 0
    assert gone(trainers)


def test_a_client_that_is_killed_ends_the_far_trainer(server: SshServer, home: Path, far: str, train: Train) -> None:
    process = train("--trainer", server.trainer(far))
    until(lambda: epochs_kept(home) > 0)
    trainers = server.trainers()
    process.kill()
    process.communicate()
    assert trainers
    assert gone(trainers)


def test_a_trainer_killed_at_the_far_end_is_reported(server: SshServer, home: Path, far: str, train: Train) -> None:
    process = train("--trainer", server.trainer(far))
    until(lambda: epochs_kept(home) > 0)
    server.trainers()[0].kill()
    code, run, _ = finished(process)
    assert code == 1
    assert "behind `ssh box`" in run["failure"]["message"] and "killed" in run["failure"]["message"]


# --- the screen ------------------------------------------------------------------------------------------


def test_the_app_trains_far_away_and_connects_again(server: SshServer, lessons: Path, home: Path, far: str) -> None:
    command = (*NNTERM, "planes", "--lessons", str(lessons), "--trainer", server.trainer(far))
    with TerminalApp(command, {"NNTERM_HOME": str(home)}) as app:
        app.shows("First step")
        app.shows("via ssh box")
        app.press("t")
        app.until(lambda: epochs_kept(home) > 0)
        first = server.trainers()
        server.drop()
        app.shows("link to the trainer")
        app.shows("trainer off")
        assert gone(first)
        kept = epochs_kept(home)
        app.press("t")
        app.until(lambda: len(epochs_of_runs(home)) == 2 and epochs_kept(home) > 0)
        assert epochs_of_runs(home)[1] == kept > 0
        (second,) = server.trainers()
        app.press("\x11")
        app.shows("A run is under way")
        app.press("\x11")
        assert app.ends() == 0
        assert gone([second])
        assert app.settings == app.before


def test_ssh_asks_nothing_on_the_screen(server: SshServer, lessons: Path, home: Path, far: str) -> None:
    command = (*NNTERM, "planes", "--lessons", str(lessons))
    environment = {"NNTERM_HOME": str(home), "NNTERM_TRAINER": unknown_host(server, far)}
    with TerminalApp(command, environment) as app:
        app.shows("host key of box is not known")
        app.shows("First step")
        assert b"authenticity of host" not in app.written
        # What is put right meanwhile counts for the next attempt.
        server.remember(server.folder / "host_key")
        app.press("t")
        app.until(lambda: epochs_kept(home) > 0)
