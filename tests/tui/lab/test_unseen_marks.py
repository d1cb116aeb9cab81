"""Validation rows have a mark of their own on the map, test rows a third one once they are open, and words for both."""

import pytest
from textual.app import App, ComposeResult

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing import glyphs
from nnterm.tui.lab.decision_map import DecisionMap
from nnterm.tui.lab.lab_state import LabState

MOONS = Experiment(
    id="moons",
    dataset=Dataset("moons"),
    split=Split(validation=0.2, test=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(1, "sigmoid"),)),
)


def state() -> LabState:
    """A lab whose run is over, with the points of all three parts; one of each part lies in the same cell."""
    state = LabState(MOONS, MOONS)
    state.points = [(-1.0, -1.0, 0), (1.0, 1.0, 1)]
    state.unseen = [(0.0, 0.5, 0), (0.5, 0.0, 1), (1.0, 1.0, 0)]
    state.tested = [(0.0, -0.5, 0), (-0.5, 0.0, 1), (1.0, 1.0, 0), (9.0, 9.0, 0)]
    state.run = Run(
        run_id="r",
        dataset=MOONS.dataset,
        split=MOONS.split,
        hyperparameters=MOONS.hyperparameters,
        state=RunState.COMPLETED,
        evaluate={"loss": 0.5},
        evaluated_on="test",
    )
    return state


class Plane(App[None]):
    """A map over points, before any model."""

    CSS = "Plane { background: black; }"

    def compose(self) -> ComposeResult:
        yield DecisionMap()


async def drawn(state: LabState, size: tuple[int, int] = (40, 12)) -> list[str]:
    app = Plane()
    async with app.run_test(size=size) as pilot:
        plane, classes = app.query_one(DecisionMap), catalog.entry(state.shown_dataset).classes
        plane.set_map(None, state.points, classes, state.flipped, state.other_points)
        await pilot.pause()
        return [plane.render_line(y).text for y in range(plane.size.height)]


@pytest.mark.parametrize("name", ["braille", "block", "ascii"])
async def test_test_rows_are_drawn_only_once_the_learner_has_opened_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glyphs, "current", lambda: glyphs.SETS[name])
    unseen, test = glyphs.SETS[name].unseen, glyphs.SETS[name].test
    lab = state()
    _, legend, *rows, _ = await drawn(lab)
    found = sorted(character for row in rows for character in row if character in unseen + test)
    assert found == sorted(unseen[:2]), "one lies under a training row"
    assert f"{unseen[:2]} unseen" in legend and "test" not in legend
    assert lab.run is not None and lab.run.open_test()
    _, legend, *rows, _ = await drawn(lab)
    found = sorted(character for row in rows for character in row if character in unseen + test)
    assert found == sorted(unseen[:2] + test[:2]), "one lies beyond the map"
    assert f"{unseen[:2]} unseen" in legend and f"{test[:2]} test" in legend


async def test_very_many_leave_the_map_to_be_seen() -> None:
    lab = state()
    lab.unseen = [(-1 + 2 * (place % 20) / 19, -1 + 2 * (place // 20) / 19, 0) for place in range(400)]
    text = "".join(await drawn(lab))
    assert 0 < text.count(glyphs.current().unseen[0]) < 40 * 12 / 8


async def test_what_has_no_room_for_its_words_is_not_drawn() -> None:
    rows = await drawn(state(), (40, 6))
    assert not set("".join(rows)) & set(glyphs.current().unseen)


async def test_points_of_other_data_go_with_the_others() -> None:
    lab = state()
    lab.change(
        Experiment(id="moons", dataset=Dataset("circles"), split=MOONS.split, hyperparameters=MOONS.hyperparameters)
    )
    assert lab.other_points == ([], ())
