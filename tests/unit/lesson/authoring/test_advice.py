"""What `check` says beyond what cannot be loaded: hard prose, dead links, and what an author may have forgotten."""

from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm import paths
from nnterm.commands.check import lessons as command
from nnterm.lesson.authoring.check import Report, inspect
from nnterm.lesson.authoring.reading_level import FEWEST_WORDS, HARDEST, measure, sentences
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.outline import tokens
from nnterm.lesson.transcript.plain_prose import paragraphs

HARD = (
    "Backpropagation constitutes a computationally efficient methodology determining partial derivatives of objective"
    " functions with respect to multilayer parameters by recursively applying differential calculus. "
)
PLAIN = "The network gives an answer. We see how wrong it is. Then each weight moves a little, so that the loss falls. "


def inspected(tmp_path: Path, steps: str) -> Report:
    """The report on a lesson whose steps begin on line 11; it can be loaded whatever is said of it."""
    path = write(tmp_path, head("x", steps=steps), "01-x.md")
    load_lesson(path)
    return inspect(path)


# --- reading level -------------------------------------------------------------------------------------------------


def test_the_measure_is_what_it_says() -> None:
    level = measure(paragraphs(tokens("One two three seventh. Another one.\n\n- item\n\n```\nnot counted at all\n```")))
    assert (level.words, level.sentences, level.long_words) == (7, 3, 2)
    assert level.lix == pytest.approx(7 / 3 + 100 * 2 / 7)


def test_numbers_with_points_end_no_sentence() -> None:
    assert len(sentences("The loss is 0.693 and stays. It is e.g.fine")) == 2


def test_hard_prose_is_an_error_and_plain_prose_is_none(tmp_path: Path) -> None:
    (error,) = inspected(tmp_path, f"\n## Hard\n\n{HARD * 3}\n\n## Plain\n\n{PLAIN * 4}\n").errors
    assert (error.line, "'Hard' reads very hard" in error.reason) == (11, True)
    assert "Split sentences" in error.remedy


def test_a_few_hard_words_are_let_be(tmp_path: Path) -> None:
    assert measure(paragraphs(tokens(HARD))).lix > HARDEST
    assert measure(paragraphs(tokens(HARD))).words < FEWEST_WORDS
    assert not inspected(tmp_path, f"\n## Hard\n\n{HARD}\n").errors


def test_an_endless_sentence_is_an_error_at_its_line(tmp_path: Path) -> None:
    endless = "so it goes on " * 12
    (error,) = inspected(tmp_path, f"\n## One\n\nShort.\n\n{endless}.\n").errors
    assert (error.line, "48 words" in error.reason) == (15, True)


# --- links ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "says", "remedy"),
    [
        ("#tow", "the heading '#tow'", "Did you mean two? "),
        ("lesson:y-lessn", "the lesson 'y-lessn'", "Did you mean y-lesson? "),
        ("05-gone.md", "the file '05-gone.md'", "Correct the path"),
        ("data/notes%20here.txt", "the file 'data/notes here.txt'", "Correct the path"),
        ("ftp://example.org", "cannot be followed", "https://"),
    ],
)
def test_a_dead_link_is_an_error(tmp_path: Path, link: str, says: str, remedy: str) -> None:
    write(tmp_path, head("y-lesson"), "02-y-lesson.md")
    (error,) = inspected(tmp_path, f"\n## One\n\nText\nand [a link]({link}).\n\n## Two\n\nText.\n").errors
    assert error.line == 14
    assert says in error.reason
    assert error.remedy.startswith(remedy) or remedy in error.remedy


@pytest.mark.parametrize(
    "link",
    ["#two", "#press-t-then-n", "lesson:y-lesson", "02-y-lesson.md#one", "https://no.example/x", "mailto:a@b.example"],
)
def test_a_live_link_is_none(tmp_path: Path, link: str) -> None:
    write(tmp_path, head("y-lesson"), "02-y-lesson.md")
    steps = f"\n## One\n\nA [link]({link}), and `[no](link)`.\n\n## Two\n\nText.\n\n### Press `t`, then n\n\nText.\n"
    assert not inspected(tmp_path, steps).errors


