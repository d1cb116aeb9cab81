"""`nnterm runs`: what is kept can be listed, shown, taken elsewhere, trained again and deleted."""

import csv
import io
import json
import shlex
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from good_lesson import GOOD, write

from nnterm import cli, paths
from nnterm.commands.target import experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run

Nnterm = Callable[..., tuple[int, str, str]]

SETS = ["units=3,2", "learning_rate=0.03", "epochs=40", "seed=7"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    monkeypatch.setenv("COLUMNS", "80")
    write(tmp_path, GOOD)
    return str(tmp_path)


@pytest.fixture
def nnterm(folder: str, capsys: pytest.CaptureFixture[str]) -> Nnterm:
    def called(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["runs", *words, "--lessons", folder])
        return code, *capsys.readouterr()

    return called


def kept(folder: str, sets: list[str] = SETS, state: str = "completed", epochs: int = 2) -> Run:
    lesson, chosen = experiment("dense-iris", sets, folder)
    run = new_run(chosen, lesson.head.id)
    losses: list[float | None] = [0.5 / (n + 1) for n in range(epochs)]
    happened = [
        RunStarted(
            run_id=run.run_id, parameters=33, train=96, validation=24, test=30, steps_per_epoch=1, device="CPU 2 cores"
        ),
        EpochsEnded(run_id=run.run_id, first=1, columns={"loss": losses, "val_loss": [*losses[:-1], None]}, seconds=1),
    ]
    if state != "running":
        happened.append(
            RunEnded(run_id=run.run_id, outcome=state, epochs=epochs, seconds=1, evaluate={}, evaluated_on="test")
        )
    store = RunStore.open(paths.store())
    for event in happened:
        run.apply(event)
        store.record(run, event)
    store.close()
    return run


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_an_empty_store_says_so(nnterm: Nnterm) -> None:
    code, out, err = nnterm()
    assert (code, err) == (0, "")
    assert "No runs are kept yet" in out
    assert nnterm("--json")[1] == ""
    assert rows(nnterm("--csv")[1]) == []


def test_a_damaged_store_is_said_and_exits_1(nnterm: Nnterm) -> None:
    paths.store().parent.mkdir(parents=True)
    paths.store().write_text("no database\n" * 500)
    code, _, err = nnterm()
    assert code == 1
    assert "was damaged" in err


def test_the_list_has_the_latest_first_with_what_was_changed(nnterm: Nnterm, folder: str) -> None:
    first, second = kept(folder), kept(folder, [], "diverged")
    code, out, _ = nnterm()
    lines = out.splitlines()
    assert code == 0
    assert lines[1].startswith(second.run_id[:7]) and "(diverged)" in lines[1]
    assert lines[2].startswith(first.run_id[:7])
    assert "0.25" in lines[2] and "units 3-2" in lines[2] and "seed 7" in lines[2]
    assert "0.25" in nnterm("dense-iris")[1]
    assert nnterm("list", f"dense-iris/{first.experiment}")[1].count("dense-iris/") == 2
    assert "No runs of" in nnterm("list", "dense-iris/nothing")[1]


def test_the_list_is_cut_nowhere_and_says_what_it_leaves_out(nnterm: Nnterm, folder: str) -> None:
    for _ in range(21):
        kept(folder)
    _, out, err = nnterm()
    assert (len(out.splitlines()), "--all" in err) == (21, True)
    assert len(nnterm("--all")[1].splitlines()) == 22


def test_csv_and_json_have_every_setting_and_figure(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    (row,) = rows(nnterm("--csv")[1])
    assert row["run_id"] == run.run_id
    assert (row["set.units"], row["set.learning_rate"], row["set.seed"]) == ("3,2", "0.03", "7")
    assert (row["set.loss"], row["loss"], row["epochs"]) == (run.hyperparameters.loss, "0.25", "2")
    found = json.loads(nnterm("--json")[1])
    assert (found["run_id"], found["type"]) == (run.run_id, "RunFinished")
    assert found["started"] > 1e9


def test_one_is_shown_by_the_beginning_of_its_id(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    for name in (run.run_id, run.run_id[:5], "last"):
        code, out, _ = nnterm("show", name)
        assert code == 0
        assert run.run_id in out and "96 train, 24 validation, 30 test rows" in out
    table = rows(nnterm("show", "last", "--csv")[1])
    assert [(each["epoch"], each["loss"], each["val_loss"]) for each in table] == [
        ("1", "0.5", "0.5"),
        ("2", "0.25", ""),
    ]
    assert json.loads(nnterm("show", "last", "--json")[1])["history"]["loss"] == [0.5, 0.25]


def test_the_command_it_names_trains_the_same_again(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    again = next(line for line in nnterm("show", "last")[1].splitlines() if line.startswith("again: "))
    words = shlex.split(again.removeprefix("again: "))
    assert words[:2] == ["nnterm", "train"]
    assert experiment(words[2], words[4::2], folder)[1].hyperparameters == run.hyperparameters


def test_a_change_during_the_run_is_repeated_too(folder: str) -> None:
    from nnterm.experiment.hyperparameters.repeating import repeating

    _, baseline = experiment("dense-iris", [], folder)
    run = new_run(assign(baseline, ["epochs=50"]), "dense-iris")
    run.changes = [Change(5, msgspec.structs.replace(run.hyperparameters, learning_rate=0.125))]
    assert repeating(run, baseline).endswith("--set epochs=50 --at 5:learning_rate=0.125")
    run.split = msgspec.structs.replace(run.split, seed=99)
    assert repeating(run, baseline) == ""


def test_what_is_deleted_is_gone_and_nothing_else(nnterm: Nnterm, folder: str) -> None:
    first, second, third = (kept(folder) for _ in range(3))
    code, out, _ = nnterm("delete", first.run_id, "last", first.run_id)
    assert (code, out) == (0, "Deleted 2 runs.\n")
    store = RunStore.open(paths.store())
    assert [run.run_id for run in store.runs()] == [second.run_id]
    assert {each for (each,) in store.fetch("SELECT run_id FROM epochs")} == {second.run_id}
    store.close()
    assert nnterm("show", third.run_id)[0] == 2


def test_all_or_none_are_deleted(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    under_way = kept(folder, state="running")
    for others in (["nothing"], [under_way.run_id]):
        code, out, err = nnterm("delete", run.run_id, *others)
        assert (code, out) == (2, "")
        assert "no run" in err or "still being trained" in err
    assert rows(nnterm("--csv", "--all")[1])[1]["run_id"] == run.run_id


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show"], "needs the runs by their ids"),
        (["delete", "--all"], "needs the runs by their ids"),
        (["show", "zzz"], "no run 'zzz'"),
        (["show", ""], "no run ''"),
        (["show", "%"], "no run '%'"),
        (["list", "a", "b"], "one lesson too many"),
        (["delte", "abc"], "Did you mean delete? Known: list, show, note, delete."),
        (["shwo"], "Did you mean show?"),
        (["nolesson"], "no lesson 'nolesson'"),
        (["--csv", "--json"], "not allowed with"),
    ],
)
def test_wrong_words_exit_2(words: list[str], says: str, nnterm: Nnterm, folder: str) -> None:
    kept(folder)
    code, out, err = nnterm(*words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_beginning_that_several_have_names_them(nnterm: Nnterm, folder: str) -> None:
    ids = [kept(folder).run_id for _ in range(17)]
    common = next(each[0] for each in ids if sum(other[0] == each[0] for other in ids) > 1)
    code, _, err = nnterm("show", common)
    assert code == 2 and "several runs" in err


def test_a_run_of_a_lesson_that_is_gone_is_still_there(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    next(Path(folder).glob("*.md")).unlink()
    write(Path(folder), GOOD.replace("dense-iris", "other"), "01-other.md")
    assert run.run_id[:7] in nnterm()[1]
    code, out, _ = nnterm("show", "last")
    assert code == 0 and "again:" not in out


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_on_a_narrow_terminal_words_go_on_below(
    columns: int, nnterm: Nnterm, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kept(folder)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("nnterm.commands.runs.runs_list.sys.stdout.isatty", lambda: True, raising=False)
    out = nnterm()[1]
    assert all(len(line) <= columns for line in out.splitlines())
    words = " ".join(out.split())
    assert all(word in words for word in (f"{run.lesson}/{run.experiment}", "units 3-2", "rate 0.03", "seed 7"))


def shown_ids(out: str) -> list[str]:
    return [line.split()[0] for line in out.splitlines()[1:]]


def test_the_list_is_sorted_by_a_figure_and_filtered_by_settings_figures_and_words(nnterm: Nnterm, folder: str) -> None:
    few, many, short = (
        kept(folder, ["units=3"]),
        kept(folder, ["units=8,8"], epochs=4),
        kept(folder, ["units=8"], epochs=3),
    )
    ids = {run.run_id: run.run_id[:7] for run in (few, many, short)}
    # The loss falls with every epoch, so that more of them are better.
    by_loss = [ids[run.run_id] for run in (many, short, few)]
    assert shown_ids(nnterm("--sort", "best_val_loss")[1]) == by_loss
    assert shown_ids(nnterm("--sort", "best_val_loss", "--reverse")[1]) == by_loss[::-1]
    assert shown_ids(nnterm("--filter", "units=8", "--sort", "epochs")[1]) == [ids[short.run_id], ids[many.run_id]]
    assert shown_ids(nnterm("--filter", "epochs>=3 'nothing'")[1]) == []
    assert shown_ids(nnterm("--filter", "loss<0.2 units=8,8")[1]) == [ids[many.run_id]]
    assert shown_ids(nnterm("--filter", "units=8,4")[1]) == []
    assert shown_ids(nnterm("--filter", '"units 3"')[1]) == [ids[few.run_id]]
    found = [
        json.loads(line)["run_id"] for line in nnterm("--filter", "units=8", "--sort", "loss", "--json")[1].splitlines()
    ]
    assert found == [many.run_id, short.run_id]
    assert [row["run_id"] for row in rows(nnterm("--filter", "UNITS=3", "--csv")[1])] == [few.run_id]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--sort", "val_los"], "Did you mean val_loss?"),
        (["--filter", "unit=8"], "Did you mean units?"),
        (["--filter", "val_loss<much"], "'< much' is not a condition"),
        (["show", "last", "--sort", "loss"], "needs the runs by their ids"),
    ],
)
def test_what_no_list_can_be_sorted_or_filtered_by_exits_2(
    words: list[str], says: str, nnterm: Nnterm, folder: str
) -> None:
    kept(folder)
    code, out, err = nnterm(*words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_note_is_kept_listed_found_and_taken_back(nnterm: Nnterm, folder: str) -> None:
    run, other = kept(folder), kept(folder)
    assert nnterm("note", run.run_id, "the  first", "that fits")[:2] == (0, f"run {run.run_id}: the first that fits\n")
    assert '"the first that fits"' in nnterm()[1]
    assert shown_ids(nnterm("--filter", "fits")[1]) == [run.run_id[:7]]
    assert "note: the first that fits" in nnterm("show", run.run_id)[1]
    assert json.loads(nnterm("note", run.run_id, "--json")[1])["note"] == "the first that fits"
    assert [row["note"] for row in rows(nnterm("--csv")[1])] == ["", "the first that fits"]
    assert nnterm("note", run.run_id, "")[1] == f"run {run.run_id} has no note.\n"
    assert "fits" not in nnterm()[1]
    assert nnterm("note", other.run_id, "x" * 201)[0] == 2
    nnterm("note", other.run_id, "gone with its run")
    nnterm("delete", other.run_id)
    store = RunStore.open(paths.store())
    assert store.fetch("SELECT * FROM notes") == []
    store.close()


def test_a_fork_names_the_run_and_the_epoch_that_it_came_from(nnterm: Nnterm, folder: str) -> None:
    run = kept(folder)
    fork = run.fork("f" * 12, 1)
    store = RunStore.open(paths.store())
    store.finish(fork)
    store.close()
    origin = f"from epoch 1 of run {run.run_id[:7]}"
    assert origin in nnterm()[1]
    assert f"forked {origin}" in nnterm("show", fork.run_id)[1]
    assert json.loads(nnterm("show", fork.run_id, "--json")[1])["forked_at"] == 1
    assert shown_ids(nnterm("--filter", f'"run {run.run_id[:7]}"')[1])[0] == fork.run_id[:7]
