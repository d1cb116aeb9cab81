"""`nnterm compare`: two experiments on the same seeds, trained once, judged seed by seed."""

import json
from pathlib import Path

import pytest
from good_lesson import GOOD, write
from scripted_process import Script

from nnterm import cli
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.panel_names import PRINTED
from nnterm.runs.trainer.pool import pool

FIRST = 3
"""The seed of the lesson's experiment."""


def key(chosen: Hyperparameters) -> int:
    """The last loss follows from it: less with more units, but for seed 5, which is better with 2."""
    units = chosen.layers[0].units  # type: ignore[union-attr]
    return -units * (1 if chosen.seed != 5 else -1)


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command line of a comparison whose trainings are scripted."""
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    monkeypatch.setattr(pool, "TrainerProcess", lambda command, environment: Script(key=key)(command))
    write(tmp_path, GOOD)
    common = ["--set", "epochs=3", "--set", "units=2", "--by", "loss", "--lessons", str(tmp_path)]
    return ["compare", "dense-iris/iris-20", *common]


def test_the_second_is_judged_by_the_first(compared: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*compared, "--with", "units=4"]) == 0
    out, err = capsys.readouterr()
    first, second, judgement = out.splitlines()
    assert first.startswith("A  dense-iris/iris-20 epochs=3 units=2  ")
    assert "loss -1.667 (-1.667 to 2.333)" in first
    assert second.startswith("B  dense-iris/iris-20 epochs=3 units=2 units=4")
    assert judgement == "B beside A: better in 9 of 10 seeds, by 2.000 in the median: not luck."
    assert "20 of" not in err


def test_what_is_kept_is_not_trained_again(
    compared: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.run([*compared, "--with", "units=4"])
    script = Script(key=key)
    monkeypatch.setattr(pool, "TrainerProcess", lambda command, environment: script(command))
    cli.run([*compared, "--with", "units=8"])
    assert "10 of 20 runs are kept" in capsys.readouterr().err
    assert len(script.ended) == 10


def test_json_has_every_pair(compared: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*compared, "--with", "units=4", "--seeds", "4", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["seeds"] == [FIRST, FIRST + 1, FIRST + 2, FIRST + 3]
    assert [pair[0] - pair[1] for pair in found["pairs"]] == pytest.approx([2, 2, -2, 2])
    assert len({*found["a"]["runs"], *found["b"]["runs"]}) == 8
    assert found["judgement"] == {
        "better": 3,
        "worse": 1,
        "equal": 0,
        "difference": pytest.approx(2),
        "probability": 0.625,
    }
    assert found["could_be_luck"] is True


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Both are the same experiment"),
        (["--with", "units=4", "--seeds", "0"], "0 seeds"),
        (["--with", "units=4", "--jobs", "0"], "0 trainers"),
        (["--with", "unit=4"], "Did you mean units?"),
        (["--with", "units=4", "--by", "best_val_los"], "Did you mean best_val_loss?"),
        (["--with", "units=4", "--by", "val_auc"], "auc is not measured in both"),
        (["--with", "seed=9", "--with", "units=4"], "different seeds"),
        (["--with", "loss=mean_squared_error"], "different losses"),
    ],
)
def test_what_cannot_be_compared(
    words: list[str], says: str, compared: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*compared, *words]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert says in err


def test_where_losses_differ_a_metric_of_both_judges_as_in_the_lab(
    compared: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = [word for word in compared if word not in ("--by", "loss")]
    assert cli.run([*chosen, "--with", "loss=mean_squared_error", "--json"]) in (0, 1)
    figure = json.loads(capsys.readouterr().out)["figure"]
    assert figure == "best_val_accuracy"


def test_the_help_of_show_names_every_panel_that_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["show", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    assert ", ".join(PRINTED[:-1]) in words and PRINTED[-1] in words
