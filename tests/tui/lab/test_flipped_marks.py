"""Points with a flipped label have marks of their own on the map, and the caption says what they are."""

import pytest
from textual.app import App, ComposeResult

from nnterm.tui.drawing import glyphs
from nnterm.tui.lab.decision_map import DecisionMap

POINTS = [(-1.0, -1.0, 0), (1.0, -1.0, 1), (-1.0, 1.0, 1), (1.0, 1.0, 0), (1.0, 1.0, 1)]
"""The last two lie in the same cell."""


class Plane(App[None]):
    """A map over points, before any model."""

    CSS = "Plane { background: black; }"

    def compose(self) -> ComposeResult:
        yield DecisionMap()


async def drawn(flipped: list[int], width: int = 40) -> list[str]:
    app = Plane()
    async with app.run_test(size=(width, 12)) as pilot:
        plane = app.query_one(DecisionMap)
        plane.set_map(None, POINTS, ("blue", "orange"), flipped)
        await pilot.pause()
        return [plane.render_line(y).text for y in range(plane.size.height)]


@pytest.mark.parametrize(
    ("name", "true", "flipped"), [("braille", "●○", "■□"), ("block", "●○", "■□"), ("ascii", "o+", "O#")]
)
async def test_a_flipped_point_has_the_mark_of_its_label_and_of_being_flipped(
    name: str, true: str, flipped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "current", lambda: glyphs.SETS[name])
    caption, *rows = await drawn([0, 2, 3])
    marks = [character for row in rows[:-1] for character in row if character != " "]
    # From the top left: two flipped ones, of which one hides a true one; a flipped and a true one.
    assert marks == [flipped[1], flipped[0], flipped[0], true[1]]
    assert f"{flipped} flipped" in caption


async def test_without_flipped_labels_the_caption_says_nothing_of_them() -> None:
    rows = await drawn([])
    assert not any("flipped" in row or set(row) & set("■□◆") for row in rows)


async def test_a_narrow_caption_keeps_the_marks_and_the_word() -> None:
    caption = (await drawn([0], width=18))[0]
    assert "flipped" in caption
