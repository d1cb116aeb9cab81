"""What a program printed never moves a cursor."""

import pytest

from nnterm.runs.exercise.output import readable


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\n\nb", ["a", "", "b"]),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07end", ["red end"]),
        ("\x1b[2J\x1b[Hgone\x1bc", ["gone"]),
        ("10 %\r20 %\r\n", ["20 %"]),
        ("1/2\b\b\b2/2", ["2/2"]),
        ("a\tb", ["a   b"]),
        ("bell\x07 nul\x00 \x9b31m", ["bell nul 31m"]),
        ("I0000 00:00:1795260728.036319   32403 port.cc:153] oneDNN\nx", ["x"]),
        ("", []),
    ],
)
def test_readable(text: str, lines: list[str]) -> None:
    assert readable(text) == lines
