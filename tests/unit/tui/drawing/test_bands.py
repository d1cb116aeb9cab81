"""The band of seeds in a chart: cells between the lowest and the highest seed, told apart without colour."""

import pytest
from seeded_runs import BASE, finish

from nnterm.experiment.run import Run
from nnterm.experiment.seed_study import on_seeds
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.chart import LABEL_WIDTH, Charts
from nnterm.tui.drawing.rows import Role, plain
from nnterm.tui.drawing.several.bands import Bands

WIDTH, HEIGHT = 70, 14
TINT, DOT = glyphs.BRAILLE.tint, glyphs.BRAILLE.dot


@pytest.fixture(autouse=True)
def characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that most terminals have, whatever another test has chosen."""
    monkeypatch.setattr(glyphs, "_current", glyphs.BRAILLE)


def level(low: float, step: float) -> list[Run]:
    """Five runs whose validation loss stays at a height of its own."""
    runs = on_seeds(BASE, 5)
    for run in runs:
        finish(run, lambda seed: [low + step * seed] * 100)
    return runs


def drawn(bands: Bands | None, run: Run) -> list[str]:
    charts = Charts(run)
    charts.bands = bands
    return [plain(row)[LABEL_WIDTH:] for row in charts.rows(WIDTH, HEIGHT)]


def test_blank_cells_between_the_lowest_and_the_highest_seed_are_filled_and_no_others() -> None:
    runs = level(0.5, 0.2)
    charts = Charts(runs[0])
    charts.bands = Bands(runs)
    rows = charts.rows(WIDTH, HEIGHT)
    filled = [plain(row).count(TINT) for row in rows]
    # The axis goes to 1.5, the band from 0.5 to 1.3: the rows above and below stay free.
    inside = [at for at, count in enumerate(filled) if count]
    assert inside == list(range(inside[0], inside[-1] + 1))
    assert 3 <= len(inside) <= HEIGHT - 6
    assert max(filled) > WIDTH // 3
    assert {ink for row in rows for text, ink in row if TINT in text} == {Role.VALIDATION}
    assert any(DOT in plain(row) or "⠁" <= c <= "⣿" for row in rows for c in plain(row))


def test_one_seed_is_no_band() -> None:
    runs = level(0.5, 0.2)
    assert not any(TINT in row for row in drawn(Bands(runs[:1]), runs[0]))


def test_two_experiments_have_bands_of_their_own_in_colour_and_character() -> None:
    own, against = level(0.2, 0.05), level(1.0, 0.05)
    charts = Charts(own[0])
    charts.bands = Bands(own, against, Role.GOOD)
    rows = charts.rows(WIDTH, HEIGHT)
    places = {
        fill: [at for at, row in enumerate(rows) for text, ink in row if fill in text and ink is role]
        for fill, role in ((TINT, Role.VALIDATION), (DOT, Role.GOOD))
    }
    assert places[TINT] and places[DOT]
    assert max(places[DOT]) < min(places[TINT]), "the worse one is above"


def test_a_band_as_long_as_its_longest_seed_grows_with_the_runs() -> None:
    runs = on_seeds(BASE, 3)
    finish(runs[0], lambda seed: [0.5] * 100)
    finish(runs[1], lambda seed: [0.9] * 100)
    half = drawn(Bands(runs), runs[0])
    finish(runs[2], lambda seed: [1.3] * 100)
    whole = drawn(Bands(runs), runs[0])
    assert sum(row.count(TINT) for row in whole) > sum(row.count(TINT) for row in half) > 0
