"""The Runs panel as a tool: sort, filter, note, pin and delete, by key and by mouse, at both widths of the screen."""

from pathlib import Path

import pytest
from steady_pilot import SteadyPilot

from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.notes import keep_note, notes
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run
from nnterm.tui.app import NntermApp
from nnterm.tui.lab.runs.table import RunsTable
from tui.builders import SIZES, NewApp
from tui.conftest import COURSE, running, screen_text, shows, until

LOSSES = {"one": 0.5, "two": 0.3, "six": 0.4}
"""Runs by name with the validation loss that each comes to; the last is the newest."""


def kept(store: RunStore, name: str, loss: float, lesson: str = "flowers", units: int = 4) -> Run:
    """A run in `store` that is over, called `name`."""
    experiment = load_lesson(COURSE / "01-flowers.md").experiment("iris")
    run = new_run(assign(experiment, [f"units={units},{units}"]), lesson)
    run.run_id = name * 4
    for event in (
        RunStarted(run_id=run.run_id, parameters=33, train=96, validation=24, test=30, steps_per_epoch=1, device="CPU"),
        EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [0.9, 0.111], "val_loss": [0.9, loss]}, seconds=1.0),
        RunEnded(run_id=run.run_id, outcome="completed", epochs=2, seconds=1.0, evaluate={}, evaluated_on="test"),
    ):
        run.apply(event)
    store.finish(run)
    return run


async def open_runs(app: NntermApp, pilot: SteadyPilot) -> None:
    """Open the panel and give it the keys."""
    await pilot.press("2", "V")
    await until(pilot, lambda: app.screen.query_one(RunsTable).size.height > 0)
    app.screen.query_one(RunsTable).focus()
    await until(pilot, lambda: app.screen.query_one(RunsTable).has_focus)


def in_order(app: NntermApp) -> list[str]:
    """The values of the runs on the screen, from top to bottom, by which they are told apart."""
    table = app.screen.query_one(RunsTable)
    text = [strip.text for strip in (table.render_line(y) for y in range(table.size.height))]
    return [name for row in text for name, loss in LOSSES.items() if f"{loss:.3f}" in row]


@pytest.fixture
def app(new_app: NewApp, tmp_path: Path) -> NntermApp:
    app = new_app("flowers")
    for name, loss in LOSSES.items():
        kept(app.context.store, name, loss, units=8 if name == "two" else 4)
    return app


async def press_all(pilot: SteadyPilot, text: str) -> None:
    """Type `text`."""
    names = {" ": "space", "=": "equals_sign"}
    await pilot.press(*(names.get(character, character) for character in text))


@SIZES
async def test_runs_are_sorted_by_key_and_by_a_click_on_a_title(app: NntermApp, size: tuple[int, int]) -> None:
    async with running(app, size) as pilot:
        await open_runs(app, pilot)
        await until(pilot, lambda: in_order(app) == ["six", "two", "one"])
        await pilot.press("o")
        await shows(pilot, app, "by best validation loss, lowest first")
        await until(pilot, lambda: in_order(app) == ["two", "six", "one"])
        await pilot.press("O")
        await until(pilot, lambda: in_order(app) == ["one", "six", "two"])
        table = app.screen.query_one(RunsTable)
        titles = table.render_line(1).text
        await pilot.click(RunsTable, offset=(titles.index("val"), 1))
        await shows(pilot, app, "by validation loss, lowest first")
        assert in_order(app) == ["two", "six", "one"]


