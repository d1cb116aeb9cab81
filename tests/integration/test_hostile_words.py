"""Whoever speaks, nothing but text comes out on the terminal: trainers, programs, names of files, arguments."""

import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hostile import CLIPBOARD, DRIVING, HOSTILE, MARKUP
from plane_lesson import EXPERIMENT, HEAD, write_lesson
from terminal_app import NNTERM, TerminalApp

from nnterm import cli

TRAINER = Path(__file__).parent / "hostile_trainer.py"
CODE = """
```{code}
id: bad
task: Run it.
start: |
  pass
solution: |
  raise ValueError(%r)
checks:
  - {expression: "True", say: nothing}
```
"""
NAMES = [text.replace("/", "") for text in HOSTILE if "\0" not in text]
HOSTILE_ARGUMENT = "".join(NAMES)

OURS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[=>78]|\]22;[a-z]*\x07)|[\r\n\t\x08]")
"""What an app writes to a terminal: cursor, colours, modes, line ends, and the mouse pointer's shape."""


def said(arguments: list[str], home: Path, **environment: str) -> str:
    """What a command writes, on both streams."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NNTERM")}
    result = subprocess.run(
        [*NNTERM, *arguments],
        capture_output=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**kept, "NNTERM_HOME": str(home), **environment},
    )
    return (result.stdout + result.stderr).decode("utf-8")


def trainer(end: str) -> str:
    return shlex.join((sys.executable, str(TRAINER), end))


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    return write_lesson(tmp_path / "lessons", epochs=3)


@pytest.mark.parametrize("end", ["ended", "refuses", "dies"])
def test_doctor(end: str, tmp_path: Path, lessons: Path) -> None:
    words = said(["doctor", "--compare", "planes", "--lessons", str(lessons)], tmp_path, NNTERM_TRAINER=trainer(end))
    assert not DRIVING.search(words)
    assert MARKUP in words


@pytest.mark.parametrize("arguments", [(), ("--json",)])
@pytest.mark.parametrize("end", ["ended", "failed", "refuses", "dies"])
def test_train(end: str, arguments: tuple[str, ...], tmp_path: Path, lessons: Path) -> None:
    command = ["train", "planes", "--lessons", str(lessons), *arguments]
    words = said(command, tmp_path, NNTERM_TRAINER=trainer(end))
    assert not DRIVING.search(words)
    assert "[bold red]x[/]" in words


@pytest.mark.parametrize("end", ["ended", "failed", "dies"])
def test_train_on_a_terminal(end: str, tmp_path: Path, lessons: Path) -> None:
    environment = {"NNTERM_HOME": str(tmp_path / "home"), "NNTERM_TRAINER": trainer(end)}
    with TerminalApp((*NNTERM, "train", "planes", "--lessons", str(lessons)), environment) as app:
        app.ends()
    assert not DRIVING.search(OURS.sub("", app.written.decode()))


@pytest.mark.parametrize("end", ["ended", "failed", "dies"])
def test_the_app(end: str, tmp_path: Path, lessons: Path) -> None:
    environment = {"NNTERM_HOME": str(tmp_path / "home"), "NNTERM_TRAINER": trainer(end)}
    with TerminalApp((*NNTERM, "--lessons", str(lessons), "planes"), environment) as app:
        app.shows("First step")
        app.shows(re.escape("[bold red]x[/]"))
        app.press("d")
        app.shows("The device that trains")
        app.press("c")
        app.shows("Comparing|steps a second|There is no GPU")
        app.press("\x1b")
        app.until(lambda: "The device that trains" not in app.text)
        app.press("t")
        app.shows({"ended": "completed|[Ff]it|epoch 3", "failed": "failed", "dies": "trainer off"}[end])
        if end == "failed":
            # The badge says it too, but why it failed is beside the curves.
            app.until(lambda: app.text.count("[bold red]x[/]") > 1)
        app.press("q")
        app.ends()
    assert not DRIVING.search(OURS.sub("", app.written.decode()))


def test_names_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    folder = tmp_path / f"folder {HOSTILE_ARGUMENT[:60]}"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        lesson = HEAD.replace("id: planes", f"id: planes-{number}") + EXPERIMENT % (60, 3, 3)
        (folder / f"{2 * number:02}-{name}.md").write_text(lesson, encoding="utf-8")
        (folder / f"{2 * number + 1:02}-{name}.md").write_text("no lesson\n", encoding="utf-8")
        (folder / f"{name}.csv").write_text("a\n", encoding="utf-8")
    where = ["--lessons", str(folder)]
    for command in (["list", *where], ["check", str(folder)], ["read", "planes-3", *where], ["progress", *where]):
        assert not DRIVING.search(said(command, tmp_path)), command
    for name in NAMES:
        cli.run(["export", "planes-3", *where, "--set", f"dataset.path={folder / name}.csv"])
        words = "".join(capsys.readouterr())
        assert words
        assert not DRIVING.search(words), name


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE_ARGUMENT],
        ["--" + HOSTILE_ARGUMENT],
        ["list", HOSTILE_ARGUMENT],
        ["list", "--lessons", HOSTILE_ARGUMENT],
        ["read", HOSTILE_ARGUMENT],
        ["read", "1", "--step", HOSTILE_ARGUMENT],
        ["explain", HOSTILE_ARGUMENT],
        ["check", HOSTILE_ARGUMENT],
        ["train", HOSTILE_ARGUMENT],
        ["train", "1", "--set", HOSTILE_ARGUMENT],
        ["train", "1", "--set", f"epochs={HOSTILE_ARGUMENT}"],
        ["train", "1", "--set", f"{HOSTILE_ARGUMENT}=3"],
        ["train", "1", "--seed", HOSTILE_ARGUMENT],
        ["train", "1", "--at", HOSTILE_ARGUMENT],
        ["sweep", "1", "--over", HOSTILE_ARGUMENT],
        ["export", "1", "-o", f"/nowhere/{HOSTILE_ARGUMENT}"],
        ["new-lesson", HOSTILE_ARGUMENT],
        ["progress", "--import", HOSTILE_ARGUMENT],
        ["--glyphs", HOSTILE_ARGUMENT],
        ["--device", HOSTILE_ARGUMENT],
        ["--trainer", HOSTILE_ARGUMENT],
        ["doctor", "--trainer", f"{HOSTILE_ARGUMENT.replace(chr(10), '')} 'x'"],
    ],
    ids=lambda arguments: " ".join("X" if "\x1b" in word else word for word in arguments),
)
def test_arguments(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    # An option takes the place of its variable.
    for variable in ("NNTERM_DEVICE", "NNTERM_TRAINER"):
        monkeypatch.setenv(variable, "")
    with suppress(SystemExit):
        cli.run(arguments)
    words = "".join(capsys.readouterr())
    assert words
    assert not DRIVING.search(words)


@pytest.mark.parametrize("variable", ["NNTERM_DEVICE", "NNTERM_TRAINER", "NNTERM_IDLE_MINUTES", "NNTERM_HOME", "TERM"])
def test_the_environment(variable: str, tmp_path: Path, lessons: Path) -> None:
    where = ["--lessons", str(lessons)]
    for command in (["list", *where], ["doctor"], where):
        hostile = {variable: f"{tmp_path}/{HOSTILE_ARGUMENT}"}
        words = said(command, tmp_path, **{"NNTERM_TRAINER": trainer("ended"), **hostile})
        assert not DRIVING.search(words), command


def test_what_a_solution_raises(tmp_path: Path, lessons: Path) -> None:
    (lessons / "01-planes.md").write_text(HEAD + CODE % CLIPBOARD, encoding="utf-8")
    words = said(["check", str(lessons), "--train"], tmp_path)
    assert "ValueError" in words or "BROKEN" in words
    assert not DRIVING.search(words)
