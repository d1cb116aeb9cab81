"""How many malignant rows of `breast_cancer` are kept, in the rows that are trained on."""

import numpy as np
from sklearn.datasets import load_breast_cancer

from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets.dataset import divide


def test_the_first_malignant_rows_and_every_benign_one_stay_in_their_order() -> None:
    everything, labels = load_breast_cancer(return_X_y=True)
    x, y = divide(Dataset("breast_cancer", {"malignant": 20, "scale": False}), Split()).train
    assert np.bincount(y).tolist() == [20, 357]
    np.testing.assert_array_equal(x[y == 0], everything[labels == 0][:20].astype("float32"))
    np.testing.assert_array_equal(x[y == 1], everything[labels == 1].astype("float32"))
    first = int(np.flatnonzero(labels == 1)[0])
    np.testing.assert_array_equal(y[: first + 1], labels[: first + 1])
