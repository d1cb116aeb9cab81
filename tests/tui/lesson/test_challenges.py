"""A challenge is judged at the end of each run, gives hints, tries the other seeds, and is kept."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.tasks.challenges import Kept
from nnterm.tui.reading.challenge_view import ChallengeView
from tui.builders import FLOWERS, SIZES, lesson_app, words_of_text
from tui.conftest import running, screen_text, shows, trained, until

BLOCK = """
```{challenge}
id: few
goal: Reach 0.8 with fewer than 500 parameters, on 3 seeds.
conditions: {val_accuracy: ">= 0.8", units: "< 50"}
seeds: 3
keep: [epochs]
solution: {units: 16, batch_size: 16}
hints: [Nearly all weights are in one layer., Count what a unit costs., Take 16 units.]
explanation: A small net is enough.
```
"""


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], NntermApp]:
    """An app on a lesson whose first step has a challenge in place of its quiz."""

    def make() -> NntermApp:
        text = re.sub(r"```\{quiz\}.*?```\n", lambda _: BLOCK, FLOWERS, count=1, flags=re.S)
        return lesson_app(tmp_path, re.sub(r"\| layer \|.*?```\n\n", "", text, count=1, flags=re.S))

    return make


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_challenge_from_the_first_run_to_success(
    opened: Callable[[], NntermApp], size: tuple[int, int]
) -> None:
    app = opened()
    async with running(app, size) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("h")
        await until(pilot, lambda: "A nudge: Nearly all weights" in words_of_text(app))
        assert "✓ validation accuracy at least 0.8: it was 0.9" in words_of_text(app)
        assert "○ fewer than 50 units in hidden layers: it was 132" in words_of_text(app)
        assert "The cause" not in words_of_text(app)
        await pilot.press("h")
        await until(pilot, lambda: "The cause: Count" in words_of_text(app))
        await pilot.press("f", "down", "down", "1", "6", "enter", "escape", "t")
        await until(pilot, lambda: "1 of 3 seeds" in words_of_text(app) or size == (80, 24))
        await trained(pilot, app)
        await pilot.press("1", "tab", "enter")
        await until(pilot, lambda: "Challenge passed" in words_of_text(app))
        seeds = {run.hyperparameters.seed for run in app.context.store.runs("flowers", "iris")}
        assert seeds == {0, 1, 2}
        # The toast comes before the run of the last seed is drawn. What the learner came to stays.
        await until(pilot, lambda: re.search(r"0\.9 \(seed [012]\)", words_of_text(app)) is not None)
        assert "✓ validation accuracy at least 0.8: it was 0.9" in words_of_text(app)
        assert "A small net is enough." in words_of_text(app)
        assert "One solution: units 16, batch size 16" in words_of_text(app)
        assert "Our answer: Take 16 units." in words_of_text(app)
        assert "A nudge" not in words_of_text(app), "who has passed needs no nudge"
        assert "The cause" not in words_of_text(app)
    again = opened()
    async with running(again, size) as pilot:
        await pilot.press("1")
        again.screen.query_one("Reader").scroll_end(animate=False)  # type: ignore[attr-defined]
        await until(pilot, lambda: "Challenge passed" in words_of_text(again))


async def test_what_enter_does_is_said_whole_without_the_focus_too(opened: Callable[[], NntermApp]) -> None:
    app = opened()
    app.context.progress.answer("flowers", "few", msgspec.json.encode(Kept(stage=1)).decode(), True)
    async with running(app, (100, 40)) as pilot:
        await pilot.press("1")
        await shows(pilot, app, "Challenge passed")
        view = app.screen.query_one(ChallengeView)
        view.focus()
        await until(pilot, lambda: view.has_focus)
        # It is measured anew with the focus, as after the run that passes.
        view.update_progress()
        await until(pilot, lambda: "enter: the solution into the form" in words_of_text(app))
        app.set_focus(None)
        await until(pilot, lambda: "shift+tab, then enter: the solution into the form" in words_of_text(app))


async def test_what_must_stay_is_said(opened: Callable[[], NntermApp]) -> None:
    app = opened()
    async with running(app) as pilot:
        assert "epochs 100, as it is" in words_of_text(app), "before a run is spent on it"
        epochs = 6  # stops of the cursor above it
        await pilot.press("f", *["down"] * epochs, "5", "0", "enter", "escape", "t")
        await trained(pilot, app)
        await until(pilot, lambda: "epochs has to stay 100" in words_of_text(app))
        assert "as it is" not in words_of_text(app)
        await pilot.press("r", "t")
        await trained(pilot, app)
        await until(pilot, lambda: "✓ epochs 100, as it is" in words_of_text(app))


async def test_where_the_lab_hides_the_text_it_says_what_came_of_the_challenge(opened: Callable[[], NntermApp]) -> None:
    app = opened()
    async with running(app, (80, 24)) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await shows(pilot, app, "Challenge: not yet. 1 shows it")
        await pilot.press("f", "down", "down", "1", "6", "t")
        await trained(pilot, app)
        await shows(pilot, app, "Challenge: 1 of 3 seeds. esc, then 1 shows it")
        await pilot.press("escape", "1")
        await until(pilot, lambda: "1 of 3 seeds" in words_of_text(app) and "shows it" not in screen_text(app))
        await pilot.press("2")
        assert "shows it" not in screen_text(app), "it was read"


async def test_after_the_last_hint_its_key_is_not_offered(opened: Callable[[], NntermApp]) -> None:
    app = opened()
    async with running(app, (80, 24)) as pilot:
        await until(pilot, lambda: "h hint" in screen_text(app))
        await pilot.press("h", "h")
        assert "h hint" in screen_text(app)
        await pilot.press("h")
        await until(pilot, lambda: "h hint" not in screen_text(app))


@SIZES
async def test_the_other_seeds_are_seen_and_stopped_and_go_on_without_the_lesson(
    opened: Callable[[], NntermApp], monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    app = opened()
    async with running(app, size) as pilot:
        await pilot.press("f", "down", "down", "1", "6", "enter", "escape", "t")
        run = await trained(pilot, app)
        monkeypatch.setenv("SCRIPT", "slow")
        await pilot.press("1", "tab", "enter")
        await until(pilot, lambda: "2 more seeds in training, 0 done; s stops" in words_of_text(app))
        await shows(pilot, app, "challenge 0/2")
        await shows(pilot, app, "s stop the challenge")
        await pilot.press("enter")
        assert app.training.run is run, "the lab is free"
        await pilot.press("escape", "l")
        await shows(pilot, app, "lessons done")
        assert app.context.studies.is_busy
        await shows(pilot, app, "challenge 0/2")
        await pilot.press("enter", "1")
        app.screen.query_one("Reader").scroll_end(animate=False)  # type: ignore[attr-defined]
        await until(pilot, lambda: "2 more seeds in training" in words_of_text(app))
        assert "1 of 3 seeds" in words_of_text(app)
        await pilot.press("s")
        await until(pilot, lambda: "the same on 2 more seeds" in words_of_text(app))
        await until(pilot, lambda: not app.context.studies.is_busy)
