"""`nnterm read`: a lesson as plain text, with the answers at the end."""

from pathlib import Path

import pytest
from good_lesson import GOOD, write

from nnterm.commands import read as command
from nnterm.errors import UsageError
from nnterm.lesson.authoring.starter import starter
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.transcript.transcript import transcript


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """The transcript of a lesson that has one of each block."""
    path = tmp_path / "03-bends.md"
    path.write_text(starter("bends"), encoding="utf-8")
    return transcript(load_lesson(path), 80)


def test_everything_a_learner_reads_is_there_in_order(lines: list[str]) -> None:
    wanted = [
        "3  Bends",
        "Afterwards you can:",
        "Step 1 of 5: See it first",
        "Press t, and watch the border.",
        "Question 1: How many weights and biases does this network have?",
        "Experiment small: Two neurons",
        "  run it: nnterm train bends/small",
        "Prediction 1, to be made before the run",
        "  b) most but not all",
        "  tanh: f(x) = ",
        "Code 1: Complete weighted_sum.",
        "        return bias",
        "  - The inputs 3 and 4 give 2.5.",
        "Challenge 1: Bring the validation loss",
        "  Goal: val_loss <= 0.16, parameters < 100.",
        "Answers",
        "Question 1: 9",
        "val_accuracy of the run says it",
        "        return sum(x * w for x, w in zip(inputs, weights)) + bias",
        "Hint 1: Two neurons",
        "--set units=16 --set epochs=200",
    ]
    text = "\n".join(lines)
    at = 0
    for words in wanted:
        assert words in text[at:], words
        at = text.index(words, at)


def test_no_answer_comes_before_the_key(lines: list[str]) -> None:
    before = "\n".join(lines[: lines.index("Answers")])
    for secret in ("3 * 3 = 9", "sum(x * w", "Two neurons make two bends", "units=16", "0.85", "tips reach over"):
        assert secret not in before, secret


def test_an_experiment_is_described_in_words(lines: list[str]) -> None:
    text = " ".join(" ".join(lines).split())
    assert "data: moons (noise 0.2, samples 400)" in text
    assert "rows: 300 to train on, 100 for validation" in text
    assert "model: Dense(units=2, activation=tanh), then Dense(units=1, activation=sigmoid)" in text
    assert "adam at learning rate 0.01, loss binary_crossentropy, 40 epochs, batches of 20, seed 0" in text


def test_one_step_keeps_the_numbers_of_the_whole(tmp_path: Path) -> None:
    lesson = load_lesson(write(tmp_path, GOOD))
    lines = transcript(lesson, 80, 1)
    assert lines[0] == "Step 2 of 4: Points and curves"
    assert "Question 2: How many in all?" in lines
    text = "\n".join(lines)
    assert "Question 1" not in text and "Step 3" not in text
    assert lines[lines.index("Answers") + 3] == "Question 2: 35"


def test_choices_are_lettered_and_so_is_the_answer(tmp_path: Path) -> None:
    lines = transcript(load_lesson(write(tmp_path, GOOD)), 80)
    assert "  b) 20" in lines
    assert "Question 1: b) 20" in lines


@pytest.mark.parametrize("head", load_course().lessons, ids=lambda head: head.id)
@pytest.mark.parametrize("width", [40, 80])
def test_every_lesson_of_the_course_can_be_printed(head: object, width: int) -> None:
    lesson = load_lesson(head)  # type: ignore[arg-type]
    text = "\n".join(transcript(lesson, width))
    assert all(f"Step {number} of" in text for number in range(1, len(lesson.steps) + 1))
    prose = [line for line in text.split("\n") if len(line) > width and line[:1].isalpha() and "  " not in line]
    assert not [line for line in prose if " " in line.strip()], "only code, tables and long words may be wider"


def test_the_command_prints_no_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    write(
        tmp_path,
        GOOD.replace("Every unit sees every input.", "Every **unit** \x1b[31msees\x1b[0m &#27;[2J" + " word" * 40),
    )
    assert command.run("dense-iris", None, str(tmp_path)) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "**" not in out
    assert max(len(line) for line in out.splitlines() if line.startswith("word")) <= 60


@pytest.mark.parametrize("step", ["0", "99", "two", "-1", "²"])
def test_a_step_that_is_not_there(step: str) -> None:
    with pytest.raises(UsageError) as caught:
        command.run("perceptron", step, None)
    assert "steps 1 to" in caught.value.remedy


def test_reading_starts_no_screen_and_no_library() -> None:
    import subprocess
    import sys

    code = "import sys; from nnterm import cli; cli.run(['read', 'perceptron']); print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Step 1 of" in ran.stdout
    assert not {"textual", "numpy", "keras"} & set(ran.stderr.split())
