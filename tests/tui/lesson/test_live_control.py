"""A run that is changed, slowed, stepped and continued from the keyboard."""

import msgspec
import pytest
from textual.pilot import Pilot

from nnterm.experiment.protocol import commands, events
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.app import NntermApp
from nnterm.tui.session.trainer_health import GROWTH, LONG_SILENCE, MOST_GROWTH, REST, SILENCE
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, trained, until


async def held(pilot: Pilot[None], app: NntermApp) -> Run:
    """A run that is paused after its first epoch."""
    await pilot.press("full_stop")
    await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
    assert app.training.run is not None
    return app.training.run


async def test_a_setting_changes_the_run_under_way_and_marks_the_curve(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        run = await held(pilot, app)
        # Past the layers: epochs, then the learning rate.
        await pilot.press("f", *["down"] * 7, "right")
        await until(pilot, lambda: bool(run.changes))
        assert run.current.learning_rate == 0.003
        assert app.training.run is run
        await shows(pilot, app, "learning rate 0.001 → 0.003")
        await pilot.press("escape", "space")
        await trained(pilot, app)
        await shows(pilot, app, "▿ rate 0.001 → 0.003")
        assert "┊" in screen_text(app)


async def test_a_setting_that_makes_another_model_waits_for_t(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        run = await held(pilot, app)
        await pilot.press("f", "right", "escape")
        await shows(pilot, app, "1,579 parameters")
        await pilot.press("m")
        await shows(pilot, app, "another model")
        assert run.changes == []
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not run)


async def test_keep_training_adds_epochs_and_keeps_the_curve(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("m")
        await shows(pilot, app, "Press t to train")
        await pilot.press("t")
        run = await trained(pilot, app)
        await shows(pilot, app, "m longer")
        await pilot.press("m")
        await until(pilot, lambda: run.epochs == 120)
        await shows(pilot, app, "epoch 120/120")
        assert app.training.run is run
        # The form says what was trained: a change of another setting must not cut the run off.
        await shows(pilot, app, "120 ▸ (100)")
        await pilot.press("m")
        await until(pilot, lambda: run.epochs == 140)
        (kept,) = app.context.store.runs("flowers", "iris")
        assert [change.hyperparameters.epochs for change in kept.changes] == [120, 140]
        assert kept.epochs == 140


async def test_one_batch_shows_its_loss(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("comma")
        await shows(pilot, app, "batch 1/4")
        await shows(pilot, app, "1.234")
        await shows(pilot, app, "paused")
        await pilot.press("full_stop")
        await shows(pilot, app, "epoch 1/100")
        assert "batch 1/4" not in screen_text(app)


async def test_the_pace_is_sent_with_each_change(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        sent: list[commands.Command] = []
        await pilot.press("less_than_sign", "t")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.COMPILING)
        assert app.training.pace == 1000
        send = app.training._send
        app.training._send = lambda command: (sent.append(command), send(command))[1]  # type: ignore[method-assign]
        await pilot.press(*["less_than_sign"] * 20)
        assert sent[-1] == commands.PaceRun(run_id=app.training.run.run_id, pace=1.0)  # type: ignore[union-attr]
        await pilot.press(*["greater_than_sign"] * 20)
        assert sent[-1] == commands.PaceRun(run_id=app.training.run.run_id, pace=None)  # type: ignore[union-attr]


async def test_a_trainer_that_hangs_is_reported_and_t_restarts_it(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.COMPILING)
        hung, process = app.training.run, app.training.client.process
        assert hung is not None
        hung.state = RunState.PAUSED
        app.training.client.receive(events.Heartbeat(phase="idle", seconds=0.1))
        for _ in range(LONG_SILENCE):
            await app.training.watch()
        await pilot.pause()
        assert "trainer silent" not in screen_text(app), "a run that is held awaits nothing"
        hung.state = RunState.RUNNING
        app.training.client.receive(events.Heartbeat(phase="training", seconds=0.1))
        for _ in range(SILENCE):
            await app.training.watch()
        await shows(pilot, app, "has not answered for 10 seconds")
        await shows(pilot, app, "trainer silent")
        await pilot.press("t")
        await until(pilot, lambda: app.training.client.process is not process and app.training.device is not None)
        await until(pilot, lambda: app.training.run is not hung)
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.COMPILING)
        assert hung.state is RunState.STOPPED
        assert process is not None
        assert not process.alive
        assert "trainer silent" not in screen_text(app)


async def test_a_gpu_that_nobody_uses_is_given_back_and_taken_again(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        process = app.training.client.process
        assert process is not None
        assert app.training.device is not None
        for _ in range(2000):
            await app.training.watch()
            app.training.client.receive(events.Heartbeat(phase="idle", seconds=1.0))
        assert process.alive, "a CPU is nobody's loss"
        app.training.device = msgspec.structs.replace(app.training.device, kind="GPU", name="GPU 0 H200")
        await app.training.watch()
        await shows(pilot, app, "GPU given back")
        assert not process.alive
        await pilot.press("t")
        await trained(pilot, app)
        assert "GPU given back" not in screen_text(app)


async def test_a_trainer_that_has_grown_is_replaced_unseen_while_nobody_waits(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        process, run = app.training.client.process, app.training.run
        assert process is not None
        for resident in (500.0, 500.0 + GROWTH + 1):
            app.training.client.receive(events.Heartbeat(phase="idle", seconds=1.0, resident=resident))
        for _ in range(REST):
            await app.training.watch()
        await until(pilot, lambda: app.training.client.process is not process and app.training.device is not None)
        assert not process.alive
        assert app.training.run is run
        assert not app.training.may_continue
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not run)
        await trained(pilot, app)


async def test_a_trainer_that_has_grown_far_is_replaced_by_the_next_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        run = await trained(pilot, app)
        process = app.training.client.process
        assert process is not None
        for resident in (500.0, 500.0 + MOST_GROWTH + 1):
            app.training.client.receive(events.Heartbeat(phase="idle", seconds=1.0, resident=resident))
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not run)
        again = await trained(pilot, app)
        assert again.epochs == run.epochs
        assert app.training.client.process is not process
        assert not process.alive
