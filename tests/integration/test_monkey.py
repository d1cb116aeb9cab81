"""A minute of the monkey in each of its forms; the long one is a command of its own, see `monkey.py`."""

import asyncio
from pathlib import Path

import pytest
from monkey import LESSONS, play
from monkey_events import Event, Recorded, events_of, read, written
from monkey_terminal import play_on_terminal


def test_what_was_done_can_be_kept_and_done_again() -> None:
    recorded = Recorded("overfitting", 7, events_of(7, 300), real=True, failure="it fell over\n")
    assert read(written(recorded)) == recorded
    assert events_of(7, 300) == recorded.events
    assert events_of(8, 300) != recorded.events
    assert {event.do for event in recorded.events} == {"key", "resize", "click", "scroll", "paste"}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


async def test_an_app_that_breaks_its_word_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nnterm.tui.app import NntermApp

    monkeypatch.setattr(NntermApp, "action_help", lambda app: app.exit())
    keys = [Event("key", key=key, rest=0.01) for key in ("v", "v", "question_mark", "v")]
    with pytest.raises(AssertionError, match="the app ended by"):
        await play(Recorded("dense-iris", 0, keys), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_survives_what_is_pressed_and_clicked(tmp_path: Path, lesson: str) -> None:
    asyncio.run(play(Recorded(lesson, 11, events_of(11, 120)), tmp_path))


@pytest.mark.slow
def test_a_lesson_that_trains_with_keras_survives_it_too(tmp_path: Path) -> None:
    asyncio.run(play(Recorded("overfitting", 12, events_of(12, 100), real=True), tmp_path))


@pytest.mark.slow
def test_the_app_survives_it_on_a_terminal_and_ends_in_order(tmp_path: Path) -> None:
    play_on_terminal(Recorded("overfitting", 13, events_of(13, 175), real=True, terminal=True), tmp_path)
