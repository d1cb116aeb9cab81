from itertools import pairwise
from math import inf, isnan, nan

from hypothesis import given
from hypothesis import strategies as st

from nnterm.tui.drawing.curves.min_max_pyramid import FAN, MinMaxPyramid


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=700), st.integers(1, 40))
def test_no_spike_is_lost_however_coarse(values: list[float], most: int) -> None:
    envelope = MinMaxPyramid()
    envelope.update(values)
    for first, last, (low, high) in envelope.blocks(most):
        part = values[first - 1 : last]
        assert low == min(part)
        assert high == max(part)
    assert envelope.extremes() == (min(values), max(values))


def test_blocks_cover_every_epoch_once_and_stay_few() -> None:
    envelope = MinMaxPyramid()
    envelope.update([float(i % 13) for i in range(100_000)])
    blocks = list(envelope.blocks(120))
    assert blocks[0][0] == 1
    assert blocks[-1][1] == 100_000
    assert all(a[1] + 1 == b[0] for a, b in pairwise(blocks))
    assert len(blocks) <= 120 * FAN + FAN**3


def test_growing_gives_the_same_as_at_once() -> None:
    values = [((i * 37) % 101) / 7 for i in range(1000)]
    grown, whole = MinMaxPyramid(), MinMaxPyramid()
    for end in range(0, 1001, 17):
        grown.update(values[:end])
    grown.update(values)
    whole.update(values)
    assert list(grown.blocks(10)) == list(whole.blocks(10))


def test_values_that_are_no_numbers_are_left_out() -> None:
    envelope = MinMaxPyramid()
    envelope.update([1.0, nan, inf, 3.0])
    assert envelope.extremes() == (1.0, 3.0)
    assert isnan(list(envelope.blocks(10))[1][2][0])


def test_a_new_run_starts_anew() -> None:
    envelope = MinMaxPyramid()
    envelope.update([5.0, 6.0, 7.0])
    envelope.update([1.0])
    assert envelope.extremes() == (1.0, 1.0)
