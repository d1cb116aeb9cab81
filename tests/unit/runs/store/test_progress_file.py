"""`nnterm progress`: the table, and progress that is taken to another computer and merged there."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from nnterm import paths
from nnterm.commands import progress as command
from nnterm.errors import StoreError, UsageError
from nnterm.runs.store import progress_file
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.progress_file import KeptLesson, KeptPlace, KeptProgress, collect, decode, encode, merge
from nnterm.runs.store.store import RunStore


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Progress:
    """Progress on this computer, where `nnterm progress` looks for it."""
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    return Progress(RunStore.open())


def kept_at(furthest: int, step: int, seen: float, *, finished: bool = False) -> KeptProgress:
    """Progress from elsewhere in the lesson `perceptron`."""
    place = KeptPlace(step=step, furthest=furthest, finished=finished, seen=seen)
    return KeptProgress(nnterm_progress=1, lessons={"perceptron": KeptLesson(place=place)})


def everything(store: RunStore) -> list[Any]:
    return [sorted(store.fetch(f"SELECT * FROM {table}")) for table in ("progress", "answers", "drafts", "choices")]


def test_the_table_says_how_far_one_is(here: Progress, capsys: pytest.CaptureFixture[str]) -> None:
    here.visit("activations", 1)
    here.visit("perceptron", 2)
    here.answer("perceptron", "weighted-sum", "-3", True)
    assert command.run(None, None, None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("0 of ")
    assert "5 of " in lines[0] and "1 of " in lines[0]
    assert lines[1] == "Next: 1 One neuron, step 3: A line through the plane (nnterm perceptron)"
    row = next(line for line in lines if line.startswith(" 1  One neuron"))
    assert " 3/" in row and " 1/" in row and row.endswith("at step 3")


def test_what_is_written_can_be_taken_in_elsewhere(here: Progress, tmp_path: Path) -> None:
    here.visit("perceptron", 5)
    here.visit("perceptron", 2)
    here.visit("xor", 1)
    here.finish("xor")
    here.answer("perceptron", "weighted-sum", "-3", True)
    here.answer("unopened", "quiz-1", "7 | 8", False)
    here.keep_draft("perceptron", "layer", "print('mine')")
    here.choose("theme", "nnterm-light")
    file = tmp_path / "progress.json"
    assert command.run(str(file), None, None) == 0
    other = RunStore.open(tmp_path / "elsewhere.sqlite")
    merge(decode(file.read_bytes(), "file"), other)
    assert everything(other) == everything(RunStore.open())


def test_merging_throws_nobody_back(here: Progress) -> None:
    store = RunStore.open()
    merge(kept_at(furthest=3, step=3, seen=1000.0, finished=True), store)
    merge(kept_at(furthest=6, step=1, seen=500.0), store)
    place = Progress(store).of("perceptron")
    assert place is not None
    assert (place.furthest, place.step, place.finished, place.seen) == (6, 3, True, 1000.0)
    merge(kept_at(furthest=2, step=2, seen=2000.0), store)
    later = Progress(store).of("perceptron")
    assert later is not None
    assert (later.furthest, later.step, later.finished) == (6, 2, True)


def test_right_answers_stay_right_and_own_choices_stay(here: Progress, tmp_path: Path) -> None:
    here.answer("a", "right-here", "4", True)
    here.answer("a", "right-there", "5", False)
    here.answer("a", "wrong-in-both", "6", False)
    here.choose("theme", "nnterm")
    there = Progress(store := RunStore.open(tmp_path / "there.sqlite"))
    there.answer("a", "right-here", "3", False)
    there.answer("a", "right-there", "4", True)
    there.answer("a", "wrong-in-both", "7", False)
    there.answer("a", "new", "1", False)
    for where, text in ((here, "mine"), (there, "theirs")):
        where.keep_draft("a", "code", text)
    there.keep_draft("a", "other", "theirs")
    there.choose("theme", "nnterm-light")
    there.choose("retrain", "yes")
    merged = merge(collect(store), RunStore.open())
    assert here.answers("a") == {
        "right-here": ("4", True),
        "right-there": ("4", True),
        "wrong-in-both": ("6", False),
        "new": ("1", False),
    }
    assert merged.answers == 2
    assert here.drafts("a") == {"code": "mine", "other": "theirs"}
    assert (here.chosen("theme", ""), here.chosen("retrain", "")) == ("nnterm", "yes")


def test_merging_twice_changes_nothing_more(here: Progress, tmp_path: Path) -> None:
    there = RunStore.open(tmp_path / "there.sqlite")
    Progress(there).visit("perceptron", 4)
    Progress(there).answer("perceptron", "weighted-sum", "-3", True)
    kept = collect(there)
    assert merge(kept, RunStore.open()) == progress_file.Merged(lessons=1, answers=1)
    assert merge(kept, RunStore.open()) == progress_file.Merged(lessons=0, answers=0)


GOOD = {"nnterm_progress": 1, "lessons": {"a": {"place": {"step": 1, "furthest": 2, "finished": False, "seen": 9.0}}}}


def changed(**place: Any) -> str:
    lesson = {"place": {**GOOD["lessons"]["a"]["place"], **place}}  # type: ignore[index]
    return json.dumps({**GOOD, "lessons": {"first": GOOD["lessons"]["a"], "a": lesson}})  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is not JSON"),
        ('{"nnterm_progress": 1, "lessons"', "is not JSON"),
        ("\x00\xff", "is not JSON"),
        pytest.param('{"nnterm_progress": 1, "other": ' + "[" * 100_000, "is not JSON", id="deep"),
        ("[]", "holds no progress"),
        ("{}", "holds no progress"),
        ('{"nnterm_progress": "1"}', "holds no progress"),
        ('{"nnterm_progress": 2, "lessons": {}}', "is of version 2"),
        (changed(step=-1), "holds no progress"),
        (changed(furthest=10**30), "holds no progress"),
        (changed(step="one"), "holds no progress"),
        (changed(seen=None), "holds no progress"),
        (changed(finished=3), "holds no progress"),
        (
            '{"nnterm_progress": 1, "lessons": {"a": {"answers": {"q": {"answer": 4, "is_right": true}}}}}',
            "no progress",
        ),
        ('{"nnterm_progress": 1, "choices": {"theme": 4}}', "holds no progress"),
    ],
)
def test_a_bad_file_is_explained_and_changes_nothing(here: Progress, tmp_path: Path, content: str, says: str) -> None:
    here.visit("a", 3)
    before = everything(RunStore.open())
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="latin-1")
    with pytest.raises(UsageError, match=says) as caught:
        command.run(None, str(file), None)
    assert "Nothing was changed" in caught.value.remedy
    assert str(file) in caught.value.message
    assert everything(RunStore.open()) == before


def test_the_good_file_of_those_tests_is_good(here: Progress, tmp_path: Path) -> None:
    file = tmp_path / "good.json"
    file.write_text(changed(), encoding="utf-8")
    assert command.run(None, str(file), None) == 0
    assert set(here.all()) == {"a", "first"}


def test_a_merge_that_fails_in_the_middle_changes_nothing(here: Progress) -> None:
    store = RunStore.open()
    store.execute(
        "CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )
    kept = kept_at(furthest=3, step=3, seen=1.0)
    answers = {"q": progress_file.KeptAnswer(answer="4", is_right=True)}
    full = KeptProgress(nnterm_progress=1, lessons={**kept.lessons, "z": KeptLesson(answers=answers)})
    with pytest.raises(StoreError):
        merge(full, store)
    assert here.all() == {}


def test_only_progress_is_overwritten(here: Progress, tmp_path: Path) -> None:
    lesson = tmp_path / "01-mine.md"
    lesson.write_text("my lesson", encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        command.run(str(lesson), None, None)
    assert lesson.read_text(encoding="utf-8") == "my lesson"
    file = tmp_path / "progress.json"
    command.run(str(file), None, None)
    here.visit("a", 3)
    command.run(str(file), None, None)
    assert "a" in decode(file.read_bytes(), "file").lessons
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["01-mine.md", "progress.json"]


def test_a_hyphen_is_standard_output_and_input(
    here: Progress, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    here.visit("a", 3)
    command.run("-", None, None)
    sys.stdout.flush()
    written = capfdbinary.readouterr().out
    assert decode(written, "output").lessons.keys() == {"a"}
    here.forget()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written)))
    command.run(None, "-", None)
    assert here.all().keys() == {"a"}


def test_nothing_is_taken_in_where_nothing_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").write_text("a file is in the way", encoding="utf-8")
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    file = tmp_path / "good.json"
    file.write_bytes(encode(kept_at(furthest=1, step=1, seen=1.0)))
    assert not paths.store().exists()
    with pytest.raises(StoreError, match="Nothing was imported"):
        command.run(None, str(file), None)
    assert "not being kept" in capsys.readouterr().err
