"""What changes while the text is open leaves nothing of its former self when the lab comes back."""

from collections.abc import Callable

from nnterm.tui.app import NntermApp
from nnterm.tui.drawing.rows import Role
from nnterm.tui.lab.run_status import RunStatus
from tui.conftest import running, screen_text, shows

NewApp = Callable[..., NntermApp]


async def test_a_row_that_became_blank_out_of_sight_is_blank(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("2")
        status = app.screen.query_one(RunStatus)
        status.set_run(None, None, ("a verdict " * 12, Role.TEXT))
        await shows(pilot, app, "a verdict")
        await pilot.press("1")
        await pilot.pause()
        assert "a verdict" not in screen_text(app)
        status.set_run(None, None, ("Press t to train.", Role.TEXT))
        await pilot.press("2")
        await shows(pilot, app, "Press t to train")
        assert "verdict" not in screen_text(app)
