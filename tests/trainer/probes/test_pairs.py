"""The Pairs panel's cells: what Keras's own model answers for every pair, and whose each pair is."""

import numpy as np
import pytest

from nnterm.experiment.protocol.inspection_requests import InspectPairs
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.experiment.protocol.pairs_shown import CLOSED
from nnterm.trainer.datasets.dataset import divide
from trainer.cases import IRIS, PAIRS
from trainer.child import Child
from trainer.oracle import fitted_model
from trainer.probes.asking import ask, run


def test_cells_are_what_keras_answers_for_each_pair(child: Child) -> None:
    outputs = np.asarray(fitted_model(PAIRS)(np.stack(np.divmod(np.arange(49), 7), axis=1)))
    guess = outputs.argmax(axis=1).reshape(7, 7)
    shown = ask(child, run(child, PAIRS), InspectPairs(a=3, b=5, test=True))
    parts = divide(PAIRS.dataset, PAIRS.split)
    for place, (x, y) in enumerate(parts.all):
        for (a, b), truth in zip(x, y, strict=True):
            assert truth == (a + b) % 7
            assert shown.cell(a, b) == 2 * place + (guess[a, b] == truth)
    counts = [shown.count(part) for part in ("train", "validation", "test")]
    assert [count.of for count in counts] == [30, 10, 9]
    # Otherwise nothing is compared.
    assert 0 < sum(count.right for count in counts) < 49
    assert (shown.a, shown.b, shown.guess) == (3, 5, guess[3, 5])
    assert shown.certainty == pytest.approx(outputs[3 * 7 + 5].max(), abs=1e-3)


def test_pairs_of_the_test_stay_closed(child: Child) -> None:
    (a, b), *_ = divide(PAIRS.dataset, PAIRS.split).test[0].tolist()
    shown = ask(child, run(child, PAIRS), InspectPairs(a=a, b=b, test=False))
    assert shown.cells.count(str(CLOSED)) == 9
    assert shown.guess is None


def test_other_data_are_refused(child: Child) -> None:
    assert isinstance(ask(child, run(child, IRIS.with_(epochs=1)), InspectPairs()), NotInspected)
