"""The square of pairs: its colours, its words, and the part of it that a small screen shows."""

from itertools import combinations

import pytest

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.protocol.pairs_shown import PairsShown
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import HERE, PAIR_SHADES, Shade, plain
from nnterm.tui.frame.shade_colors import style_of
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.rows.pairs import PairsPanel
from nnterm.tui.palettes import eight_bit, standard, truecolor
from nnterm.tui.palettes.palette import Palette

PALETTES = [palette for depth in (truecolor, eight_bit, standard) for palette in (depth.DARK, depth.LIGHT)]


def shown(modulus: int = 31, a: int = 0, b: int = 0, **answer: object) -> PairsShown:
    """Learned from and right below the diagonal; above it every third is right."""
    cells = "".join(
        "1" if column <= row else "3" if (row + column) % 3 == 0 else "2"
        for row in range(modulus)
        for column in range(modulus)
    )
    return PairsShown(run_id="r", epoch=1, modulus=modulus, cells=cells, a=a, b=b, **answer)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _without_app(monkeypatch: pytest.MonkeyPatch) -> None:
    glyphs.use("braille")
    monkeypatch.setattr(Inside, "plain", False)


def drawn(answer: PairsShown, width: int, height: int, printed: tuple[int, int] | None = None) -> list[str]:
    panel = PairsPanel()
    panel.printed_in = printed
    return [plain(row) for row in panel.render_result(answer, width, height)]


def test_words_say_how_many_are_right_and_what_the_chosen_pair_comes_to() -> None:
    text = " ".join(" ".join(drawn(shown(a=3, b=29, guess=1, certainty=0.98), 80, 16)).split())
    for words in ("496 of 496 training rows right", "155 of 465 validation rows right"):
        assert words in text
    assert "(3 + 29) mod 31 = 1: it says 1, 98% sure; not seen" in text.replace("\u2580", "").replace("  ", " ")


def test_the_whole_square_fits_beside_the_words_where_a_terminal_is_smallest() -> None:
    rows = drawn(shown(), 80, 16)
    assert len(rows) == 16
    assert all(row[1:32].strip() for row in rows)


def test_a_square_that_is_too_high_shows_the_rows_around_the_chosen_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inside, "plain", True)
    last = drawn(shown(a=30, b=30), 80, 5)
    assert [row[1:32].count("+") for row in last[:4]] == [27, 28, 29, 30]
    assert last[4][31] == "X"


def test_printed_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inside, "plain", True)
    panel_rows = drawn(shown(), 100, 30, (100, 30))
    assert len(panel_rows) == 31


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: f"{palette.accent} on {palette.background}")
def test_what_is_learned_from_right_wrong_and_chosen_has_a_colour_of_its_own(palette: Palette) -> None:
    styles = [style_of(Shade(shade, shade), palette, palette.background) for shade in {*PAIR_SHADES, HERE}]
    assert all(one.color != other.color for one, other in combinations(styles, 2))


def test_a_square_of_another_modulus_is_no_answer() -> None:
    assert not shown(7).suits(len(catalog.entry(Dataset("modular_addition")).classes))
