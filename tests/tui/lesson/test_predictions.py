"""A prediction is made before the run, drawn on the curve, and answered by the run."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from tui.builders import FLOWERS, lesson_app, words_of_text
from tui.conftest import running, screen_text, shows, trained, until

BEST = 50
"""Where the scripted curve of 100 epochs has its lowest validation loss."""

NUMBER = """
```{predict}
id: turn
question: At which epoch is the validation loss lowest?
figure: best_val_loss_epoch
close: 5
explanation: After that it learns by heart.
```
"""
CHOICES = """
```{predict}
id: how-many
question: How good will it be?
figure: val_accuracy
choices: {bad: "< 0.5", fair: "< 0.8", good: ">= 0.8"}
explanation: It is nearly always right.
```
"""

Opened = Callable[[str], NntermApp]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """An app on a lesson whose first step has a prediction in place of its quiz."""

    def make(block: str) -> NntermApp:
        return lesson_app(tmp_path, re.sub(r"```\{quiz\}.*?```\n", lambda _: block, FLOWERS, count=1, flags=re.S))

    return make


@pytest.mark.parametrize(
    ("typed", "words", "size"),
    [
        ("50", "Spot on: epoch 50.", (120, 40)),
        ("47", "Close. You said epoch 47", (80, 24)),
        ("20", "You said epoch 20, and it was epoch 50.", (80, 24)),
    ],
)
async def test_a_number_is_guessed_and_answered(opened: Opened, typed: str, words: str, size: tuple[int, int]) -> None:
    app = opened(NUMBER)
    async with running(app, size) as pilot:
        await pilot.press("t")
        await shows(pilot, app, "your number: _")
        assert app.training.run is None
        await pilot.press(*typed, "enter")
        await shows(pilot, app, "Your guess is kept")
        await pilot.press("t")
        run = await trained(pilot, app)
        assert run.history.best_epoch() == BEST
        await shows(pilot, app, f"your guess {typed}")
        await pilot.press("1")
        app.screen.query_one("Reader").scroll_end(animate=False)  # type: ignore[attr-defined]
        await until(pilot, lambda: words in words_of_text(app))


async def test_a_choice_is_guessed_and_answered_and_comes_back(opened: Opened) -> None:
    app = opened(CHOICES)
    async with running(app) as pilot:
        await pilot.press("tab", "2", "enter")
        await shows(pilot, app, "Your guess is kept")
        await pilot.press("t")
        await trained(pilot, app)
        await until(
            pilot, lambda: "You said fair. It was good: 0.900. It is nearly always right." in words_of_text(app)
        )
        assert app.focused is None, "down leads to the text that is there now"
    again = opened(CHOICES)
    async with running(again) as pilot:
        assert "You said fair. It was good: 0.900." in words_of_text(again)


async def test_skipping_costs_one_key(opened: Opened) -> None:
    app = opened(NUMBER)
    async with running(app) as pilot:
        await pilot.press("t", "t")
        await trained(pilot, app)


@pytest.mark.parametrize("keys", [("tab", "5", "0", "enter"), ("t",)])
async def test_text_after_a_prediction_is_folded_until_the_run_is_over(opened: Opened, keys: tuple[str, ...]) -> None:
    app = opened(f"{NUMBER}\nIt was epoch fifty.\n")
    async with running(app, (120, 60)) as pilot:
        await until(
            pilot, lambda: "The text goes on here when you have guessed and a run is over." in words_of_text(app)
        )
        assert "It was epoch fifty." not in words_of_text(app)
        await pilot.press(*keys)
        assert "It was epoch fifty." not in words_of_text(app)
        await pilot.press("escape", "full_stop")
        await shows(pilot, app, "paused")
        assert "It was epoch fifty." not in words_of_text(app)
        await pilot.press("space")
        await trained(pilot, app)
        await until(pilot, lambda: "It was epoch fifty." in words_of_text(app))
        assert "The text goes on here" not in words_of_text(app)
        await pilot.press("escape", "n")
        await until(pilot, lambda: "Look at the plane" in words_of_text(app))
        await pilot.press("p")
        await until(pilot, lambda: "It was epoch fifty." in words_of_text(app))


async def test_a_guess_after_a_run_says_so(opened: Opened) -> None:
    app = opened(NUMBER)
    async with running(app) as pilot:
        await pilot.press("t", "t")
        await trained(pilot, app)
        # Who trained without a guess has the keys free for what comes next.
        await until(pilot, lambda: app.focused is None)
        await pilot.press("tab", "5", "0", "enter", "t")
        await until(pilot, lambda: "You had seen a run" in words_of_text(app))


@pytest.mark.usefixtures("toasts_stay")
async def test_a_run_with_other_settings_answers_nothing(opened: Opened) -> None:
    app = opened(NUMBER)
    async with running(app) as pilot:
        await pilot.press("tab", "4", "0", "enter", "escape", "f", "right", "t")
        await trained(pilot, app)
        await shows(pilot, app, "Your guess is still open")
        await pilot.press("escape", "r", "t")
        await until(pilot, lambda: "and it was epoch" in words_of_text(app))


async def test_a_guessed_value_is_drawn_across_its_chart(opened: Opened) -> None:
    app = opened(NUMBER.replace("best_val_loss_epoch", "val_accuracy"))
    async with running(app) as pilot:
        assert "your guess" not in screen_text(app)
        await pilot.press("tab", "0", "full_stop", "5", "enter")
        await shows(pilot, app, "your guess")


async def test_a_probability_above_one_is_refused_and_says_how_to_type_it(opened: Opened) -> None:
    app = opened(NUMBER.replace("best_val_loss_epoch", "val_accuracy").replace("close: 5", "close: 0.05"))
    async with running(app) as pilot:
        await pilot.press("tab", "6", "0")
        await until(pilot, lambda: "for 60 of 100 type 0.6" in words_of_text(app))
        await pilot.press("enter")
        assert "Your guess is kept" not in words_of_text(app)
        await pilot.press("backspace", "backspace", "0", ".", "6", "enter")
        await until(pilot, lambda: "Your guess is kept" in words_of_text(app))


async def test_where_the_lab_hides_the_text_it_says_that_the_guess_is_answered(opened: Opened) -> None:
    app = opened(NUMBER)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab", "2", "0", "enter", "t")
        await shows(pilot, app, "Your guess is answered. 1 shows it")
        await pilot.press("1")
        await until(pilot, lambda: "it was epoch 50" in words_of_text(app))


async def test_letters_in_a_number_are_text_and_a_guess_can_be_typed_anew(opened: Opened) -> None:
    app = opened(NUMBER)
    async with running(app) as pilot:
        await pilot.press("tab", *"aboutntq")
        await shows(pilot, app, "That is no number")
        await pilot.press("enter")
        assert app.training.run is None
        await pilot.press(*["backspace"] * 8, *"20", "enter")
        await shows(pilot, app, "Your guess is kept")
        await pilot.press(*"35")
        await shows(pilot, app, "your number: 35")


QUIZ = """
```{quiz}
id: learned
question: What has it learned from epoch 50 on?
choices: [its rows by heart, nothing]
answer: its rows by heart
explanation: Validation loss rises.
```
"""


async def test_a_question_about_the_run_waits_for_it_as_the_text_does(opened: Opened) -> None:
    app = opened(CHOICES + QUIZ)
    async with running(app) as pilot:
        assert "What has it learned" not in screen_text(app)
        await pilot.press("tab")
        guess = app.focused
        await pilot.press("tab")
        assert not isinstance(app.focused, QuizView), "nothing that is hidden takes keys"
        app.screen.query_one(Reader).focus_block("learned")
        await pilot.pause()
        assert app.focused is guess, "the guess comes first"
        await pilot.press("2", "enter", "t")
        await trained(pilot, app)
        await pilot.press("escape", "tab")
        assert isinstance(app.focused, QuizView)
        await until(pilot, lambda: "What has it learned" in words_of_text(app))
