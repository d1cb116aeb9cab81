"""Every unit and every input of a wide layer comes into sight, and each page says which ones it shows."""

import re

import pytest

from nnterm.experiment.protocol.inspection_results import WeightArray
from nnterm.experiment.protocol.picture import Picture
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import length, plain
from nnterm.tui.lab.inside.weight_shades import WeightShades


@pytest.fixture(autouse=True)
def _glyphs() -> None:
    glyphs.use("braille")


def array(rows: int, columns: int, *, name: str = "kernel", most: int = 64) -> WeightArray:
    size = min(rows, most), min(columns, most)
    picture = Picture(rows=size[0], columns=size[1], cells="7" * (size[0] * size[1]), signed=True)
    shape = (rows, columns) if name == "kernel" else (columns,)
    return WeightArray(name=name, shape=shape, low=-1, high=1, values=[], picture=picture)


def covered(pages: list[str], axis: str, name: str) -> set[int]:
    """What the pages say that they show of `axis`."""
    found = set()
    for page in pages:
        for line in re.findall(rf" {name} .*?(?= kernel | bias |$)", page):
            for first, last in re.findall(rf"{axis} ([\d,]+) to ([\d,]+) of", line):
                found |= set(range(int(first.replace(",", "")), int(last.replace(",", "")) + 1))
    return found


@pytest.mark.parametrize(("inputs", "units"), [(8, 64), (64, 64), (784, 512), (30, 16), (4, 100)])
@pytest.mark.parametrize(("width", "room"), [(49, 12), (59, 20), (80, 9), (127, 33)])
def test_no_unit_is_out_of_reach(inputs: int, units: int, width: int, room: int) -> None:
    shades = WeightShades("Dense", [], width, room, plain=False)
    pages = shades.pages([array(inputs, units), array(1, units, name="bias")])
    texts = [" ".join(plain(row) for row in page) for page in pages]
    for page in pages:
        assert len(page) <= room
        assert all(length(row) == width for row in page)
    across, down = min(units, 64), min(inputs, 64)
    assert covered(texts, "units", "kernel") == (set(range(1, units + 1)) if across > width - 2 else set())
    if rows := covered(texts, "inputs", "kernel"):
        assert rows == set(range(1, inputs + 1))
    else:
        assert -(-down // 2) < room
    assert any(" bias " in text for text in texts)


def test_names_of_the_inputs_stay_beside_every_part() -> None:
    names = ["petal length", "petal width"]
    pages = WeightShades("Dense", names, 59, 5, plain=False).pages([array(2, 64)])
    texts = [" ".join(plain(row) for row in page) for page in pages]
    assert len(texts) == 2
    assert all(name in text for name in names for text in texts)
    assert "units 1 to 44 of 64: left/right" in texts[0]
    assert "units 45 to 64 of 64: left/right" in texts[1]


def test_every_row_of_an_embedding_has_the_name_of_its_token() -> None:
    names = [f"t{number}" for number in range(31)]
    table = WeightArray(
        name="embeddings",
        shape=(31, 8),
        low=-1,
        high=1,
        values=[],
        picture=Picture(rows=31, columns=8, cells="7" * 31 * 8, signed=True),
    )
    pages = WeightShades("Embedding", names, 59, 12, plain=False).pages([table])
    rows = [plain(row) for page in pages for row in page]
    assert [row.split()[0] for row in rows if row.split()[0] in names] == names
    assert all(len(page) <= 12 for page in pages)
    assert "frequent" not in " ".join(rows)


def test_an_embedding_of_a_vocabulary_says_which_words_are_on_top() -> None:
    (page,) = WeightShades("Embedding", [], 80, 40, plain=False).pages([array(40, 8, name="embeddings")])
    assert "the most frequent on top" in " ".join(plain(row) for row in page)


def test_names_leave_room_for_the_weights() -> None:
    names = ["a column with a name that is longer than half of the panel", "b"]
    picture = Picture(rows=2, columns=20, cells="0" * 40, signed=True)
    wide = WeightArray(name="kernel", shape=(2, 20), low=-1, high=1, values=[], picture=picture)
    texts = [plain(row) for page in WeightShades("Dense", names, 59, 12, plain=True).pages([wide]) for row in page]
    assert not any("column with" in text for text in texts)
    (weights,) = (text.strip() for text in texts[1:])
    assert len(weights) == 20
