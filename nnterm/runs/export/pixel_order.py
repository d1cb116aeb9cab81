"""The lines of an exported script that put the pixels of every image into another order, as the trainer does."""

from nnterm.experiment.datasets.file_sets import PIXEL_SEED
from nnterm.experiment.experiment import Option


def shuffling(options: dict[str, Option], *names: str) -> str:
    """The lines that shuffle the pixels of the arrays called `names`, each after a line break; none without it."""
    if not options["shuffle_pixels"]:
        return ""
    first = names[0]
    lines = [
        "",
        "# The pixels of every image in another order, the same in all of them.",
        f"order = np.random.default_rng({PIXEL_SEED}).permutation({first}[0].size)",
        *(f"{name} = {name}.reshape(len({name}), -1)[:, order].reshape({name}.shape)" for name in names),
    ]
    return "\n".join(lines)
