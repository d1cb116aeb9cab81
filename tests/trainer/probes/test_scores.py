"""The Threshold panel's values are those of scikit-learn on Keras's own probabilities, at every threshold."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.inspection_requests import InspectScores
from nnterm.trainer.datasets.dataset import divide
from trainer.cases import MOONS, Case
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run

ONE_UNIT = MOONS.with_(shuffle=False, epochs=5)
TWO_UNITS = ONE_UNIT.with_(layers=(Dense(8, "relu"), Dense(2, "softmax")), loss="categorical_crossentropy", epochs=3)


@pytest.mark.parametrize("wanted", [0, 1])
@pytest.mark.parametrize("case", [ONE_UNIT, TWO_UNITS], ids=["one unit", "two units"])
def test_every_threshold_finds_what_scikit_learn_counts(child: Child, case: Case, wanted: int) -> None:
    model, shown = fitted_model(case), ask(child, run(child, case), InspectScores(wanted=wanted))
    parts = divide(case.dataset, case.split)
    x, y = parts.test or parts.validation or parts.train
    outputs = answers(model, x)
    second = outputs[:, -1].astype("float64")
    probability = second if wanted == 1 else 1 - second
    for step in range(3, 100, 7):
        called = probability >= step / 100
        _, alarms, _, hits = confusion_matrix(y == wanted, called, labels=[False, True]).ravel()
        # A probability within rounding of the threshold may be called either way.
        unsure = int((np.abs(probability - step / 100) < 1e-4).sum())
        assert abs(shown.hits[step] - hits) + abs(shown.alarms[step] - alarms) <= unsure
    assert (shown.rows, shown.hits[0], shown.wanted) == (len(y), int((y == wanted).sum()), wanted)


def test_unasked_it_is_about_the_rarer_class(child: Child) -> None:
    shown = ask(child, run(child, ONE_UNIT), InspectScores())
    assert shown.hits[0] <= shown.alarms[0]
