"""What can be played with in the lab: a neuron, a descent, a network, by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.experiment.arithmetic.filters import FILTERS, window
from nnterm.lesson.explorations import ExploreNetwork
from nnterm.runs.store.digits import SIZE, digits
from nnterm.tui.app import NntermApp
from nnterm.tui.lab.explore.network import NetworkView
from tui.builders import FLOWERS, SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows

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


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """An app on a lesson that begins with an exploration."""
    head = FLOWERS[: FLOWERS.index("## Train it")]
    return lambda body: lesson_app(tmp_path, f"{head}## Play\n\nPlay.\n\n```{{explore}}\n{body}\n```\n")


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
        await pilot.press("r", *["up"] * 8)
        await pilot.burst(*["enter"] * 100)
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


def test_the_squares_are_added_before_they_are_divided() -> None:
    view = NetworkView()
    view.set_exploration(
        ExploreNetwork(
            layers=(1, 2),
            activation="linear",
            output="linear",
            inputs=(1.0,),
            weights=(((3.0, 4.0),),),
            biases=((0.0, 0.0),),
            target=(1.0, 1.0),
            learning_rate=0.1,
        )
    )
    view.action_go_on()  # the outputs
    view.action_go_on()  # the loss

    text = "\n".join("".join(words for words, _ in row) for row in view.rows(100, 20))
    assert "((3 - 1)^2 + (4 - 1)^2) / 2 = 6.5000" in text


async def test_an_activation_is_explored_by_keyboard(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "n")
        await shows(pilot, app, "1 / (1 + e^-x)")
        await shows(pilot, app, "0.7311")
        await pilot.press("tab", "down")
        await shows(pilot, app, "(-1, 1)")
        await pilot.press("d")
        assert "slope  " not in screen_text(app).replace("d slope", "")
        await pilot.press("up", "up")
        await shows(pilot, app, "= 1.000")
