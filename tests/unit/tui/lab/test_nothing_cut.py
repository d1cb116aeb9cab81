"""No number and no word of any panel is cut, in any experiment of the course, at five sizes of the screen."""

import itertools
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from scripted_panels import PanelCase, cases, explorations, forms

from nnterm.experiment.experiment import Experiment
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.explorations import Explore
from nnterm.lesson.loader import load_lesson
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.form.form_columns import COLUMN
from nnterm.tui.lab.explore.filter import FilterView
from nnterm.tui.lab.inside.inside import Inside

LESSONS = Path(__file__).parents[4] / "lessons"

SIZES = {(80, 24): (80, 11), (100, 30): (49, 14), (110, 36): (54, 20), (120, 40): (59, 23), (200, 50): (127, 33)}
"""Size of the screen -> that of a panel of the lab."""

ROOMY = 300, 200
"""Cells and rows in which nothing has to be cut."""

CHART_ROWS = {"curves": 50, "fit": 50}
"""What is as high as it may be has no more words for it, and takes long to draw."""


def words(rows: list[str]) -> set[str]:
    """Numbers, names and words."""
    return {word for row in rows for word in re.findall(r"[\w.,%+-]*\w[%)]?", row)}


def experiments() -> list[Experiment]:
    course = load_course(LESSONS)
    return [experiment for head in course.lessons for experiment in load_lesson(head.path).experiments]


@pytest.fixture(autouse=True)
def _without_app(monkeypatch: pytest.MonkeyPatch) -> None:
    glyphs.use("braille")
    monkeypatch.setattr(Inside, "plain", False)
    monkeypatch.setattr(Inside, "area", (80, 11))
    monkeypatch.setattr(FilterView, "app", SimpleNamespace(no_color=False))


def explored() -> list[Explore]:
    course = load_course(LESSONS)
    steps = (step for head in course.lessons for step in load_lesson(head.path).steps)
    return [step.explore for step in steps if step.explore is not None]


@cache
def all_cases() -> tuple[tuple[str, PanelCase], ...]:
    """Every panel of every experiment, and everything that is played with."""
    inside = [(experiment.id, case) for experiment in experiments() for case in cases(experiment)]
    return (*inside, *(("explore", case) for explore in explored() for case in explorations(explore)))


def test_why_layers_do_not_fit_is_read_whole_in_every_form() -> None:
    (experiment, *_) = experiments()
    for case in forms(experiment):
        for width, height in SIZES.values():
            if "does not fit" in case.name and width >= case.narrowest:
                # In columns it shares its rows with the settings on the right.
                left = COLUMN - 1 if case.narrowest else width
                text = " ".join(" ".join(plain(row)[:left] for row in case.rows(width, height)).split())
                assert "needs an image (height, width, channels), but shape (2,) comes in." in text


def test_no_number_and_no_word_is_cut() -> None:
    faults = []
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for name, case in all_cases():
        cells, enough = (SIZES[200, 50]) if case.pages else (ROOMY[0], CHART_ROWS.get(case.name, ROOMY[1]))
        drawn = tuple(plain(row) for row in case.rows(cells, enough))
        # Many experiments differ in nothing that their panels say.
        if (case.name, drawn) in seen:
            continue
        seen.add((case.name, drawn))
        whole = set() if case.pages else words(list(drawn))
        for (columns, lines), (width, height) in SIZES.items():
            if width < case.narrowest:
                continue
            where = f"{name} {case.name} at {columns}x{lines}"
            shown = [plain(row) for row in case.rows(width, height)]
            faults += [f"{where}: {text!r}" for text in shown if text[width:].strip() or "…" in text]
            if whole <= words(shown):
                continue
            # In rows without end nothing is missing but what the width has cut.
            tall = [plain(row) for row in case.rows(width, enough)]
            if not any("left/right" in text for text in tall) and (missing := whole - words(tall)):
                faults.append(f"{where}: {sorted(missing)} not among {tall}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])


def test_every_panel_is_drawn_in_however_little_room() -> None:
    """While the screen is arranged, or in a window that is too small, a panel may have next to none."""
    kinds = {case.name: case for _, case in all_cases()}
    faults = []
    for name, case in kinds.items():
        for width, height in itertools.product((1, 2, 5, 11, 20, 28), (1, 2, 3, 6)):
            try:
                case.rows(width, height)
            except (ArithmeticError, LookupError, ValueError) as error:
                faults.append(f"{name} in {width} x {height}: {error!r}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])
