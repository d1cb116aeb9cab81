"""What can be played with in the lab: a neuron, a descent, a network, by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.experiment.arithmetic.filters import FILTERS, window
from nnterm.lesson.loader import load_course
from nnterm.runs.store.digits import SIZE, digits
from nnterm.tui.app import NntermApp
from tui.conftest import COURSE, app_over, running, screen_text, shows

NEURON = "kind: neuron\nweights: [1, 1]\nbias: -1.5\npoints: or"
DESCENT = "kind: learning_rate\nfunction: bowl\nstart: 2\nlearning_rate: 0.1"
FILTER = "kind: filter\ndigit: 7\nfilters: [horizontal_edge, blur]"
NETWORK = """kind: network
layers: [2, 2, 1]
activation: linear
inputs: [1, 2]
weights: [[[1, 0], [0, 1]], [[1], [1]]]
target: [1]
learning_rate: 0.1"""

Opened = Callable[[str], NntermApp]
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)])


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """An app on a lesson that begins with an exploration."""

    def make(body: str) -> NntermApp:
        folder = tmp_path / "course"
        folder.mkdir()
        text = (COURSE / "01-flowers.md").read_text(encoding="utf-8")
        head = text[: text.index("## Train it")]
        text = f"{head}## Play\n\nPlay.\n\n```{{explore}}\n{body}\n```\n"
        (folder / "01-flowers.md").write_text(text, encoding="utf-8")
        course = load_course(folder)
        return app_over(course, tmp_path, course.lessons[0].id)

    return make


@SIZES
async def test_a_neuron_becomes_or(opened: Opened, size: tuple[int, int]) -> None:
    app = opened(NEURON)
    async with running(app, size) as pilot:
        await pilot.press("2", "tab")
        await shows(pilot, app, "2 of 4 right")
        before = screen_text(app).count("░")
        await pilot.press("down", "down", "plus")
        await shows(pilot, app, "4 of 4 right")
        assert screen_text(app).count("░") > before
        await pilot.press("r")
        await shows(pilot, app, "2 of 4 right")


@SIZES
async def test_steps_go_down_and_a_large_rate_diverges(opened: Opened, size: tuple[int, int]) -> None:
    app = opened(DESCENT)
    async with running(app, size) as pilot:
        await pilot.press("2", "tab", "enter")
        await shows(pilot, app, "step 1: 2 - 0.1 * 4 = 1.6")
        await shows(pilot, app, "loss 2.56")
        await pilot.press("r", *["up"] * 8, *["enter"] * 100)
        await shows(pilot, app, "Diverged")


@SIZES
async def test_a_network_is_followed_forward_and_back(opened: Opened, size: tuple[int, int]) -> None:
    app = opened(NETWORK)
    async with running(app, size) as pilot:
        await pilot.press("2", "tab", "enter")
        await shows(pilot, app, "z = 1 * 1 + 0 * 2 + 0 = 1")
        assert "y0 ?" in screen_text(app)
        await pilot.press("enter")
        await shows(pilot, app, "y0 3")
        await pilot.press("enter")
        await shows(pilot, app, "loss (3 - 1)^2 = 4.0000")
        await pilot.press("enter")
        await shows(pilot, app, "loss by y0: 2 * (3 - 1) = 4")
        await pilot.press("enter")
        await shows(pilot, app, "loss by h0: 1 * 4 = 4")
        await pilot.press("enter")
        flat = re.sub(r"[\s│]+", " ", screen_text(app))
        assert "so 1 becomes 0.6" in flat
        assert "learning rate 0.1 the loss is" in flat


async def test_an_input_can_be_changed(opened: Opened) -> None:
    app = opened(NETWORK)
    async with running(app) as pilot:
        await pilot.press("tab", "down", "plus", "enter", "enter")
        await shows(pilot, app, "x1 2.5")
        await shows(pilot, app, "y0 3.5")


@SIZES
async def test_a_filter_slides_over_a_digit(opened: Opened, size: tuple[int, int]) -> None:
    app = opened(FILTER)
    async with running(app, size) as pilot:
        await pilot.press("2", "tab")
        await shows(pilot, app, "filter  horizontal edge")
        image = digits(7)[0]
        weights = FILTERS["horizontal_edge"]
        there = sum(p * w for p, w in zip(window(image, SIZE, 7, 8), weights, strict=True))
        await pilot.press("down", "right", "right")
        await shows(pilot, app, f"sum {there:.2f}")
        await pilot.press("f", "enter")
        await shows(pilot, app, "filter  blur")
        there = sum(window(image, SIZE, 7, 8))
        await shows(pilot, app, f"sum {there:.2f}")
