import pytest

from nnterm.tui.drawing.curves.axes import Axis
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.curves.plot import Curve, canvas
from nnterm.tui.drawing.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from nnterm.tui.drawing.rows import Role, length, plain


def _curve(values: list[float], role: Role, line: str = "solid") -> Curve:
    envelope = MinMaxPyramid()
    envelope.update(values)
    return Curve(envelope, role, line)


def _cells(curve: Curve, glyphs: Glyphs = BRAILLE) -> set[tuple[int, int]]:
    rows = canvas([curve], 40, 10, (Axis(1, 100), Axis(0, 1)), glyphs)
    cells = set()
    for y, row in enumerate(rows):
        letters = [(c, role) for text, role in row for c in text]
        cells |= {(x, y) for x, (c, role) in enumerate(letters) if role is curve.role and c not in " \u2800"}
    return cells


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII])
@pytest.mark.parametrize("count", [1, 2, 40, 1000])
def test_a_canvas_has_exactly_the_size_asked_for(glyphs: Glyphs, count: int) -> None:
    values = [0.5 + 0.4 * ((i * 7) % 11) / 11 for i in range(count)]
    rows = canvas([_curve(values, Role.TRAIN)], 33, 7, (Axis(1, max(2, count)), Axis(0, 1)), glyphs)
    assert [length(row) for row in rows] == [33] * 7


def test_nothing_to_draw_is_an_empty_canvas() -> None:
    rows = canvas([], 12, 3, (Axis(1, 2), Axis(0, 1)), BRAILLE)
    assert [plain(row) for row in rows] == [" " * 12] * 3


def test_a_falling_curve_goes_from_top_left_to_bottom_right() -> None:
    cells = _cells(_curve([1 - i / 99 for i in range(100)], Role.TRAIN))
    assert (0, 0) in cells
    assert (39, 9) in cells
    assert (39, 0) not in cells
    assert (0, 9) not in cells


def test_lines_are_told_apart_without_colour() -> None:
    values = [0.5] * 100
    solid = _cells(_curve(values, Role.TRAIN))
    dashed = _cells(_curve(values, Role.VALIDATION, "dashed"))
    dotted = _cells(_curve(values, Role.BEFORE, "dotted"))
    assert len(solid) == 40
    assert len(dotted) < len(dashed) < len(solid)


def test_a_spike_of_one_epoch_among_thousands_is_seen() -> None:
    values = [0.1] * 5000
    values[2500] = 0.95
    envelope = MinMaxPyramid()
    envelope.update(values)
    rows = canvas([Curve(envelope, Role.TRAIN)], 40, 10, (Axis(1, 5000), Axis(0, 1)), BRAILLE)
    assert plain(rows[0]).strip(" \u2800")


def test_a_loss_that_is_no_number_breaks_the_line_and_nothing_else() -> None:
    cells = _cells(_curve([0.5] * 40 + [float("nan")] * 20 + [float("inf")] * 5 + [0.5] * 35, Role.TRAIN))
    columns = {x for x, _ in cells}
    assert 0 in columns
    assert 39 in columns
    assert not columns & set(range(18, 24))


def test_values_beyond_the_axis_stay_on_the_canvas() -> None:
    assert _cells(_curve([0.5, 40.0, -3.0, 0.5], Role.TRAIN))


def test_what_is_done_to_a_drawn_canvas_is_not_seen_in_the_next_of_the_same_curve() -> None:
    curve, axes = _curve([0.9, 0.5, 0.1], Role.TRAIN), (Axis(1, 3), Axis(0, 1))
    first = canvas([curve], 12, 3, axes, BRAILLE)
    kept = [plain(row) for row in first]
    for row in first:
        row[:] = [("cursor", Role.PRESS)]
    assert [plain(row) for row in canvas([curve], 12, 3, axes, BRAILLE)] == kept
