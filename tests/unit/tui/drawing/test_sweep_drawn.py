"""A sweep as a chart and as a map: places by size, where validation turns, what stands in each cell."""

from itertools import pairwise
from math import isclose

import msgspec
import pytest
from seeded_runs import BASE, finish

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run_state import RunState
from nnterm.experiment.sweep_study import SweepAxis, SweepStudy
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ground, Role, plain
from nnterm.tui.drawing.several.heat_map import LABEL, cell_size, heat_map, place_at
from nnterm.tui.drawing.several.sweep_chart import columns_of, sweep_chart

WIDTH, HEIGHT = 70, 20


@pytest.fixture(autouse=True)
def characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that most terminals have, whatever another test has chosen."""
    monkeypatch.setattr(glyphs, "_current", glyphs.BRAILLE)


def study_of(*levels: float, across: int = 0, seeds: int = 1) -> SweepStudy:
    """A sweep over units whose points end at validation losses of `levels`, in rows of `across` where it is a map."""
    count = len(levels) // across if across else len(levels)
    axes = [SweepAxis("units:0", "units", tuple(str(2**n) for n in range(count)))]
    if across:
        axes.append(SweepAxis("epochs", "epochs", tuple(str(n) for n in range(across))))
    experiment = Experiment(
        id="e", title="", dataset=BASE.dataset, split=BASE.split, hyperparameters=BASE.hyperparameters
    )
    experiments = [msgspec.structs.replace(experiment, title=str(n)) for n in range(len(levels))]
    study = SweepStudy(axes, experiments, [BASE] * len(levels), seeds)
    for point, level in zip(study.points, levels, strict=True):
        for run in point.runs:
            finish(run, lambda seed, level=level: [level + seed / 10] * 100)  # type: ignore[misc]
    return study


def chart(study: SweepStudy, chosen: int = 0) -> list[str]:
    return [plain(row) for row in sweep_chart(study, chosen, WIDTH, HEIGHT)]


def test_values_that_span_much_have_equal_steps_where_they_double() -> None:
    columns = columns_of(SweepAxis("units:0", "units", ("1", "2", "4", "8", "16")), WIDTH)
    steps = [after - before for before, after in pairwise(columns)]
    assert max(steps) - min(steps) <= 1
    close = columns_of(SweepAxis("seed", "seed", ("0", "1", "3")), WIDTH)
    assert isclose((close[2] - close[1]) / (close[1] - close[0]), 2, rel_tol=0.15), "by their size"
    words = columns_of(SweepAxis("optimizer", "optimizer", ("adam", "sgd", "rmsprop")), WIDTH)
    assert abs((words[2] - words[1]) - (words[1] - words[0])) <= 1


def test_the_turn_is_marked_above_its_value_and_nowhere_without_one() -> None:
    study = study_of(0.9, 0.5, 0.3, 0.6, 1.2)
    rows = chart(study)
    assert "lowest at 4" in rows[1]
    assert rows[1].index("▾") == columns_of(study.axes[0], WIDTH)[2]
    assert "lowest" not in chart(study_of(0.9, 0.5, 0.3))[1], "it falls to the end"
    assert not chart(study_of(float("nan"), float("nan"), float("nan")))[1].strip()
    assert "lowest" not in chart(study_of(float("nan"), 0.5, float("nan")))[1], "nothing is beside it yet"
    assert "lowest" not in chart(study_of(float("nan"), 0.5, 0.6, 0.7))[1], "nothing is below it yet"


def test_every_value_has_its_name_and_a_point_for_each_loss() -> None:
    study = study_of(0.9, 0.5, 0.3, 0.6, 1.2)
    rows = chart(study, 1)
    assert rows[-1].split() == ["1", "2", "4", "8", "16"]
    chosen = [text for text, ink in sweep_chart(study, 1, WIDTH, HEIGHT)[-1] if ink is Role.CHOSEN]
    assert chosen == [" 2 "]
    canvas = [row[8:] for row in rows[2:-2]]
    # The losses at the end on training and on validation rows; those at their best are the same as the latter here.
    assert sum(row.count("●") for row in canvas) == 10


@pytest.mark.parametrize("factor", [1e-4, 0.05, 0.5, 1.0])
@pytest.mark.parametrize(
    "levels", [(0.5, 0.42, 0.3, 0.36, 0.45), (0.36, 0.33, 0.30, 0.33, 0.36), (2.0, 0.8, 0.3, 0.9, 1.8)]
)
def test_the_axis_shows_the_u_of_validation_whatever_training_loss_is(levels: tuple[float, ...], factor: float) -> None:
    study = study_of(*levels)
    for place, point in enumerate(study.points):
        columns = point.runs[0].history.columns
        columns["loss"] = [value * factor ** (place / 4) for value in columns["val_loss"]]
    drawn = sweep_chart(study, 0, WIDTH, HEIGHT)[2:-2]
    column = columns_of(study.axes[0], WIDTH)

    def height(place: int) -> int:
        """The row of the lowest circle of validation."""
        found = []
        for y, row in enumerate(drawn):
            cells = [(character, ink) for text, ink in row for character in text]
            character, ink = cells[column[place]]
            if character in "●○" and ink is Role.VALIDATION:
                found.append(y)
        return max(found)

    rows = [height(place) for place in range(len(levels))]
    assert max(rows) == rows[2]
    assert rows[2] - min(rows[0], rows[4]) >= len(drawn) / 3


@pytest.mark.parametrize("levels", [(0.0136,), (0.0136, 0.013601)])
def test_losses_that_are_alike_have_ticks_that_are_not(levels: tuple[float, ...]) -> None:
    ticks = [row.split("┤")[0].strip() for row in chart(study_of(*levels)) if "┤" in row]
    numbers = [tick for tick in ticks if tick]
    assert len(numbers) == 3
    assert len(set(numbers)) == 3


def test_seeds_are_a_line_from_the_lowest_to_the_highest() -> None:
    study = study_of(0.2, 0.4, 0.3, seeds=5)
    column = columns_of(study.axes[0], WIDTH)[1]
    assert sum(row[column] == "│" for row in chart(study, 0)[2:-2]) >= 2
    single = study_of(0.2, 0.4, 0.3)
    assert not any(row[column] == "│" for row in chart(single, 0)[2:-2])


def test_a_point_that_is_not_trained_leaves_a_gap() -> None:
    study = study_of(0.9, 0.5, 0.3)
    study.points[1].runs[0].state = RunState.RUNNING
    column = columns_of(study.axes[0], WIDTH)[1]
    assert not any(row[column] in "●○" for row in chart(study)[2:-2])


def test_each_cell_of_the_map_has_its_loss_and_the_colour_of_its_place_between_the_others() -> None:
    study = study_of(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, across=3)
    rows = heat_map(study, 5, WIDTH, HEIGHT)
    texts = {text.strip(): ink for row in rows for text, ink in row}
    assert texts["0.100"] == Ground(7)
    assert texts["[3.200]"] is Role.CHOSEN
    strengths = [ink.strength for text, ink in texts.items() if isinstance(ink, Ground) and text]
    assert strengths == sorted(strengths, reverse=True) and len(set(strengths)) == 5
    study.points[0].runs[0].state = RunState.DIVERGED
    study.points[1].runs[0].state = RunState.RUNNING
    cells = [text.strip() for row in heat_map(study, 5, WIDTH, HEIGHT) for text, _ in row]
    assert "nan" in cells and "." in cells


def test_the_mouse_finds_the_cell_that_is_drawn_there() -> None:
    study = study_of(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, across=3)
    across, down = cell_size(study, WIDTH, HEIGHT)
    rows = [plain(row) for row in heat_map(study, 5, WIDTH, HEIGHT)]
    y = next(at for at, row in enumerate(rows) if "[3.200]" in row)
    assert place_at(study, rows[y].index("3.200"), y, WIDTH, HEIGHT) == 5
    assert {place_at(study, LABEL, 2 + line, WIDTH, HEIGHT) for line in range(down)} == {0}
    assert place_at(study, LABEL + 3 * across, 2, WIDTH, HEIGHT) is None
    assert place_at(study, LABEL, 2 + 2 * down, WIDTH, HEIGHT) is None
    assert place_at(study, LABEL - 1, 2, WIDTH, HEIGHT) is None
