"""However a lesson file is made: it is read within a second or so, or a limit that is reported."""

import time
from collections.abc import Callable
from itertools import count, takewhile
from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm.errors import LessonError
from nnterm.lesson.authoring.check import check
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.glossary.yaml_file import load_glossary
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.source import MAXIMUM_BYTES, MAXIMUM_LINES, MAXIMUM_UNBROKEN

FIT = "compile: {loss: categorical_crossentropy}\nfit: {epochs: 1}\n"
MODEL = "model:\n- Dense: {units: 3, activation: softmax}\n"
LONGEST = 8.0
"""Seconds of processor time within which a file is checked and opened; a machine of today takes one."""


def many(line: Callable[[int], str], size: int = MAXIMUM_UNBROKEN - 500) -> str:
    """Lines with numbers in them, up to `size` characters."""
    lengths = 0

    def fits(text: str) -> bool:
        nonlocal lengths
        lengths += len(text)
        return lengths <= size

    return "".join(takewhile(fits, map(line, count())))


def experiment(rest: str, dataset: str = "iris") -> str:
    return f"```{{experiment}}\nid: e\ndataset: {dataset}\n{FIT}{rest}\n```\n\n"


def quiz(choices: str, answer: str) -> str:
    return f"```{{quiz}}\nid: q\nquestion: Q\nchoices:\n{choices}answer:\n{answer}explanation: E\n```\n\n"


SHAPES: dict[str, Callable[[], str]] = {
    "brackets": lambda: "[" * MAXIMUM_UNBROKEN,
    "pictures": lambda: "![" * (MAXIMUM_UNBROKEN // 2),
    "links": lambda: many(lambda i: f"[a](lesson:x{i}) "),
    "links to headings": lambda: many(lambda i: f"### H{i}\n[a](#g{i})\n"),
    "emphasis": lambda: many(lambda i: f"_a{i} __b__ "),
    "references": lambda: "[a]: b\n\n" + many(lambda i: "[a][a] [a][] "),
    "lists": lambda: many(lambda i: f"{' ' * (2 * (i % 400))}- a\n"),
    "quotes": lambda: many(lambda i: f"{'>' * (i % 500 + 1)}a\n"),
    "a wide table": lambda: f"|{'a|' * 2000}\n|{'-|' * 2000}\n" + many(lambda i: "|\n", 4000),
    "html": lambda: many(lambda i: f"<b{i}>a "),
    "answers": lambda: quiz(many(lambda i: f"- c{i}\n", 7000), many(lambda i: f"- d{i}\n", 7000)),
    "layers": lambda: experiment(f"model:\n{many(lambda i: '- Flatten' + chr(10))}", "digits"),
    "layers without a name": lambda: experiment(f"model:\n{many(lambda i: f'- Dens{i}: {{units: 3}}' + chr(10))}"),
    "keys": lambda: experiment(MODEL + many(lambda i: f"{'datase' * 20}{i}: 1\n")),
    "promises": lambda: experiment(f"{MODEL}expect:\n{many(lambda i: f'  val_loss{i}: 1' + chr(10))}"),
    "brackets in a block": lambda: experiment(f"a: {'[' * 15000}"),
    "a laugh": lambda: experiment(
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
    ),
    "brackets in Python": lambda: f"```{{code}}\nid: c\nstart: |\n  a = {'(' * 15000}\n```\n\n",
    "signs in Python": lambda: f"```{{code}}\nid: c\nstart: |\n  a = {'-' * 15000}1\n```\n\n",
    "escapes": lambda: many(lambda i: "a\x1b[2J\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_body_of_any_shape_is_read_in_time(shape: str, tmp_path: Path) -> None:
    part = SHAPES[shape]().rstrip("\n") + "\n\n"
    steps = "\n## One\n\nText.\n\n"
    room = min((MAXIMUM_BYTES - 500) // len(part.encode()), (MAXIMUM_LINES - 50) // part.count("\n"))
    read_in_time(write(tmp_path, head("x", steps=steps + part * room), "01-x.md"))


FRONTS: dict[str, Callable[[str], str]] = {
    "blanks": lambda text: text.replace("A title", f"a{' ' * 15000}b"),
    "blanks before a control character": lambda text: text.replace("A title", f"a{' ' * 15000}\x1f"),
    "lessons required": lambda text: text.replace("[]", f"[{many(lambda i: f'a{i}, ', 15000)}a]"),
    "brackets": lambda text: text.replace("[]", "[" * 15000),
    "keys": lambda text: text.replace("format: 1", f"format: 1\n{many(lambda i: f'k{i}: v # v' + chr(10), 15000)}"),
}


@pytest.mark.parametrize("shape", FRONTS)
def test_front_matter_of_any_shape_is_read_in_time(shape: str, tmp_path: Path) -> None:
    read_in_time(write(tmp_path, FRONTS[shape](head("x")), "01-x.md"))


def read_in_time(path: Path) -> None:
    began = time.process_time()
    check(path)
    load_course(path.parent)
    try:
        load_lesson(path)
    except LessonError as error:
        assert error.line >= 1
    assert time.process_time() - began < LONGEST


def test_a_limit_is_reported_with_its_line(tmp_path: Path) -> None:
    def error_of(text: str) -> LessonError:
        path = write(tmp_path, text)
        with pytest.raises(LessonError) as raised:
            load_lesson(path)
        (error,) = (each for each in check(path) if each.reason == raised.value.reason)
        assert error.line == raised.value.line
        return error

    assert "larger than 64 KiB" in error_of(GOOD + "x\n\n" * MAXIMUM_BYTES).reason
    lines = error_of(GOOD + "x\n\n" * MAXIMUM_LINES)
    assert (lines.line, "3,000 lines" in lines.reason) == (MAXIMUM_LINES + 1, True)
    words = error_of(GOOD + "word\n" + "word " * (MAXIMUM_UNBROKEN // 4))
    assert (words.line, "without a blank line" in words.reason) == (GOOD.count("\n") + 2, True)
    table = error_of(GOOD + "\n| a | b |\n|---|---|\n" + "|" * 60 + "\n" + "| 1 |\n" * 100)
    assert "cells" in table.reason
    items = error_of(GOOD.replace("metrics: [accuracy]", f"metrics: [{'accuracy, ' * 201}accuracy]"))
    assert "more than 200 values" in items.reason
    step = error_of(GOOD.replace("Every unit sees every input.", "Every unit.\n\n" * 1000))
    assert "expected up to 8,000" in step.reason
    blocks = error_of(GOOD + "\n" + "```{quiz}\nquestion: Q\nanswer: 1\nexplanation: E\n```\n" * 21)
    assert "expected up to 20" in blocks.reason
    choices = error_of(GOOD.replace("[16, 20, 24]", f"[16, 20, 24{''.join(f', {i}' for i in range(100, 130))}]"))
    assert "expected up to 26" in choices.reason


def test_a_lesson_of_the_largest_size_can_be_taken(tmp_path: Path) -> None:
    steps = "\n".join(
        f"\n## Step {i}\n\nOne paragraph of a usual length, with some **words** to read.\n" for i in range(480)
    )
    assert len(load_lesson(write(tmp_path, head("x", steps=steps), "01-x.md")).steps) == 480


def test_a_glossary_may_have_many_terms(tmp_path: Path) -> None:
    terms = "".join(f"- term: word {i}\n  meaning: It means {i}.\n" for i in range(1000))
    (tmp_path / "glossary.yaml").write_text(terms)
    assert load_glossary(tmp_path).find("word 999").meaning == "It means 999."
