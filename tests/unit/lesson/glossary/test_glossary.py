"""The glossary: terms found by name, in a text, and under a click; what is wrong with its file."""

import re
from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm import paths
from nnterm.commands import explain
from nnterm.errors import LessonError, UsageError
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.glossary.yaml_file import FILE, load_glossary

TERMS = (
    Term(name="layer", meaning="Neurons side by side."),
    Term(name="hidden layer", meaning="A layer between inputs and output."),
    Term(name="weight", aliases=("parameter",), meaning="What an input is multiplied by."),
    Term(name="weight decay", meaning="Weights shrink."),
    Term(name="class", meaning="An answer to choose."),
    Term(name="ReLU", aliases=("rectified linear unit",), meaning="Bends."),
)


@pytest.fixture
def glossary() -> Glossary:
    return Glossary(TERMS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("layer", "layer"),
        ("Hidden  LAYERS", "hidden layer"),
        ("parameters", "weight"),
        ("classes", "class"),
        ("relu", "ReLU"),
        ("rectified", "ReLU"),
        ("hidd", "hidden layer"),
    ],
)
def test_a_term_is_found_by_what_is_typed(glossary: Glossary, typed: str, found: str) -> None:
    assert glossary.find(typed).name == found


@pytest.mark.parametrize(
    ("typed", "says"),
    [("wieght", "Did you mean weight?"), ("er", "several terms: hidden layer, layer, weight."), ("", "has no ''")],
)
def test_a_miss_names_the_nearest(glossary: Glossary, typed: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        glossary.find(typed)
    assert says in str(caught.value)


def names(terms: tuple[Term, ...]) -> list[str]:
    return [term.name for term in terms]


def test_the_longer_name_wins(glossary: Glossary) -> None:
    assert names(glossary.occurring("Use weight decay.")) == ["weight decay"]


def test_terms_of_a_text_come_in_its_order_and_once(glossary: Glossary) -> None:
    text = "Weights, then a hidden\nlayer, a Layer and relu. Weights again; players and weighted are other words."
    assert names(glossary.occurring(text)) == ["weight", "hidden layer", "layer", "ReLU"]


@pytest.mark.parametrize(
    ("clicked", "found"),
    [("hidden", "hidden layer"), ("layers", "hidden layer"), ("classes", "class"), ("two", None), (" hid", None)],
)
def test_the_term_under_a_click(glossary: Glossary, clicked: str, found: str | None) -> None:
    text = "In two hidden\n layers are classes."
    term = glossary.at(text, text.index(clicked))
    assert (term.name if term else None) == found


# --- the file ------------------------------------------------------------------------------------------------------


def test_a_folder_explains_its_own_words_first(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        "- {term: Softmax, meaning: As we say it here.}\n- {term: flux, meaning: New.}\n", encoding="utf-8"
    )
    found = load_glossary(tmp_path)
    assert found.find("softmax").meaning == "As we say it here."
    assert found.find("flux").meaning == "New."
    assert found.find("dropout") == load_glossary().find("dropout")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("term: x\nmeaning: y\n", 1, "not a list of terms"),
        ("- x\n", 1, "not a term"),
        ("- term: x\n  meaning: y\n- term: z\n", 3, "lacks the key `meaning`"),
        ("- term: x\n  meaning: y\n  kears: z\n", 3, "has no key 'kears'"),
        ("- term: x\n  meaning: y\n- term: z\n  aliases: [X]\n  meaning: y\n", 3, "'X' is a name on line 1"),
        ("- term: [\n", 1, "not YAML"),
    ],
)
def test_what_is_wrong_with_a_glossary(tmp_path: Path, text: str, line: int, says: str) -> None:
    write(tmp_path, head("x"), "01-x.md")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    (error,) = inspect(tmp_path).errors
    assert (Path(error.path).name, error.line) == (FILE, line)
    assert says in error.reason
    with pytest.raises(LessonError):
        load_glossary(tmp_path)


BOLD = "\n## One\n\nA **flux\nrule.** And **fluxes**, *much*, `**x**`.\n"