# --- notes ---------------------------------------------------------------------------------------------------------


def notes(tmp_path: Path, steps: str) -> list[tuple[int, str]]:
    return [(note.line, note.reason) for note in inspected(tmp_path, steps).notes]


QUIZ = "```{quiz}\nquestion: q\nanswer: 1\nexplanation: e\n```\n"
EXPLORE = "```{explore}\nkind: activation\nfunctions: [relu]\n```\n"


def test_a_whole_lesson_needs_no_note(tmp_path: Path) -> None:
    assert not notes(tmp_path, f"\n## One\n\nText.\n\n{QUIZ}\n{EXPLORE}")


def test_a_lesson_that_asks_nothing_and_shows_nothing_is_noted(tmp_path: Path) -> None:
    said = notes(tmp_path, "\n## One\n\nText.\n")
    assert [line for line, _ in said] == [11, 11]
    assert "nothing to try" in said[0][1] and "asks the learner nothing" in said[1][1]


def test_an_experiment_without_a_promise_is_noted(tmp_path: Path) -> None:
    path = write(tmp_path)
    (note,) = inspect(path).notes
    assert "promises nothing" in note.reason
    assert "{experiment}" in GOOD.splitlines()[note.line - 1] and "id: moons" in GOOD.splitlines()[note.line]


def test_many_steps_without_anything_to_do_are_noted_once(tmp_path: Path) -> None:
    steps = "".join(f"\n## Step {number}\n\nText.\n" for number in range(1, 7))
    (note,) = notes(tmp_path, f"\n## Begin\n\nText.\n\n{QUIZ}\n{EXPLORE}{steps}")
    assert "'Step 4' is the step number 4 in a row" in note[1]


def test_a_lesson_that_is_spoken_of_and_not_there_is_noted(tmp_path: Path) -> None:
    write(tmp_path, head("y"), "02-y.md")
    ((line, reason),) = notes(tmp_path, f"\n## One\n\nSee lesson 2.\nLesson 7 says more.\n\n{QUIZ}\n{EXPLORE}")
    assert (line, "lesson 7" in reason) == (14, True)


def test_notes_are_printed_last_and_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, head("x"), "01-x.md")
    assert command.run(str(path), train=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("no errors, 2 notes")
    assert lines[1] == f"{path}:11: note: The lesson has nothing to try."
    assert lines[2] == "    Add an {experiment} or an {explore}."


def test_the_guide_for_authors_is_taken_for_no_lesson(tmp_path: Path) -> None:
    write(tmp_path, head("x"), "01-x.md")
    write(tmp_path, "# A guide\n", "AUTHORS.md")
    assert not inspect(tmp_path).errors


# --- predictions ---------------------------------------------------------------------------------------------------


SPOILED = """
## One

The loss of a guess is 0.693, and 40 epochs
are made. It ends at 5,962.5.

```{experiment}
id: a
dataset: {name: moons, noise: 0.3}
model: [{Dense: {units: 1, activation: sigmoid}}]
compile: {loss: binary_crossentropy}
fit: {epochs: 40}
expect: {loss: ">= 0"}
```

```{predict}
id: end
question: After 40 epochs, what is the loss?
figure: loss
close: 0.1
explanation: After 40 epochs it was 5,962.5 on 9 seeds of 9, or 71.
```

It is 71.
"""


def test_a_prediction_that_the_text_above_answers_is_noted(tmp_path: Path) -> None:
    (note,) = inspected(tmp_path, SPOILED).notes
    assert (note.line, "5962.5 can be read above the prediction 'end'" in note.reason) == (14, True)
    assert "below the {predict}" in note.remedy


def test_what_is_above_the_predictions_of_the_course_answers_none() -> None:
    notes = inspect(paths.course()).notes
    assert not [str(note) for note in notes if "above the prediction" in note.reason]
