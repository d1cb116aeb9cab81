"""Keras's summary keeps every name and number in a narrow pane."""

import re

import pytest

from nnterm.tui.reading.printed_table import narrowed

SUMMARY = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                         ┃ Output Shape                ┃         Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                      │ (None, 26, 26, 32)          │             320 │
├──────────────────────────────────────┼─────────────────────────────┼─────────────────┤
│ dense (Dense)                        │ (None, 181)                 │         979,029 │
└──────────────────────────────────────┴─────────────────────────────┴─────────────────┘
 Total params: 979,349 (3.74 MB)
""".splitlines()


@pytest.mark.parametrize("width", [30, 46, 60, 88])
def test_no_name_and_no_number_is_lost(width: int) -> None:
    lines = narrowed(SUMMARY, width)
    assert max(map(len, lines)) <= max(width, len(SUMMARY[-1]))
    assert re.findall(r"[\w,.#]+", " ".join(lines)) == re.findall(r"[\w,.#]+", " ".join(SUMMARY))


def test_numbers_are_in_one_column() -> None:
    lines = narrowed(SUMMARY, 46)
    assert {len(line) for line in lines if line.endswith(("320", "979,029", "Param #"))} == {44}


def test_what_fits_and_what_is_no_table_stays() -> None:
    assert narrowed(SUMMARY, 90) == SUMMARY
    prose = ["a | b", "x" * 200, "", "--", "1 - 2 - 3"]
    assert narrowed(prose, 20) == prose
