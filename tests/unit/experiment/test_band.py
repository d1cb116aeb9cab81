"""The band of several seeds: lowest, median and highest of each epoch."""

from math import isnan, nan
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from nnterm.experiment.band import band

COLUMNS = st.lists(st.lists(st.floats(-1e6, 1e6), max_size=8), min_size=1, max_size=5)


@given(COLUMNS)
def test_each_epoch_has_the_lowest_the_median_and_the_highest(columns: list[list[float]]) -> None:
    found = band(columns)
    assert len(found) == max(map(len, columns))
    for epoch in range(len(found)):
        values = [column[epoch] for column in columns if len(column) > epoch]
        assert (found.low[epoch], found.middle[epoch], found.high[epoch]) == (min(values), median(values), max(values))
        assert found.seeds[epoch] == len(values)


@given(COLUMNS, st.integers(1, 9))
def test_it_goes_on_from_an_epoch(columns: list[list[float]], first: int) -> None:
    assert band(columns, first).middle == band(columns).middle[first - 1 :]


def test_a_seed_that_diverged_leaves_the_band_to_the_others() -> None:
    found = band([[1.0, nan], [3.0, 2.0]])
    assert (found.low, found.middle, found.high, found.seeds) == ([1.0, 2.0], [2.0, 2.0], [3.0, 2.0], [2, 1])
    assert isnan(band([[nan]]).middle[0])
    assert len(band([])) == 0
