from math import inf, nan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing.curves.axes import Axis, epochs_axis, loss_axis, round_up, row_of, score_axis
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.curves.plot import Curve, canvas
from nnterm.tui.drawing.glyphs import ASCII, BLOCK, BRAILLE, Glyphs
from nnterm.tui.drawing.rows import Role, plain


@given(st.floats(min_value=1e-12, max_value=1e12))
def test_a_round_number_is_near_and_not_below(value: float) -> None:
    rounded = round_up(value)
    assert value * (1 - 1e-6) <= rounded <= value * 2.0000001


def test_the_epoch_axis_is_the_plan_and_grows_beyond_it_in_round_steps() -> None:
    assert epochs_axis(100, 3) == Axis(0, 100)
    assert epochs_axis(100, 100) == Axis(0, 100)
    assert epochs_axis(100, 101) == Axis(0, 150)
    assert epochs_axis(1, 0).high > epochs_axis(1, 0).low


def test_the_loss_axis_only_widens() -> None:
    axis = loss_axis(0.2, 1.3)
    assert (axis.low, axis.high) == (0, 1.5)
    assert loss_axis(0.1, 0.4, axis) == axis
    assert loss_axis(0.1, 1.6, axis).high == 2


@pytest.mark.parametrize("bounds", [(nan, nan), (inf, inf), (nan, 1.0)])
def test_losses_that_are_no_numbers_leave_the_axis_alone(bounds: tuple[float, float]) -> None:
    assert loss_axis(*bounds) == Axis(0, 1)
    assert loss_axis(*bounds, Axis(0, 3)) == Axis(0, 3)


@given(st.floats())
def test_a_number_fits_its_label(value: float) -> None:
    assert 1 <= len(number(value)) <= 7


def test_numbers_keep_three_digits() -> None:
    assert [number(v) for v in (0.12345, 12.345, 123.45, 1234.5, 0, 0.00012)] == [
        "0.123",
        "12.35",
        "123.5",
        "1234",
        "0",
        "1e-4",
    ]


def test_the_axis_of_r2_ends_at_1_and_shows_the_start_of_a_bad_model_at_its_edge() -> None:
    assert score_axis(float("nan")) == Axis(0.0, 1.0)
    assert score_axis(0.2) == Axis(0.0, 1.0)
    below = score_axis(-40.0)
    assert below == Axis(-1.0, 1.0)
    assert score_axis(0.3, below) == below


@given(st.floats(5e-324, 1e100))
@example(5e-324)
@example(2.2e-308)
def test_an_axis_ends_above_any_value_however_small(value: float) -> None:
    axis = loss_axis(-value, value)
    assert axis.low <= -value
    assert value <= axis.high * (1 + 1e-9)
    assert axis.low < axis.high


@pytest.mark.parametrize("glyphs", [BRAILLE, BLOCK, ASCII])
@pytest.mark.parametrize("height", [5, 8, 24, 37])
@pytest.mark.parametrize("value", [-0.2, 0.0, 0.003, 0.31, 0.5, 0.9876, 1.2])
def test_a_mark_is_in_the_row_of_its_curve(glyphs: Glyphs, height: int, value: float) -> None:
    axis, envelope = Axis(-0.2, 1.2), MinMaxPyramid()
    envelope.update([value] * 50)
    drawn = canvas([Curve(envelope, Role.TRAIN)], 20, height, (Axis(1, 50), axis), glyphs)
    rows = [y for y, row in enumerate(drawn) if plain(row).strip(" \u2800")]
    assert rows == [row_of(value, axis, height, glyphs.upwards)]
