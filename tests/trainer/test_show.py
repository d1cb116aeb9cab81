"""`nnterm show` with a real trainer: panels as text, and the same as JSON."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nnterm import cli
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.events import Event
from nnterm.runs.trainer import client
from nnterm.tui.drawing import glyphs

from .child import Child


class RunningTrainer:
    """A child that runs already in the place of a `TrainerProcess`, whose start takes seconds; it outlives its use."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.alive = self.listens = True

    async def start(self) -> None:
        """It runs."""

    def send(self, command: Command) -> None:
        self._child.send(command)

    async def events(self) -> AsyncIterator[Event]:
        while True:
            yield (await asyncio.to_thread(self._child.until, lambda _: True))[-1]

    async def stop(self) -> None:
        self.alive = self.listens = False


@pytest.fixture
def warm(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's trainer is the child of all tests; where JSON is printed, it starts one of its own."""
    monkeypatch.setattr(client, "TrainerProcess", lambda _: RunningTrainer(child))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setattr(glyphs, "_current", glyphs.BRAILLE)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("panel", "words"),
    [
        ("map", ["epoch 3", "blue", "orange", "x0 "]),
        ("network", ["layer 1 of 3  Dense 4 relu", "layer 2 relu", "+ positive  - negative"]),
        ("mistakes", ["training rows"]),
    ],
)
def test_a_panel_is_printed_as_the_app_draws_it_without_colour(
    panel: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = ["--set", "epochs=5"]
    assert cli.run(["show", "xor/two-layers", "--panel", panel, "--epoch", "3", *settings, "--glyphs", "ascii"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{panel.capitalize()} of xor/two-layers, epoch 3")
    assert all(word in out for word in words)
    assert out.isascii()
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 100


def test_json_is_the_whole_answer_of_the_trainer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["show", "dense-iris", "--panel", "gradients", "--set", "epochs=3", "--epoch", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["type"], found["epoch"]) == ("GradientsShown", 2)
    assert found["missing"] == 0
    assert 2 in [epoch for epoch, _ in found["flows"]]


@pytest.mark.usefixtures("warm")
def test_what_a_network_writes_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    settings = ["--set", "epochs=1", "--set", "dataset.samples=400", "--set", "units=4"]
    assert cli.run(["show", "rnn/names", "--panel", "generated", *settings]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Generated of rnn/names, epoch 1")
    assert "temperature 1;" in out
    assert len(out.split()) > 30
