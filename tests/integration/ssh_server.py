"""An SSH server of its own on the loopback interface, with keys, configuration and known hosts in one folder."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import psutil  # type: ignore[import-untyped]
from processes import command_line, descendants, kill_all

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")

REMOTE = f"{sys.executable} -m nnterm trainer"
"""What is started at the far end."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def new_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


def is_trainer(command: list[str]) -> bool:
    """Whether `command` is a training process, and no shell that started one."""
    endings = ("nnterm.trainer.worker", "_trainer.py")
    return bool(command) and "python" in command[0] and any(word.endswith(endings) for word in command)


class SshServer:
    """A server that lets the current user in with one key; as a context manager it leaves no process.

    `settings` are further lines of its configuration.
    """

    def __init__(self, folder: Path, settings: str = "") -> None:
        assert SSHD is not None
        self.folder = folder
        self.port = free_port()
        self._seen: set[psutil.Process] = set()
        host_key, key = new_key(folder / "host_key"), new_key(folder / "key")
        self.known_hosts = folder / "known_hosts"
        self.remember(host_key)
        shutil.copy(key.with_suffix(".pub"), folder / "authorized_keys")
        paths = f"SetEnv PYTHONPATH={os.environ['PYTHONPATH']}\n" if os.environ.get("PYTHONPATH") else ""
        configuration = folder / "sshd_config"
        configuration.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nPidFile none\nStrictModes no\n"
            f"AuthorizedKeysFile {folder / 'authorized_keys'}\nPasswordAuthentication no\n"
            f"KbdInteractiveAuthentication no\nUsePAM no\nLogLevel ERROR\n{paths}{settings}\n"
        )
        self.configure()
        if os.getuid() == 0:
            # Where sshd confines itself before somebody has logged in.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        with (folder / "sshd.log").open("wb") as log:
            self.process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", str(configuration)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._answers()

    def __enter__(self) -> "SshServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        left = set(self._seen)
        if self.process.poll() is None:
            left.update(descendants(self.process.pid))
        self.process.kill()
        self.process.wait()
        kill_all(left)

    def configure(self, **changed: str) -> None:
        """Write the client's configuration, in which the server is called `box`."""
        options = {
            "HostName": "127.0.0.1",
            "Port": str(self.port),
            "User": getpass.getuser(),
            "IdentityFile": str(self.folder / "key"),
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "UserKnownHostsFile": str(self.known_hosts),
            "GlobalKnownHostsFile": "/dev/null",
            **changed,
        }
        lines = "".join(f"  {name} {value}\n" for name, value in options.items())
        (self.folder / "ssh_config").write_text(f"Host box\n{lines}")

    def remember(self, host_key: Path) -> None:
        """Let the client expect this host key."""
        self.known_hosts.write_text(f"[127.0.0.1]:{self.port} {host_key.with_suffix('.pub').read_text()}")

    def trainer(self, remote: str = REMOTE) -> str:
        """The command behind --trainer."""
        return f"ssh -F {self.folder / 'ssh_config'} box {remote}"

    def sessions(self) -> list[psutil.Process]:
        """The processes of sshd that carry a link."""
        return [child for child in descendants(self.process.pid) if "sshd" in " ".join(command_line(child))]

    def trainers(self) -> list[psutil.Process]:
        """The training processes behind the links."""
        children = descendants(self.process.pid)
        found = [child for child in children if is_trainer(command_line(child))]
        self._seen.update(found)
        return found

    def drop(self) -> None:
        """Take every link away, and nothing else."""
        for session in self.sessions():
            session.kill()

    def _answers(self) -> None:
        """Wait until the server listens."""
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                said = (self.folder / "sshd.log").read_text(errors="replace")
                assert self.process.poll() is None and time.monotonic() < deadline, f"sshd does not run: {said}"
                time.sleep(0.02)
