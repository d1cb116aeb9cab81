"""`nnterm train --seeds`: a line a seed, the band, and the verdict over all of them."""

import json
from pathlib import Path

import pytest
from good_lesson import GOOD, write
from scripted_process import Script, losses

from nnterm import cli
from nnterm.runs.trainer.pool import pool


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command line, with a trainer whose losses follow from the seed."""
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    script = Script()
    monkeypatch.setattr(pool, "TrainerProcess", lambda command, environment: script(command))
    write(tmp_path, GOOD)
    return ["train", "dense-iris/iris-20", "--set", "epochs=3", "--seed", "4", "--lessons", str(tmp_path)]


def test_every_seed_has_a_line_and_the_band_is_below(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*command, "--seeds", "3"]) == 0
    out, _ = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    assert [line[:2] for line in lines[1:4]] == [["4", "4.333"], ["5", "5.333"], ["6", "6.333"]]
    assert [line[:2] for line in lines[4:7]] == [["lowest", "4.333"], ["median", "5.333"], ["highest", "6.333"]]
    assert "of 3 seeds." in out.splitlines()[-1]


def test_json_has_the_band_of_every_column(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*command, "--seeds", "3", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["seeds"] == [4, 5, 6]
    assert found["band"]["loss"]["low"] == losses(4)
    assert found["band"]["loss"]["middle"] == losses(5)
    assert found["band"]["loss"]["seeds"] == [3, 3, 3]
    assert found["figures"]["loss"] == {"low": losses(4)[-1], "middle": losses(5)[-1], "high": losses(6)[-1]}
    assert "of 3 seeds." in found["verdict"]["sentence"]


def test_what_is_kept_is_not_trained_again(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    cli.run([*command, "--seeds", "3"])
    cli.run([*command, "--seeds", "5"])
    assert "3 of 5 runs are kept" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--seeds", "1"], ["--seeds", "3", "--at", "2:epochs=4"]])
def test_what_makes_no_band_is_refused(command: list[str], capsys: pytest.CaptureFixture[str], more: list[str]) -> None:
    assert cli.run([*command, *more]) == 2
    assert "seeds" in capsys.readouterr().err
