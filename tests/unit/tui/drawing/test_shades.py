"""Pictures as cells, plots as dots, and a canvas to draw on."""

import pytest

from nnterm.experiment.protocol.picture import MIDDLE, Picture
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis
from nnterm.tui.drawing.rows import Role, Shade, plain
from nnterm.tui.drawing.scatter import LABEL, Scatter
from nnterm.tui.drawing.shades import beside, grid_of, halved, render_picture, sized
from nnterm.tui.lab.inside.images.canvas import FULL, Canvas
from nnterm.tui.lab.inside.rows.confusion import confusions


@pytest.fixture(autouse=True)
def _braille() -> None:
    glyphs.use("braille")


def test_a_signed_picture_has_zero_in_the_middle() -> None:
    picture = Picture(rows=1, columns=3, cells=f"0{MIDDLE:x}e", signed=True)
    assert grid_of(picture) == [[-7, 0, 7]]
    assert grid_of(Picture(rows=2, columns=1, cells="0f")) == [[0], [15]]


def test_a_cell_holds_two_pixels_and_nothing_is_left_blank() -> None:
    rows = render_picture([[0, 5, 5], [0, 9, 9], [1, 0, 0]])
    assert rows[0] == [(" ", Role.TEXT), ("▀▀", Shade(5, 9))]
    assert rows[1] == [("▀", Shade(1, 0)), ("  ", Role.TEXT)]


def test_without_colour_a_picture_is_made_of_characters() -> None:
    assert plain(render_picture([[0, 7, 15], [0, 7, 15]], plain=True)[0]) == " =@"
    glyphs.use("ascii")
    assert plain(render_picture([[-7, 0, 7], [-7, 0, 7]], signed=True)[0]) == "O #"


def test_pictures_are_brought_to_a_size() -> None:
    assert halved([[0, 4, 8, 8], [4, 8, 8, 8]]) == [[4, 8]]
    assert len(sized([[1] * 28] * 28, 14)) == 14
    assert sized([[1, 2]], 5) == [[1, 1, 2, 2], [1, 1, 2, 2]]
    assert len(sized([[1] * 3] * 3, 14)) == 12


def test_blocks_stand_next_to_each_other() -> None:
    left, right = [[("a", Role.TEXT)]], [[("b", Role.TEXT)], [("c", Role.TEXT)]]
    assert [plain(row) for row in beside([left, right], 3)] == ["a    b", "     c"]


@pytest.mark.parametrize("characters", ["braille", "block", "ascii"])
def test_points_lie_where_their_numbers_say(characters: str) -> None:
    glyphs.use(characters)
    plot = Scatter(30, 12, Axis(0, 1), Axis(0, 1))
    plot.points([(0.02, 0.98), (0.98, 0.02), (2.0, 0.5)], Role.TRAIN, "o")
    rows = [plain(row) for row in plot.rows("x", "y")]
    first = [row[LABEL:].strip() for row in rows[:10]]
    assert [bool(text) for text in first] == [True] + [False] * 8 + [True]
    assert rows[0][LABEL] != " "
    assert rows[9][29] != " "


def test_a_line_has_no_gaps_and_takes_the_cell_of_what_lies_below() -> None:
    plot = Scatter(30, 12, Axis(0, 1), Axis(0, 1))
    plot.points([(0.5, 0.5)], Role.VALIDATION, "o")
    plot.line([(0, 0), (1, 1)], Role.TRAIN, "*")
    cells = [[role for text, role in row[2:] if text.strip()] for row in plot.rows("x", "y")[:10]]
    assert all(cells)
    assert {role for row in cells for role in row} == {Role.TRAIN}


def test_the_pen_draws_only_while_it_is_down() -> None:
    canvas = Canvas()
    canvas.move(3, 0)
    assert canvas.is_empty
    canvas.toggle()
    canvas.move(0, 2)
    assert canvas.grid[14][17] == canvas.grid[16][17] == FULL
    assert 0 < canvas.grid[13][16] < FULL
    canvas.toggle()
    canvas.move(8, 0)
    assert canvas.grid[16][25] == 0
    assert len(canvas.cells) == 28 * 28


def test_a_stroke_has_no_gaps_and_stays_on_the_canvas() -> None:
    canvas = Canvas()
    canvas.place(2, 2)
    canvas.stroke(20, 9)
    columns = {x for row in canvas.grid for x, shade in enumerate(row) if shade == FULL}
    assert columns == set(range(1, 22))
    canvas.stroke(99, -5)
    assert (canvas.x, canvas.y) == (27, 0)
    canvas.clear()
    assert canvas.is_empty


def test_confusions_are_told_the_most_frequent_first() -> None:
    counts = [[5, 1, 0], [12, 9, 2], [0, 0, 3]]
    assert confusions(counts, ("a", "b", "c")) == [
        "b is taken for a: 12 times",
        "b is taken for c: twice",
        "a is taken for b: once",
    ]
