"""Wrong arguments: the exit code is 2, and the hint is the command that was meant."""

from pathlib import Path

import pytest

from nnterm import cli, paths

LAST = max(int(path.name.partition("-")[0]) for path in paths.course().glob("[0-9]*.md"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("train xor --epochs 10", "Did you mean --set epochs=10?"),
        ("train --epochs 10 xor", "Did you mean --set epochs=10?"),
        ("train xor --epochs=10", "Did you mean --set epochs=10?"),
        ("train xor --batch-size 4", "Did you mean --set batch_size=4?"),
        ("train xor --batch_size", "Did you mean --set batch_size=VALUE?"),
        ("train xor --lr 0.1", "Did you mean --set learning_rate=0.1?"),
        ("train xor --learning-rate=-1", "Did you mean --set learning_rate=-1?"),
        ("train xor --noise 0.3", "Did you mean --set dataset.noise=0.3?"),
        ("train xor --set epochs 10", "Did you mean --set epochs=10?"),
        ("sweep xor --over units 4,8", "Did you mean --over units=4,8?"),
        ("sweep xor --epochs 10 --over units=2", "Did you mean --set epochs=10?"),
        ("export xor --epochs 10", "Did you mean --set epochs=10?"),
        ("train xor epochs=10", "Did you mean --set epochs=10?"),
        ("xor --epochs 10", "Did you mean nnterm train xor --set epochs=10?"),
        ("train xor --jsn", "Did you mean --json?"),
        ("train xor --set lr=0.1", "Did you mean learning_rate?"),
        ("train xor --set LR=0.1", "Did you mean learning_rate?"),
        ("train xor --set Epochs=10", "Did you mean epochs?"),
        ("train xor --set batch-size=10", "Did you mean batch_size?"),
        ("train xor --set acc=1", "Did you mean metrics=accuracy?"),
        ("train xor --set mse=1", "Did you mean loss=mean_squared_error?"),
        ("train xor --set noise=0.3", "Did you mean dataset.noise?"),
        ("train xor --set metrics=r2", "Did you mean r2_score?"),
        ("train xor --set metrics=f1", "Did you mean f1_score?"),
        ("train xor --set metrics=rmse", "Did you mean root_mean_squared_error?"),
        ("train xor --set metrics=acuracy", "Did you mean accuracy?"),
        ("train xor --set loss=crossentropy", "Did you mean binary_crossentropy?"),
        ("train xor --set activation=Relu", "Did you mean relu?"),
        ("train xor --set activation=ReLU", "Did you mean relu?"),
        ("train xor --set optimizer=Adam", "Did you mean adam?"),
        ("train overfitting --set patience=3 --set monitor=val_acc", "Did you mean val_accuracy?"),
        ("train xor --at 5:lr=0.1", "Did you mean learning_rate?"),
        ("train 99", f"The course has lessons 1 to {LAST}"),
        ("99", f"The course has lessons 1 to {LAST}"),
        ("train table.csv", "nnterm train sandbox/own --set dataset.path=table.csv"),
        ("train data/my.tsv --set epochs=3", "nnterm train sandbox/own --set dataset.path=data/my.tsv"),
        ("table.csv", "nnterm train sandbox/own --set dataset.path=table.csv"),
        ('train xor --set "units=4 8"', "Did you mean units=4,8?"),
        ('train xor --set "activation=relu tanh"', "Did you mean activation=relu,tanh?"),
        ('train xor --set "metrics=accuracy auc"', "Did you mean metrics=accuracy,auc?"),
        ('sweep xor --over "units=4 8"', "Did you mean units=4,8?"),
        ("train xor --seed=-1", "from 0 to 2147483647"),
        ("train xor --seed -1", "from 0 to 2147483647"),
    ],
)
def test_the_hint_is_what_was_meant(typed: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    import shlex

    assert cli.run(shlex.split(typed)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err, err


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("train sandbox/own", "No file was chosen"),
        ("sweep sandbox/own --over units=2,4", "No file was chosen"),
        ("train xor --set loss=categorical_crossentropy", "1 unit"),
        ("train xor --set loss=sparse_categorical_crossentropy", "1 unit"),
        ("train xor --set dataset.samples=2", "nothing is left to train on"),
        ("train overfitting --set dataset.samples=1", "left"),
        ("train xor --set patience=3 --set monitor=val_loss", "without validation rows"),
        ("train xor --set patience=3 --set monitor=nothing", "does not measure"),
        ("sweep xor --over dataset.samples=1,2", "nothing is left to train on"),
        ("sweep xor --over loss=mse,categorical_crossentropy", "1 unit"),
        ("export xor --set loss=categorical_crossentropy", "1 unit"),
    ],
)
def test_what_no_training_could_be_made_of_is_said_before_one_begins(
    typed: str, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trainer that cannot start would exit with 1."""
    monkeypatch.setenv("NNTERM_TRAINER", "false")
    assert cli.run(typed.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
