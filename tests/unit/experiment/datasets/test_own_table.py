"""A table of one's own in an experiment: named in a lesson or by an assignment, and noticed when it changed."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.cli import run as nnterm
from nnterm.commands.training.report import PlainReport
from nnterm.errors import DatasetError, LessonError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import adapted, refreshed
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import wire
from nnterm.experiment.protocol.events import RunStarted
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.plan import start_command
from nnterm.runs.trainer.train_once import new_run
from nnterm.tui.form.form_fields import assigned, choices_of, stepped, value_of

ONE = "- Dense: {units: 4}\n- Dense: {units: 1, activation: sigmoid}"
KINDS = "size,kind\n1,a\n2,b\n3,c\n4,a\n"
PRICES = "size,price\n1,2.5\n2,3.5\n3,4.5\n4,5.5\n"


def load(folder: Path, dataset: str = "csv", extra: str = "", model: str = ONE) -> Experiment:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nmodel:\n{model}\n"
        "compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}\nfit: {epochs: 1}\n"
        f"{extra}\n```\n"
    )
    return load_lesson(write(folder, head("x", steps=body), "01-x.md")).experiment("e")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two tables, from which nnterm is started."""
    (tmp_path / "kinds.csv").write_text(KINDS)
    (tmp_path / "prices.csv").write_text(PRICES)
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_lesson_may_leave_the_file_to_the_learner(folder: Path) -> None:
    waiting = load(folder / "course", extra="split: {test: 0.2}\ntune: [dataset.path, dataset.target]")
    assert catalog.awaits_file(waiting.dataset)
    chosen = assign(waiting, ["dataset.path=kinds.csv"])
    assert not catalog.awaits_file(chosen.dataset)
    assert catalog.input_shape(chosen.dataset) == (1,)
    assert catalog.entry(chosen.dataset).classes == ("a", "b", "c")
    assert catalog.rows(chosen.dataset) == 4


def test_a_lesson_finds_a_file_beside_itself_first(folder: Path) -> None:
    (folder / "course" / "prices.csv").write_text("size,place\n1,a\n2,b\n")
    found = load(folder / "course", "{name: csv, path: prices.csv}")
    assert catalog.entry(found.dataset).classes == ("a", "b")
    assert load(folder / "course", "{name: csv, path: kinds.csv}", model=ONE.replace("1", "3")).dataset.table


def test_a_lesson_says_what_is_wrong_with_its_file(folder: Path) -> None:
    with pytest.raises(LessonError, match=r"01-x.md:\d+: There is no file kind.csv"):
        load(folder / "course", "{name: csv, path: kind.csv}")
    with pytest.raises(LessonError, match="has 1 unit, which does not fit 3 classes"):
        load(folder / "course", "{name: csv, path: kinds.csv}")
    with pytest.raises(LessonError, match=r"nothing is left to train on"):
        load(folder / "course", "{name: csv, path: kinds.csv}", "split: {test: 4}", ONE.replace("1,", "3,"))


def test_another_file_brings_an_end_of_the_model_that_fits_it(folder: Path) -> None:
    start = load(folder / "course")
    classes = assign(start, ["dataset.path=kinds.csv"]).hyperparameters
    assert classes.output == Dense(units=3, activation="softmax")
    assert (classes.loss, classes.metrics) == ("categorical_crossentropy", ("accuracy",))
    number = assign(start, ["dataset.path=prices.csv"]).hyperparameters
    assert number.output == Dense(units=1)
    assert (number.loss, number.metrics) == ("mean_squared_error", ("mean_absolute_error",))
    assert number.layers[:-1] == start.hyperparameters.layers[:-1]


def test_an_end_that_fits_stays(folder: Path) -> None:
    (folder / "two.csv").write_text("size,kind\n1,a\n2,b\n")
    start = load(folder / "course")
    assert assign(start, ["dataset.path=two.csv"]).hyperparameters == start.hyperparameters
    iris = assign(start, ["dataset.path=kinds.csv", "loss=mse", "metrics=none"])
    assert (iris.hyperparameters.loss, iris.hyperparameters.metrics) == ("mean_squared_error", ())
    assert adapted(iris, iris.dataset, start) == iris


def test_the_order_of_assignments_does_not_matter(folder: Path) -> None:
    start = load(folder / "course")
    texts = ["units=7", "loss=mae", "dataset.target=size", "dataset.path=prices.csv"]
    chosen = assign(start, texts)
    assert chosen == assign(start, texts[::-1])
    assert chosen.dataset.table is not None
    assert chosen.dataset.table.target == "size"
    assert chosen.hyperparameters.loss == "mean_absolute_error"