@SIZES
async def test_letters_of_a_filter_and_of_a_note_are_text_whatever_else_they_are_keys_for(
    app: NntermApp, size: tuple[int, int]
) -> None:
    async with running(app, size) as pilot:
        await open_runs(app, pilot)
        await pilot.press("slash")
        await shows(pilot, app, "enter keep")
        await press_all(pilot, "units=8")
        await until(pilot, lambda: in_order(app) == ["two"])
        await shows(pilot, app, "1 of 3 runs")
        await pilot.press("enter", "N")
        await press_all(pilot, "the quest")
        await shows(pilot, app, "note to run twotwot: the quest_")
        await pilot.press("enter")
        await until(pilot, lambda: notes(app.context.store) == {"two" * 4: "the quest"})
        await shows(pilot, app, '"the quest"')
        # esc shows all again, and only then leaves the panel.
        await pilot.press("escape")
        await until(pilot, lambda: in_order(app) == ["six", "two", "one"])
        await pilot.press("slash")
        await press_all(pilot, "quest")
        await until(pilot, lambda: in_order(app) == ["two"])
        await pilot.press("escape")
        await until(pilot, lambda: len(in_order(app)) == 3)
        assert app.training.run is None, "t is a letter"
        await pilot.press("N", "x", "escape")
        await shows(pilot, app, "3 runs")
        assert notes(app.context.store) == {"two" * 4: "the quest"}
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is None)


async def test_a_filter_that_names_what_no_run_has_says_so_and_hides_nothing(app: NntermApp) -> None:
    async with running(app) as pilot:
        await open_runs(app, pilot)
        await pilot.press("slash")
        await press_all(pilot, "unts=8")
        await shows(pilot, app, "Runs have neither a setting nor a figure 'unts'.")
        assert len(in_order(app)) == 3


@SIZES
async def test_runs_are_deleted_one_or_all_that_are_filtered_after_a_question(
    app: NntermApp, size: tuple[int, int]
) -> None:
    def left() -> set[str]:
        return {run.run_id[:3] for run in app.context.store.runs()}

    async with running(app, size) as pilot:
        await open_runs(app, pilot)
        await pilot.press("delete")
        await shows(pilot, app, "Delete this run?")
        await pilot.press("enter", "escape")
        assert left() == {"one", "two", "six"}
        await until(pilot, lambda: app.screen.query(RunsTable).first().has_focus)
        # What is pinned to the chart stays.
        await pilot.press("down", "enter", "delete")
        await shows(pilot, app, "This run is pinned to the chart.")
        await pilot.press("D")
        assert left() == {"one", "two", "six"}, "without a filter it is no key"
        await pilot.press("slash")
        await press_all(pilot, "epochs=100")
        await pilot.press("enter", "D")
        await shows(pilot, app, "Delete 2 runs?")
        await shows(pilot, app, "1 run on the chart or under way stays.")
        await pilot.press("y")
        await until(pilot, lambda: left() == {"two"} and in_order(app) == ["two"])


async def test_runs_of_other_experiments_on_the_same_data_are_listed_and_pinned_beside(app: NntermApp) -> None:
    kept(app.context.store, "dig", 0.25, lesson="other")
    async with running(app) as pilot:
        await open_runs(app, pilot)
        assert "other/iris" not in screen_text(app)
        await pilot.press("A")
        await shows(pilot, app, "4 runs of all experiments on the same data")
        await shows(pilot, app, "other/iris")
        await pilot.press("equals_sign")
        await shows(pilot, app, "This run is of another experiment")
        await pilot.press("enter", "down", "enter")
        table = app.screen.query_one(RunsTable)
        await until(pilot, lambda: [table.render_line(y).text[0] for y in (2, 3)] == ["A", "B"])
        await pilot.press("A")
        await until(pilot, lambda: "other/iris" not in screen_text(app))
        await pilot.press("v")
        await shows(pilot, app, "more than one setting differs")


async def test_a_run_of_before_is_listed_with_its_origin_and_note(new_app: NewApp) -> None:
    app = new_app("flowers")
    first = kept(app.context.store, "one", 0.5)
    fork = first.fork("f" * 12, 1)
    app.context.store.finish(fork)
    keep_note(app.context.store, fork.run_id, "branched")
    async with running(app) as pilot:
        await open_runs(app, pilot)
        words = " ".join(screen_text(app).replace("│", " ").split())
        assert "branched" in words
        assert "from epoch 1" in words and f"of run {first.run_id[:7]}" in words
