"""Translations of a course: read where they are wanted, with the progress of the original, and checked against it."""

from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm import cli
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.glossary.yaml_file import load_glossary
from nnterm.lesson.languages import VARIABLE, chosen_language, fingerprint, languages
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.source import read_lesson

WORDS = {
    "title: Dense layers": "title: Dichte Schichten",
    "question: How many in all?": "question: Wie viele insgesamt?",
    "explanation: 20 and 15.": "explanation: 20 und 15.",
    "## Points and curves": "## Punkte und Kurven",
    "Every unit sees every input.": "Jedes Neuron sieht jede Eingabe.",
}
"""What a translator changes."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    write(tmp_path, GOOD)
    write(tmp_path, head("other"), "06-other.md")
    (tmp_path / "de").mkdir()
    translate(tmp_path)
    return tmp_path


def translate(folder: Path, changes: dict[str, str] | None = None, original: str | None = None) -> None:
    """Write the translation of the lesson as it is now, with some more `changes`, of the state `original`."""
    source = folder / "05-dense-iris.md"
    text = source.read_text(encoding="utf-8")
    for before, after in {**WORDS, **(changes or {})}.items():
        assert before in text
        text = text.replace(before, after)
    state = fingerprint(read_lesson(source).text) if original is None else original
    write(folder / "de", text.replace("format: 1\n", f"format: 1\noriginal: {state}\n" if state else "format: 1\n"))


def titles(folder: Path) -> list[str]:
    return [lesson.title for lesson in load_course(folder).lessons]


def test_a_lesson_is_read_in_the_language_that_is_wanted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert languages(folder) == ("de",)
    assert titles(folder) == ["Dense layers", "A title"]
    for wanted in ("de", "de-AT"):
        monkeypatch.setenv(VARIABLE, wanted)
        assert titles(folder) == ["Dichte Schichten", "A title"], "what is not translated is there in the original"
    lesson = load_lesson(load_course(folder).find("dense-iris"))
    assert lesson.steps[1].title == "Punkte und Kurven"
    assert (lesson.head.id, lesson.head.number) == ("dense-iris", 5)
    monkeypatch.setenv(VARIABLE, "fr")
    assert titles(folder) == ["Dense layers", "A title"]


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de-AT"),
        ({"LANG": "de_DE", "LC_ALL": "pt_BR.UTF-8@euro"}, "pt-BR"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "de_DE", VARIABLE: "en"}, "en"),
        ({}, ""),
    ],
)
def test_the_language_of_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert chosen_language() == language


def test_a_broken_translation_leaves_the_original(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "de")
    for text in ("nothing\n", (folder / "de/05-dense-iris.md").read_text().replace("id: dense-iris", "id: iris")):
        write(folder / "de", text)
        course = load_course(folder)
        assert [lesson.title for lesson in course.lessons] == ["Dense layers", "A title"]
        assert [Path(error.path).parent.name for error in course.broken] == ["de"]


def test_terms_are_explained_in_the_language_that_is_wanted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "de" / "glossary.yaml").write_text("- term: Schicht\n  aliases: [layer]\n  meaning: Neuronen.\n")
    monkeypatch.setenv(VARIABLE, "de")
    found = load_glossary(folder).get("Schicht")
    assert found is not None and found.meaning == "Neuronen."
    assert load_glossary(folder).get("epoch") is not None, "and the others as before"


def test_a_translation_that_is_up_to_date_has_no_errors(folder: Path) -> None:
    report = inspect(folder)
    assert [error for error in report.errors if "/de" in error.path] == []
    assert [note.reason for note in report.notes if "/de" in note.path] == [
        "1 of 2 lessons is not translated: 06-other.md."
    ]
    assert len(report.lessons) == 2, "a translation is no lesson of its own"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answer: 35": "answer: 36"}, "the quiz `sum` differs from the original in number"),
        ({"choices: [16, 20, 24]": "choices: [16, 20]"}, "in choices"),
        ({"fit: {epochs: 50}": "fit: {epochs: 60}"}, "the experiment differs from the original"),
        ({"functions: [linear, relu]": "functions: [relu]"}, "in functions"),
        ({"minutes: 15": "minutes: 20"}, "`minutes` differs"),
        ({"## In the plane\n": ""}, "There are 3 steps, in the original 4."),
    ],
)
def test_more_than_words_is_an_error(folder: Path, change: dict[str, str], reason: str) -> None:
    translate(folder, change)
    wrong = [error for error in inspect(folder).errors if "/de" in error.path]
    assert any(reason in error.reason for error in wrong), wrong


def test_a_translation_lags_behind_an_original_that_has_changed(folder: Path) -> None:
    original = (folder / "05-dense-iris.md").read_text(encoding="utf-8")
    write(folder, original.replace("answer: 35", "answer: 36"))
    report = inspect(folder)
    assert [error for error in report.errors if "/de" in error.path] == [], "nobody can translate in advance"
    notes = [note for note in report.notes if "/de/" in note.path]
    assert notes[0].reason == "The original has changed since this was translated."
    assert fingerprint(read_lesson(folder / "05-dense-iris.md").text) in notes[0].remedy
    assert any("the quiz `sum` differs from the original in number" in note.reason for note in notes)


def test_which_state_is_translated_must_be_said(folder: Path) -> None:
    translate(folder, original="")
    assert any("`original` is missing" in error.reason for error in inspect(folder).errors)


def test_a_translation_of_nothing(folder: Path) -> None:
    write(folder / "de", GOOD, "09-nothing.md")
    assert any("There is no lesson 09-nothing.md" in error.reason for error in inspect(folder).errors)


def test_the_language_may_be_named_on_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert cli.run(["list", "--lessons", str(folder), "--language", "de"]) == 0
    assert "Dichte Schichten" in capsys.readouterr().out
    assert cli.run(["list", "--lessons", str(folder), "--language", "fr"]) == 2
    assert "not translated to fr" in (said := capsys.readouterr().err) and "It is there in: de." in said
