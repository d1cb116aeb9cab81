"""Text that answers a prediction before it is made: a figure of its explanation is above it on its step.

What is below a prediction is folded until the run, so it cannot give anything away.
"""

import re
from collections.abc import Sequence

from nnterm.lesson.blocks.block_fields import quoted
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.lesson import Step
from nnterm.lesson.parsing.outline import RawBlock, Section, Text
from nnterm.lesson.parsing.problems import Problems

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w|[.,]\d)")


def advise_on_spoilers(outline: Sequence[Section], steps: Sequence[Step], notes: Problems) -> None:
    """Note each prediction of `steps`, which were read from `outline`, that the text above it answers."""
    for section, step in zip(outline, steps, strict=True):
        predictions = (block for block in step.blocks if isinstance(block, Predict))
        above: list[tuple[int, str]] = []
        for part in section.parts:
            if isinstance(part, Text):
                above += enumerate(part.markdown.split("\n"), part.line)
            elif isinstance(part, RawBlock) and part.name == "predict":
                _advise(next(predictions), above, notes)


def _advise(predict: Predict, above: list[tuple[int, str]], notes: Problems) -> None:
    answers = figures(predict)
    for line, text in above:
        for found in sorted(_numbers(text) & answers):
            notes.add(
                line,
                f"{found} can be read above the prediction {quoted(predict.id)}, whose explanation has it.",
                "Move this text below the {predict}: there it is folded until the run is over.",
            )


def figures(predict: Predict) -> set[str]:
    """The numbers that `predict` explains its outcome by: of two digits or more, and not in the question itself."""
    question = " ".join((predict.question, *(text for text, _ in predict.choices)))
    found = _numbers(predict.explanation) - _numbers(question)
    return {number for number in found if len(number.replace(".", "").lstrip("0")) > 1}


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}
