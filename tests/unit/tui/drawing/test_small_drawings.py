"""Small drawings: bars, lines between columns, words at places."""

import pytest

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.bars import bars, gathered
from nnterm.tui.drawing.labels import Label, labelled
from nnterm.tui.drawing.rows import Role, plain
from nnterm.tui.drawing.wires import NEGATIVE, POSITIVE, Wires


@pytest.fixture(autouse=True)
def _braille() -> None:
    glyphs.use("braille")


def test_bars_are_filled_from_below_and_what_is_not_nothing_is_seen() -> None:
    assert bars([0.0, 0.5, 1.0, None, 0.001]) == [" \u2584\u2588 \u2581"]
    assert bars([0.0, 0.5, 1.0], 2) == ["  \u2588", " \u2588\u2588"]
    assert gathered([0, 3, 1, 8, 2, 2], 3) == [3, 8, 2]
    glyphs.use("ascii")
    assert bars([0.0, 1.0])[0].isascii()


def test_the_sign_of_a_line_is_its_colour_and_without_colour_its_character() -> None:
    for size, role, character in ((1.0, POSITIVE, "+"), (-1.0, NEGATIVE, "-")):
        wires = Wires(6, 3, plain=False)
        wires.draw(1.5, 1.5, size)
        assert {ink for text, ink in wires.rows()[1] if text.strip()} == {role}
        wires = Wires(6, 3, plain=True)
        wires.draw(1.5, 1.5, size)
        assert plain(wires.rows()[1]) == character * 6


def test_the_size_of_a_line_is_its_weight() -> None:
    def dots(size: float) -> int:
        wires = Wires(10, 3, plain=False)
        wires.draw(1.2, 1.2, size)
        text = "".join(plain(row) for row in wires.rows())
        return sum((ord(letter) - 0x2800).bit_count() for letter in text if letter != " ")

    assert 0 == dots(0.01) < dots(0.2) < dots(0.5) < dots(1.0)


def test_words_never_lie_over_each_other() -> None:
    labels = [Label(f"word{at}", (at * 7 % 10) / 9, (at * 3 % 10) / 9, Role.TEXT) for at in range(60)]
    for width, height in ((20, 5), (40, 12), (8, 3)):
        rows, placed = labelled(labels, width, height)
        seen = " ".join(plain(row) for row in rows).replace("\u00b7", " ").split()
        assert placed == len(seen)
        assert set(seen) <= {label.text for label in labels}
        assert all(len(plain(row)) == width for row in rows)


def test_the_first_word_has_the_first_choice() -> None:
    rows, placed = labelled([Label("chosen", 0.0, 0.5), Label("other", 0.0, 0.5)], 9, 1)
    assert placed == 1
    assert "chosen" in plain(rows[0])
