import pytest

from nnterm.tui.reading.first_gap import first_gap


@pytest.mark.parametrize(
    ("start", "solution", "place"),
    [
        ("import x\n\nh = 0.0\nprint(h)\n", "import x\n\nh = x.tanh(2)\nprint(h)\n", (2, 4)),
        ("a = [\n    # two layers\n]\nprint(a)", "a = [\n    1,\n    2,\n]\nprint(a)", (1, 16)),
        ("# of x0\nw = [1, 0]", "# of x0  x1\nw = [1, 1]", (1, 8)),
        ("import x\n# Your model here.\n# Then predict.\n", "import y\n\nmodel = 1\n", (1, 18)),
        ("import x\n", "import x\n\nmodel = 1\n", (0, 8)),
        ("", "print(1)", (0, 0)),
        ("a\nb\nc\n", "a\nb\n", (1, 1)),
    ],
)
def test_the_cursor_waits_where_the_learner_has_to_write(start: str, solution: str, place: tuple[int, int]) -> None:
    assert first_gap(start, solution) == place
