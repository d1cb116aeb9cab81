"""Filters slid by hand give what a Conv2D layer gives, and digits read by hand are those of NumPy."""

import pytest

from nnterm import paths
from nnterm.experiment.arithmetic.filters import FILTERS, convolve
from nnterm.runs.store.digits import KEPT, SIZE, digits


@pytest.mark.parametrize("label", range(10))
def test_digits_are_those_of_the_file(label: int) -> None:
    import numpy as np

    with np.load(paths.course() / "data" / "mnist10k.npz") as data:
        wanted = data["x"][:KEPT][data["y"][:KEPT] == label]
    assert len(digits(label)) == len(wanted) > 20
    assert np.allclose(np.array(digits(label)) * 255, wanted.reshape(len(wanted), -1))


@pytest.mark.parametrize("name", FILTERS)
def test_a_map_is_what_a_convolution_gives(name: str) -> None:
    import keras
    import numpy as np

    layer = keras.layers.Conv2D(1, 3, use_bias=False)
    layer.build((None, SIZE, SIZE, 1))
    layer.set_weights([np.array(FILTERS[name], "float32").reshape(3, 3, 1, 1)])
    image = digits(3)[0]
    expected = np.asarray(layer(np.array(image, "float32").reshape(1, SIZE, SIZE, 1))).ravel()
    assert np.allclose(convolve(image, SIZE, FILTERS[name]), expected, atol=1e-5)
