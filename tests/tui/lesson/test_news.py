"""What comes about in the text is said where the lab hides the text, with the key that leads there."""

import re
from pathlib import Path

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.halves import Halves
from tui.builders import FLOWERS, SIZES, lesson_app, words_of_text
from tui.conftest import running, screen_text, shows, trained, until

QUESTIONS = """
```{predict}
id: turn
question: At which epoch is the validation loss lowest?
figure: best_val_loss_epoch
close: 5
explanation: After that it learns by heart.
```

```{challenge}
id: few
goal: Reach 0.8 on 2 seeds.
conditions: {val_accuracy: ">= 0.8"}
seeds: 2
keep: [epochs]
solution: {units: 8}
hints: [Train for longer.]
explanation: A small net is enough.
```
"""


@pytest.fixture
def app(tmp_path: Path) -> NntermApp:
    """A lesson whose first step has a prediction and a challenge in place of its quiz."""
    return lesson_app(tmp_path, re.sub(r"```\{quiz\}.*?```\n", lambda _: QUESTIONS, FLOWERS, count=1, flags=re.S))


@SIZES
async def test_what_a_run_answers_is_said_with_the_key_to_it_while_the_lab_hides_the_text(
    app: NntermApp, size: tuple[int, int]
) -> None:
    async with running(app, size) as pilot:
        await pilot.press("t", *"50", "enter", "escape", "2", "t")
        await trained(pilot, app)
        await shows(pilot, app, "Your guess is answered. Challenge: 1 of 2 seeds. 1 shows it")
        await pilot.press("f")
        await shows(pilot, app, "esc, then 1 shows")
        assert ("2 answers in the text" in screen_text(app)) == (size == (80, 24))
        await pilot.press("escape", "1")
        await until(pilot, lambda: "Spot on: epoch 50." in words_of_text(app))
        assert "shows it" not in screen_text(app)
        await pilot.press("2")
        await until(pilot, lambda: app.screen.query_one(Halves).view == "lab")
        assert "shows it" not in screen_text(app)


@SIZES
async def test_a_challenge_that_is_met_is_said_and_a_hint_is_shown(app: NntermApp, size: tuple[int, int]) -> None:
    async with running(app, size) as pilot:
        await pilot.press("2", "t", "escape", "2", "t")
        await trained(pilot, app)
        await shows(pilot, app, "Challenge: 1 of 2 seeds. 1 shows it")
        await pilot.press("h")
        await until(pilot, lambda: "A nudge: Train for longer." in words_of_text(app))
        assert app.screen.query_one(Halves).view == "read"
        await pilot.press("2", "f", "up", "up", *"1", "t")
        await trained(pilot, app)
        await until(pilot, lambda: "Challenge passed. " in screen_text(app))


async def test_with_the_lab_alone_on_a_wide_screen_the_way_back_is_seen_and_clicked(app: NntermApp) -> None:
    async with running(app, (120, 40)) as pilot:
        assert "1 Read" not in screen_text(app)
        await pilot.press("2")
        await shows(pilot, app, "1 shows the text")
        await pilot.click("#views", offset=(3, 0))
        await until(pilot, lambda: not app.screen.query_one(Halves).lab_alone)
        assert "1 Read" not in screen_text(app)
