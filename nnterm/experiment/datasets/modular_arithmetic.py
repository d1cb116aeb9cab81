"""The catalog's entry of sums around a circle, as on a clock: all pairs of numbers below a modulus."""

import msgspec

from nnterm.experiment.datasets.dataset_spec import DatasetSpec

_MODULUS = 31

MODULAR: dict[str, DatasetSpec] = {
    "modular_addition": DatasetSpec(
        summary="All pairs of whole numbers below `modulus` in random order, each with its sum modulo `modulus`",
        classes=tuple(map(str, range(_MODULUS))),
        features=("a", "b"),
        shape=(2,),
        options={"modulus": _MODULUS, "seed": 0},
        bounds={"modulus": (2, 64), "seed": (0, 2**31 - 1)},
    ),
}
"""The entry by its name."""


def of_modulus(spec: DatasetSpec, modulus: int) -> DatasetSpec:
    """`spec` with as many classes as there are sums."""
    return msgspec.structs.replace(spec, classes=tuple(map(str, range(modulus))))
