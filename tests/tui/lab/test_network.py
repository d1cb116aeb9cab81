"""The Network panel: units are chosen by arrows and by pages, and a row flows through where there is no plane."""

from pathlib import Path

from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.inside.network import NetworkPanel
from tui.builders import FLOWERS, lesson_app
from tui.builders import INSIDE as INSIDE_LESSON
from tui.conftest import running, screen_text, shows, until
from tui.lab.conftest import DIGITS, IRIS, LINE, Open, go_to

WIDE = INSIDE_LESSON.replace("units: 2, activation: relu", "units: 128, activation: relu")
PLANE = FLOWERS.replace("show: [map, curves]", "show: [map, network]")


async def test_arrows_choose_a_unit_and_a_layer(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "network")
        await shows(pilot, app, "layer 1 of 2  Dense 2 relu")
        await shows(pilot, app, "unit 1 of layer 1")
        await pilot.press("down")
        await shows(pilot, app, "unit 2 of layer 1")
        await pilot.press("right", "down", "down", "down", "down")
        await shows(pilot, app, "unit 3 of layer 2")
        # The one that was chosen there before.
        await pilot.press("left")
        await shows(pilot, app, "unit 2 of layer 1")
        await pilot.press("left", "left")
        await shows(pilot, app, "4 inputs")
        await shows(pilot, app, "sepal length")


async def test_dead_units_are_named(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "network")
        await shows(pilot, app, "Dead units (0 for all 108 training rows): 1 of 2 in layer 1 (1)")


async def test_another_row_flows_through_by_plus_and_minus(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "network")
        await shows(pilot, app, "taken for virginica")
        await pilot.press("plus")
        await shows(pilot, app, "row 2 of 108: versicolor")
        await pilot.press("minus", "minus")
        await shows(pilot, app, "row 108 of 108")


async def test_every_unit_in_sight_is_seen_whole(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, WIDE)
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, 0, "network")
        panel = app.screen.query_one(NetworkPanel)
        await until(pilot, lambda: panel.answer is not None and panel.answer.layers[1].in_sight == panel._most())
        assert panel.answer is not None
        # It rests: what it shows is no reason to ask for something else.
        before = panel.question
        await pilot.pause(0.1)
        assert panel.question == before
        # The value of the last one is below its bars, whatever is said above the drawing.
        await shows(pilot, app, f" {panel.answer.layers[1].values[-1]:.3f}")


async def test_more_units_than_fit_come_in_pages(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, WIDE)
    async with running(app, (80, 24)) as pilot:
        await go_to(pilot, app, 0, "network")
        await shows(pilot, app, "of 128")
        first = screen_text(app)
        await pilot.press("pagedown")
        await until(pilot, lambda: "units 1-" not in screen_text(app))
        assert "units 1-" in first
        await pilot.press("pageup")
        await shows(pilot, app, "units 1-")


async def test_without_colour_signs_are_characters(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, PLANE)
    async with running(app) as pilot:
        await go_to(pilot, app, 1, "network")
        await shows(pilot, app, "bias")
        panel = app.screen.query_one(NetworkPanel)
        coloured = [plain(row) for row in panel.rows(*panel.area)]
        NetworkPanel.plain = True  # type: ignore[assignment, method-assign]
        try:
            drawn = [plain(row) for row in panel.rows(*panel.area)]
        finally:
            del NetworkPanel.plain
    text = "\n".join(drawn)
    assert "+ positive  - negative" in text
    assert "+++" in text
    assert drawn != coloured


async def test_only_networks_of_dense_layers_have_the_panel(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * DIGITS)
        assert "Network" not in screen_text(app)
        await pilot.press(*["n"] * (LINE - DIGITS))
        await shows(pilot, app, "Network")
