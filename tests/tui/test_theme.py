"""A lesson's text on a dark and on a light ground."""

import os
import subprocess
import sys

from rich.color import Color

from nnterm.tui.app import NntermApp
from nnterm.tui.reading.lesson_text import LessonText
from tui.builders import NewApp
from tui.conftest import running

READABLE = 4.5
"""Contrast of text that WCAG 2 asks for."""

LIGHT_ONE = """
import asyncio
from nnterm.lesson.course_loader import load_course
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp

async def main():
    app = NntermApp(load_course(), RunStore.open(None), None)
    async with app.run_test():
        print(app.screen.styles.background.rgb, app.context.progress.chosen("theme", "none"))

asyncio.run(main())
"""


def luminance(colour: Color) -> float:
    """Relative luminance, by WCAG 2."""
    shares = [part / 255 for part in colour.get_truecolor()]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrasts(app: NntermApp, word: str) -> list[float]:
    """How far each `word` of the shown text stands out from what is behind it."""
    found = []
    for text in app.screen.query(LessonText):
        for row in range(text.size.height):
            for segment in text.render_line(row):
                style = segment.style
                if segment.text == word and style and style.color and style.bgcolor:
                    low, high = sorted((luminance(style.color), luminance(style.bgcolor)))
                    found.append((high + 0.05) / (low + 0.05))
    return found


async def test_a_key_in_the_text_can_be_read_on_both_grounds(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        for theme in ("nnterm", "nnterm-light", "nnterm"):
            app.theme = theme
            await pilot.pause()
            shown = contrasts(app, "t")
            assert shown and min(shown) > READABLE, (theme, shown)


def test_a_theme_of_ours_may_be_named_from_outside_and_is_not_remembered() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIGHT_ONE],
        env={**os.environ, "TEXTUAL_THEME": "nnterm-light"},
        capture_output=True,
        text=True,
        check=True,
    )
    red, green, blue = map(int, ran.stdout.strip().strip("(").partition(")")[0].split(","))
    assert min(red, green, blue) > 200
    assert ran.stdout.split()[-1] == "none"