@pytest.mark.parametrize("name", ["", "01-x.md"])
def test_a_word_in_bold_is_a_term(tmp_path: Path, name: str) -> None:
    write(tmp_path, head("x", steps=BOLD), "01-x.md")
    (tmp_path / FILE).write_text("- {term: flux, lesson: x, meaning: New.}\n", encoding="utf-8")
    (error,) = inspect(tmp_path / name).errors
    assert (Path(error.path).name, error.line) == ("01-x.md", 13)
    assert "'flux rule' is in bold" in error.reason
    assert "glossary.yaml" in error.remedy


def test_a_term_that_ships_may_be_in_bold(tmp_path: Path) -> None:
    write(tmp_path, head("x", steps="\n## One\n\nA **hidden layer**.\n"), "01-x.md")
    (tmp_path / FILE).write_text("- {term: flux, meaning: New.}\n", encoding="utf-8")
    assert not inspect(tmp_path).errors


def test_without_a_glossary_bold_is_free(tmp_path: Path) -> None:
    write(tmp_path, head("x", steps=BOLD), "01-x.md")
    assert not inspect(tmp_path).errors


@pytest.mark.parametrize("lesson", ["", ", lesson: b"])
def test_a_term_names_the_lesson_that_has_it_in_bold_first(tmp_path: Path, lesson: str) -> None:
    for number, id in (("02", "a"), ("10", "b")):
        write(tmp_path, head(id, steps="\n## One\n\nA **flux**.\n"), f"{number}-{id}.md")
    terms = f"- {{term: z, meaning: y}}\n- {{term: flux, meaning: New{lesson}}}\n"
    (tmp_path / FILE).write_text(terms, encoding="utf-8")
    (error,) = inspect(tmp_path).errors
    assert (Path(error.path).name, error.line, error.remedy) == (FILE, 2, "Write `lesson: a`.")


def test_a_term_of_a_lesson_that_is_not_there_is_noted(tmp_path: Path) -> None:
    write(tmp_path, head("neurons"), "01-neurons.md")
    terms = "- {term: x, lesson: neurons, meaning: y}\n- {term: z, lesson: nuerons, meaning: y}\n"
    (tmp_path / FILE).write_text(terms, encoding="utf-8")
    report = inspect(tmp_path)
    assert not report.errors
    (note,) = [note for note in report.notes if FILE in note.path]
    assert (note.line, "'nuerons'" in note.reason) == (2, True)
    assert "Did you mean neurons?" in note.remedy


def test_escapes_in_a_meaning_never_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, head("x"), "01-x.md")
    (tmp_path / FILE).write_text('- {term: flux, meaning: "a \\e[2J b"}\n', encoding="utf-8")
    explain.run(["flux"], str(tmp_path))
    assert "\x1b" not in capsys.readouterr().out


# --- what ships ----------------------------------------------------------------------------------------------------


def test_the_glossary_that_ships_has_no_error_and_is_no_lesson() -> None:
    report = inspect(paths.course())
    assert not [error for error in report.errors if FILE in error.path]
    assert len(load_glossary().terms) >= 70


def test_every_meaning_that_ships_is_one_paragraph_of_sentences() -> None:
    for term in load_glossary().terms:
        assert "\n" not in term.meaning, term.name
        assert re.search(r"[.)]$", term.meaning), term.name
        assert 80 <= len(term.meaning) <= 420, (term.name, len(term.meaning))


def test_explain_says_meaning_lesson_and_keras_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain.run(["one", "hot"], None) == 0
    out = capsys.readouterr().out
    assert out.startswith("one-hot\n\nA way to write a class in numbers")
    assert "First taught in lesson 6, Dense layers." in out
    assert "In Keras: keras.utils.to_categorical" in out
    assert max(map(len, out.splitlines())) <= 80


def test_explain_alone_lists_all_terms(capsys: pytest.CaptureFixture[str]) -> None:
    explain.run([], None)
    out = " ".join(capsys.readouterr().out.split())
    assert all(f"{term.name}" in out for term in load_glossary().terms)
