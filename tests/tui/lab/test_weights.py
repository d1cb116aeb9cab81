"""The weights of a layer: numbers where there is room for them."""

from nnterm.experiment.protocol.inspection_results import WeightArray, WeightsShown
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.inside.weights import WeightsPanel
from tui.conftest import running, screen_text, shows
from tui.lab.conftest import IRIS, Open, go_to

BESIDE_TEXT = 59
"""Cells of the lab on a screen of 120 columns."""


def test_five_inputs_and_a_bias_are_numbers_beside_the_text() -> None:
    values = [-0.694, 0.832, -0.101, 0.2, -0.35, 0.45, 0.5, -0.55, 0.6, 0.65]
    kernel = WeightArray(name="kernel", shape=(5, 2), low=-0.694, high=0.832, values=values)
    bias = WeightArray(name="bias", shape=(2,), low=-1.153, high=-0.82, values=[-0.82, -1.153])
    answer = WeightsShown(run_id="a", epoch=5, layer=0, layers=["Dense", "Dense"], arrays=[kernel, bias], units=2)
    drawn = [plain(row) for row in WeightsPanel().render_result(answer, BESIDE_TEXT, 20)]
    assert all(len(row) <= BESIDE_TEXT for row in drawn)
    line = next(row for row in drawn if "unit 2" in row)
    assert line.split("unit 2")[1].split() == ["0.832", "0.200", "0.450", "-0.550", "0.650", "-1.153"]
    head = next(row for row in drawn if "bias" in row)
    assert head.index("bias") + len("bias") == len(line), "names stand above their numbers"


async def test_weights_are_numbers_a_row_a_unit_and_down_goes_to_the_next_layer(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "weights")
        await shows(pilot, app, "layer 1 of 2")
        line = next(line for line in screen_text(app).splitlines() if "unit 2" in line)
        # The second unit's weights are every other number of the kernel, then its bias.
        assert line.split("unit 2")[1].split() == ["1.600", "1.800", "2.000", "2.200", "0.250"]
        assert "length" in screen_text(app)
        await pilot.press("down")
        await shows(pilot, app, "layer 2 of 2")
        await shows(pilot, app, "unit 3")
        await shows(pilot, app, "from 2")
