"""The lines of an exported script that flip training labels, as the trainer does."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.label_noise import LABEL_NOISE, STREAM
from nnterm.experiment.experiment import Experiment


def flipping(experiment: Experiment) -> list[str]:
    """The lines that flip labels of `y_train`, which still holds class numbers; none without label noise."""
    options = catalog.options(experiment.dataset)
    part = float(options.get(LABEL_NOISE, 0.0))
    if not part:
        return []
    classes = len(catalog.entry(experiment.dataset).classes)
    return [
        "# Label noise: some training rows get another class. The same seed flips the same rows.",
        f"rng = np.random.default_rng([{options.get('seed', 0)}, {STREAM}])",
        f"flipped = rng.permutation(len(y_train))[: round({part} * len(y_train))]",
        f"other = rng.integers(1, {classes}, size=len(flipped))",
        f"y_train[flipped] = (y_train[flipped] + other) % {classes}",
    ]
