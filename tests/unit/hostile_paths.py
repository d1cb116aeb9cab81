"""Paths that nobody would write in good faith, and some that somebody would."""

import os
import socket
from pathlib import Path


def hostile_paths(folder: Path) -> dict[str, str]:
    """Paths by what is wrong with them; what they need is made in `folder`."""
    made = folder / "made"
    made.mkdir()
    (made / "plain.csv").write_text("size,kind\n1,a\n2,b\n3,a\n")
    (made / "loop").symlink_to(made / "loop")
    (made / "there").symlink_to(made / "back")
    (made / "back").symlink_to(made / "there")
    (made / "nowhere").symlink_to(made / "gone.csv")
    (made / "to-folder.csv").symlink_to(made)
    (made / "folder.csv").mkdir()
    (made / "empty.csv").touch()
    (made / "binary.csv").write_bytes(bytes(range(256)))
    os.mkfifo(made / "pipe.csv")
    with (made / "endless.csv").open("wb") as sparse:
        sparse.truncate(2**40)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(made / "socket.csv"))
    (made / "secret.csv").write_text("size,kind\n1,a\n2,b\n")
    (made / "secret.csv").chmod(0)
    (made / "\x1b]0;owned\x07.csv").write_text("no table")
    (made / "\u202ecsv.gpj").write_text("no table")
    (made / "two\nlines.csv").write_text("no table")
    Path(os.fsdecode(os.fsencode(made) + b"/caf\xe9.csv")).write_text("size,kind\n1,a\n2,b\n3,a\n")
    return {
        "300 characters": "a" * 300,
        "300 characters and .csv": f"{'a' * 300}.csv",
        "a long name in a folder": f"{made}/{'b' * 256}",
        "5,000 characters": "/".join(["abcd"] * 1000),
        "a million characters": "x" * 1_000_000,
        "a million folders": "a/" * 500_000,
        "256 umlauts": "ü" * 256,
        "a NUL": "a\0b.csv",
        "only a NUL": "\0",
        "a surrogate": "caf\udce9.csv",
        "half a character": "\ud800.csv",
        "not UTF-8, and there": f"{made}/caf\udce9.csv",
        "a link to itself": f"{made}/loop",
        "two links in a circle": f"{made}/there",
        "below a link to itself": f"{made}/loop/x.csv",
        "a link to nothing": f"{made}/nowhere",
        "a link to a folder": f"{made}/to-folder.csv",
        "a folder": str(made),
        "a folder with a file's name": f"{made}/folder.csv",
        "below a file": f"{made}/plain.csv/x.csv",
        "a file with a slash": f"{made}/plain.csv/",
        "a pipe": f"{made}/pipe.csv",
        "a socket": f"{made}/socket.csv",
        "an empty file": f"{made}/empty.csv",
        "a binary file": f"{made}/binary.csv",
        "a terabyte of nothing": f"{made}/endless.csv",
        "without permission": f"{made}/secret.csv",
        "zeros without end": "/dev/zero",
        "nothing": "/dev/null",
        "chance": "/dev/urandom",
        "a terminal": "/dev/tty",
        "a new terminal": "/dev/ptmx",
        "standard input": "/dev/stdin",
        "a descriptor": "/dev/fd/0",
        "own memory": "/proc/self/mem",
        "own pages": "/proc/self/pagemap",
        "own environment": "/proc/self/environ",
        "the kernel's log": "/proc/kmsg",
        "a closed descriptor": "/proc/self/fd/9999",
        "nobody's home": "~nobody-of-this-name/x.csv",
        "a home": "~",
        "a tilde and a NUL": "~\0/x",
        "the root": "/",
        "two slashes": "//",
        "the folder above": "..",
        "a point": ".",
        "a blank": " ",
        "stars": "*?[a-z].csv",
        "markup": "[red]x[/]",
        "a format": "%s{0}{path!r}.csv",
        "an address": "http://localhost/x.csv",
        "an address of a file": "file:///etc/passwd",
        "a share": r"\\server\share\x.csv",
        "a drive": r"C:\x.csv",
        "a device of Windows": "CON",
        "an escape sequence": "\x1b]52;c;b3duZWQ=\x07.csv",
        "an escape sequence, and there": f"{made}/\x1b]0;owned\x07.csv",
        "right to left, and there": f"{made}/\u202ecsv.gpj",
        "two lines, and there": f"{made}/two\nlines.csv",
    }