def test_a_target_that_another_file_has_not_is_forgotten(folder: Path) -> None:
    start = assign(load(folder / "course"), ["dataset.path=kinds.csv", "dataset.target=kind"])
    other = assign(start, ["dataset.path=prices.csv"])
    assert other.dataset.table is not None
    assert other.dataset.table.target == "price"
    assert "target" not in other.dataset.options
    (folder / "more.csv").write_text("kind,size\na,1\nb,2\n")
    kept = assign(start, ["dataset.path=more.csv"])
    assert kept.dataset.options["target"] == "kind"


def test_a_wrong_target_names_the_nearest_column(folder: Path) -> None:
    with pytest.raises(DatasetError, match="no column 'prize'") as raised:
        assign(load(folder / "course"), ["dataset.path=prices.csv", "dataset.target=prize"])
    assert "Did you mean price?" in raised.value.remedy


def test_a_run_trains_on_the_file_as_it_is_by_then(folder: Path) -> None:
    chosen = assign(load(folder / "course"), ["dataset.path=kinds.csv"])
    before = chosen.dataset.table
    assert new_run(chosen).dataset == chosen.dataset
    (folder / "kinds.csv").write_text(KINDS + "5,b\n")
    again = new_run(chosen).dataset.table
    assert before is not None
    assert again is not None
    assert (before.rows, again.rows) == (4, 5)
    # A file that is gone is reported by whoever trains.
    (folder / "kinds.csv").unlink()
    assert refreshed(chosen) == chosen


def test_what_was_found_travels_and_is_kept_without_the_file(folder: Path) -> None:
    run = new_run(assign(load(folder / "course"), ["dataset.path=kinds.csv"]), "x")
    assert wire.decode_command(wire.encode(start_command(run))).dataset == run.dataset  # type: ignore[union-attr]
    run.fail("over", "")
    store = RunStore.open(folder / "runs.sqlite")
    store.finish(run)
    (folder / "kinds.csv").unlink()
    (kept,) = store.runs("x")
    assert kept.dataset == run.dataset
    assert catalog.entry(kept.dataset).classes == ("a", "b", "c")


def test_two_columns_and_classes_lie_in_the_plane(folder: Path) -> None:
    (folder / "plane.csv").write_text("x0,x1,kind\n1,2,a\n2,3,b\n")
    assert catalog.in_plane(assign(load(folder / "course"), ["dataset.path=plane.csv"]).dataset)
    assert not catalog.in_plane(Dataset("csv"))


def test_an_experiment_that_waits_for_a_file_is_left_untrained_by_the_author(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(folder / "course", extra='expect: {accuracy: ">= 0.9"}')
    assert nnterm(["check", str(folder / "course"), "--train"]) == 0
    assert "left    x/e: it trains on a file that the learner chooses" in capsys.readouterr().out


def test_a_script_needs_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(folder / "course")
    arguments = ["export", "x", "--lessons", str(folder / "course")]
    assert nnterm(arguments) == 2
    assert "--set dataset.path=FILE" in capsys.readouterr().err
    assert nnterm([*arguments, "--set", "dataset.path=kinds.csv"]) == 0
    assert f'path = "{(folder / "kinds.csv").as_posix()}"' in capsys.readouterr().out


def test_a_run_without_a_screen_says_what_was_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "kinds.csv").write_text(f"{KINDS},a\n")
    chosen = assign(load(folder / "course"), ["dataset.path=kinds.csv"])
    run = new_run(chosen, "x")
    started = RunStarted(
        run_id=run.run_id, parameters=1, train=4, validation=0, test=0, steps_per_epoch=1, device="CPU"
    )
    run.apply(started)
    PlainReport(chosen).take(run, started)
    assert "4 rows, 1 input; the target is kind, one of 3 classes. 1 row is left out" in capsys.readouterr().out


def test_arrows_pass_over_a_column_that_cannot_be_the_target(folder: Path) -> None:
    (folder / "more.csv").write_text("size,same,kind\n1,x,a\n2,x,b\n3,x,a\n")
    chosen = assign(load(folder / "course"), ["dataset.path=more.csv"])
    assert choices_of(chosen, "dataset.target") == ("size", "same", "kind")
    assert value_of(stepped(chosen, "dataset.target", -1), "dataset.target") == "size"
    assert value_of(stepped(chosen, "dataset.target", 1), "dataset.target") == "size"


def test_a_path_has_no_next_value(folder: Path) -> None:
    chosen = assign(load(folder / "course"), ["dataset.path=kinds.csv"])
    assert stepped(chosen, "dataset.path", 1) == chosen
    assert value_of(assigned(chosen, "dataset.path", "prices.csv"), "dataset.path") == "prices.csv"
    assert catalog.awaits_file(assigned(chosen, "dataset.path", "").dataset)
