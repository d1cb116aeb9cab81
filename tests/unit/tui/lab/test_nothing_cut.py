"""No number and no word of any panel is cut, in any experiment of the course, at five sizes of the screen."""

import re
from pathlib import Path

import pytest
from scripted_panels import cases

from nnterm.experiment.experiment import Experiment
from nnterm.lesson.loader import load_course, load_lesson
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
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


def test_no_number_and_no_word_is_cut() -> None:
    faults = []
    for experiment in experiments():
        for case in cases(experiment):
            cells, enough = ROOMY[0], CHART_ROWS.get(case.name, ROOMY[1])
            whole = set() if case.pages else words([plain(row) for row in case.rows(cells, enough)])
            for (columns, lines), (width, height) in SIZES.items():
                where = f"{experiment.id} {case.name} at {columns}x{lines}"
                for text in (plain(row) for row in case.rows(width, height)):
                    if text[width:].strip() or "…" in text:
                        faults.append(f"{where}: {text!r}")
                # In rows without end nothing is missing but what the width has cut.
                tall = [plain(row) for row in case.rows(width, enough)] if whole else []
                if not any("left/right" in text for text in tall) and (missing := whole - words(tall)):
                    faults.append(f"{where}: {sorted(missing)} not among {tall}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:40])
