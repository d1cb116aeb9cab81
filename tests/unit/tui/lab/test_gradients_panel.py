"""The Gradients panel without an app: its sentence where a lesson keeps remedies back, and its rows."""

import itertools

import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.inside.gradients import GradientsPanel
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab_state import LabState

VANISHED = GradientsShown(
    run_id="r",
    epoch=1,
    layers=["Dense 8 sigmoid", "Dense 1 sigmoid"],
    rows=128,
    train=500,
    flows=[EpochFlow(1, [LayerFlow(0.5, 1e-5, 1e-5), LayerFlow(0.5, 0.1, 0.01)])],
)


@pytest.mark.parametrize(("no_remedy", "is_named"), [((), True), (("activation", "layers"), False)])
def test_a_lesson_can_keep_the_remedies_back(
    monkeypatch: pytest.MonkeyPatch, no_remedy: tuple[str, ...], is_named: bool
) -> None:
    monkeypatch.setattr(Inside, "plain", False)
    experiment = Experiment(
        id="e",
        dataset=Dataset("moons"),
        split=Split(),
        hyperparameters=Hyperparameters(layers=(Dense(8, "sigmoid"), Dense(1, "sigmoid"))),
        no_remedy=no_remedy,
    )
    panel = GradientsPanel()
    panel.state = LabState(experiment, experiment)
    text = " ".join(" ".join(plain(row) for row in panel.render_result(VANISHED, 80, 20)).split())
    assert "the gradient vanishes" in text
    assert ("BatchNormalization" in text) is is_named
    assert ("relu" in text) is is_named


def test_eleven_layers_have_their_whole_names_and_all_fit_where_a_terminal_is_smallest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Inside, "plain", False)
    flows = [EpochFlow(1, [LayerFlow(0.5, 10.0 ** (place - 12), 1e-5) for place in range(11)])]
    panel = GradientsPanel()
    layers = ["Dense 10 sigmoid"] * 11
    answer = GradientsShown(run_id="r", epoch=1, layers=layers, rows=128, train=500, flows=flows)
    text = "\n".join(plain(row) for row in panel.render_result(answer, 78, 16))
    assert all(f"{place} Dense 10 sigmoid" in text for place in range(1, 12))


def test_of_more_layers_than_fit_the_first_and_the_last_are_among_those_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inside, "plain", False)
    flows = [EpochFlow(1, [LayerFlow(0.5, 0.1, 1e-5)] * 30)]
    answer = GradientsShown(run_id="r", epoch=1, layers=["Dense 10"] * 30, rows=128, train=500, flows=flows)
    rows = [plain(row) for row in GradientsPanel().render_result(answer, 78, 16)]
    numbers = [int(row.split()[0]) for row in rows if "Dense 10" in row]
    assert (numbers[0], numbers[-1]) == (1, 30)
    assert max(after - before for before, after in itertools.pairwise(numbers)) <= 3
    assert any(f"{len(numbers)} of 30" in row for row in rows)
