"""The Gradients panel: what is wrong at the epoch that is looked at, and the whole run after a few questions."""

from nnterm.experiment.protocol.gradients_shown import GradientsShown
from nnterm.tui.lab.inside.gradients import GradientsPanel
from tui.conftest import running, screen_text, shows, until
from tui.lab.conftest import IRIS, LINE, Open, go_to


async def test_the_verdict_is_that_of_the_epoch_that_is_looked_at(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "gradients")
        await shows(pilot, app, "Gradients reach every layer")
        await shows(pilot, app, "2 Dense 3 softmax")
        await pilot.press("left_curly_bracket")
        await shows(pilot, app, "the gradient vanishes")
        await shows(pilot, app, "1/10,000")
        await pilot.press("end")
        await shows(pilot, app, "Gradients reach every layer")


async def test_it_asks_until_the_whole_run_is_known(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await go_to(pilot, app, IRIS, "gradients")
        panel = app.screen.query_one(GradientsPanel)
        await until(pilot, lambda: panel.answer is not None and not panel.answer.missing)
        assert isinstance(panel.answer, GradientsShown)
        assert [flow.epoch for flow in panel.answer.flows] == [0, 5, 10]
        # It stays so: the whole answer is not asked for again and again.
        await pilot.pause(0.1)
        assert "more is coming" not in screen_text(app)
        assert not panel.answer.missing


async def test_one_layer_has_no_such_panel(inside: Open) -> None:
    app = inside()
    async with running(app) as pilot:
        await pilot.press(*["n"] * LINE)
        assert "Gradients" not in screen_text(app)
