import pytest

from nnterm.tui.drawing.axes import Axis, row_of
from nnterm.tui.drawing.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from nnterm.tui.drawing.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.plot import Curve, canvas
from nnterm.tui.drawing.rows import Role, plain


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII])
@pytest.mark.parametrize("height", [5, 8, 24, 37])
@pytest.mark.parametrize("value", [-0.2, 0.0, 0.003, 0.31, 0.5, 0.9876, 1.2])
def test_a_mark_stands_in_the_row_of_its_curve(glyphs: Glyphs, height: int, value: float) -> None:
    axis, envelope = Axis(-0.2, 1.2), MinMaxPyramid()
    envelope.update([value] * 50)
    drawn = canvas([Curve(envelope, Role.TRAIN)], 20, height, (Axis(1, 50), axis), glyphs)
    rows = [y for y, row in enumerate(drawn) if plain(row).strip(" \u2800")]
    assert rows == [row_of(value, axis, height, glyphs.upwards)]
