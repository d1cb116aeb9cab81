"""In a lab of 54 columns there is room for every figure of a run, for the verdict, and for the code."""

from collections.abc import Callable

from nnterm.tui.app import NntermApp
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.code_view import CodeView
from nnterm.tui.lab.run_status import RunStatus
from tui.conftest import running, screen_text, shows, trained


async def test_no_figure_falls_away_and_no_code_is_out_of_sight(new_app: Callable[..., NntermApp]) -> None:
    app = new_app("flowers")
    async with running(app, (110, 36)) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("e")
        await shows(pilot, app, "test acc 0.900")
        status = app.screen.query_one(RunStatus)
        assert "…" not in "".join(plain(row) for row in status.rows(*status.size))
        await pilot.press("v", "v")
        await shows(pilot, app, "as a plain Keras script")
        assert app.screen.query_one(CodeView).max_scroll_x == 0
        assert "train_test_split" in screen_text(app)
