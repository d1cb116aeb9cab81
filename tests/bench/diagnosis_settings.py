"""Which experiments of the course are trained to judge the verdict by, and under which settings."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Training:
    """One experiment of the course under some settings."""

    name: str
    """Lesson and experiment, `overfitting/large`."""
    settings: str = ""
    """Assignments as `--set` takes them."""
    part: str = "first"
    """One of `SEEDS`."""
    seeds: int = 3
    split: tuple[float, float] | None = None
    """Test and validation, where other than in the lesson."""


SEEDS = {"first": 100, "second": 500, "third": 900, "judging": 1300}
"""The parts, and the first seed of each. The rule was chosen on all but `judging`: settings and seeds it never saw."""


def _each(name: str, first: str, second: str, third: str, judging: str, **common: Any) -> list[Training]:
    """Trainings of one experiment: for each part its settings, separated by `|`; a dash stands for none."""
    parts = {"first": first, "second": second, "third": third, "judging": judging}
    return [
        Training(name, "" if settings.strip() == "-" else settings.strip(), part, **common)
        for part, several in parts.items()
        for settings in several.split("|")
    ]


TRAININGS = [
    *_each(
        "perceptron/and",
        "- | epochs=8",
        "epochs=300 | learning_rate=0.1",
        "epochs=10 | epochs=100 learning_rate=0.3",
        "epochs=12 | epochs=50",
    ),
    *_each(
        "perceptron/or",
        "epochs=8 | learning_rate=0.03",
        "- | epochs=12 | epochs=1000 learning_rate=3",
        "epochs=9 | epochs=60",
        "epochs=15 learning_rate=0.5 | epochs=200",
    ),
    *_each(
        "perceptron/xor",
        "- | epochs=300",
        "learning_rate=0.1 | epochs=20 | learning_rate=10",
        "epochs=60 | learning_rate=3",
        "epochs=90 learning_rate=0.5",
    ),
    *_each(
        "activations/moons-linear",
        "- | learning_rate=10",
        "units=2 | activation=tanh | learning_rate=30",
        "units=4 epochs=80 | learning_rate=0.003",
        "units=6 epochs=40 | learning_rate=0.001",
    ),
    *_each(
        "activations/circles-swap",
        "- | activation=relu | activation=tanh units=2",
        "epochs=100 | activation=relu units=4 | activation=sigmoid",
        "activation=relu units=3 | activation=tanh epochs=70 | learning_rate=0.003",
        "activation=relu units=5 | activation=tanh epochs=40 | learning_rate=0.1",
    ),
    *_each(
        "tensors-and-layers/flow",
        "- | epochs=20 | units=4",
        "learning_rate=0.003 | epochs=30 | units=16",
        "units=32 epochs=60 | learning_rate=0.0003",
        "units=24 | epochs=50 learning_rate=0.002",
        split=(0.4, 0.1),
    ),
    *_each(
        "xor/one-neuron",
        "dataset.samples=1500 | dataset.samples=1500 epochs=60",
        "dataset.samples=2500 learning_rate=0.1",
        "dataset.samples=2000 epochs=40",
        "dataset.samples=1800 epochs=30",
        split=(0.0, 0.2),
    ),
    *_each(
        "xor/two-layers",
        "dataset.samples=1500 learning_rate=0.1 epochs=100 | dataset.samples=600 epochs=60",
        "dataset.samples=2500 learning_rate=0.1 epochs=60 | dataset.samples=1000 epochs=200",
        "dataset.samples=2000 learning_rate=0.05 epochs=80 | dataset.samples=800 learning_rate=0.1",
        "dataset.samples=1200 learning_rate=0.05 epochs=120 | dataset.samples=1600 learning_rate=0.03 epochs=60",
        split=(0.0, 0.2),
    ),
    *_each(
        "backpropagation/line",
        "- | learning_rate=0.01",
        "learning_rate=0.003 | learning_rate=0.5",
        "learning_rate=0.02 | learning_rate=0.2 epochs=20",
        "learning_rate=0.05 | learning_rate=0.005 epochs=60",
    ),
    *_each(
        "backpropagation/too-large",
        "- | learning_rate=3",
        "learning_rate=1.3 | learning_rate=30",
        "learning_rate=1.2 | learning_rate=10",
        "learning_rate=1.5 | learning_rate=5",
    ),
    *_each(
        "backpropagation/five-deep",
        "- | activation=relu | activation=tanh",
        "epochs=100 | activation=relu epochs=120 | learning_rate=1",
        "epochs=80 | activation=relu learning_rate=0.03 | activation=tanh epochs=30",
        "epochs=60 learning_rate=0.3 | activation=relu epochs=90 | activation=tanh learning_rate=0.03",
    ),
    *_each(
        "dense-iris/iris-100",
        "- | epochs=20 | epochs=300",
        "epochs=50 | epochs=30 learning_rate=0.003 | learning_rate=0.01",
        "epochs=150 | learning_rate=0.0003 epochs=40",
        "epochs=70 | learning_rate=0.003 epochs=100",
        split=(0.4, 0.2),
    ),
    *_each(
        "dense-iris/too-large",
        "- | dataset.noise=0.2 epochs=100 | units=8 | units=32 learning_rate=0.003",
        "dataset.noise=0.4 | dataset.samples=400 | units=16 | epochs=60 | units=4",
        "dataset.noise=0.25 epochs=150 | units=12 | dataset.samples=600 epochs=100 | learning_rate=0.001",
        "dataset.noise=0.35 | units=24 epochs=120 | dataset.samples=500 | learning_rate=0.003 units=16",
    ),
    *_each(
        "regression/yours",
        "- | learning_rate=0.1 epochs=100 | dataset.features=10 dataset.scaling=standard dataset.scaled_target=true",
        "epochs=80 | dataset.features=10 dataset.scaling=standard dataset.scaled_target=true epochs=60 units=16",
        "learning_rate=0.03 epochs=50"
        " | dataset.features=10 dataset.scaling=standard dataset.scaled_target=true epochs=100",
        "learning_rate=0.05 epochs=40"
        " | dataset.features=10 dataset.scaling=standard dataset.scaled_target=true epochs=80 units=8",
        split=(0.4, 0.2),
    ),
    *_each(
        "regression/deep",
        "- | epochs=60",
        "units=8 | learning_rate=0.001",
        "epochs=40 units=16",
        "epochs=30 units=24",
        split=(0.4, 0.2),
    ),
    *_each(
        "two-classes/stuck",
        "- | dataset.scale=true learning_rate=0.01 | dataset.scale=true epochs=100",
        "epochs=60 | dataset.scale=true learning_rate=0.003 epochs=40 | dataset.scale=true learning_rate=0.001",
        "dataset.malignant=100 epochs=40 | dataset.scale=true epochs=50 learning_rate=0.003",
        "dataset.malignant=150 epochs=30 | dataset.scale=true epochs=60 learning_rate=0.01",
        split=(0.4, 0.2),
    ),
    # Losses that jump: steps too large for the data, and columns of very different size.
    *_each(
        "two-classes/scaled",
        "- | epochs=60 | learning_rate=0.03 epochs=100 | dataset.scale=false learning_rate=0.003 epochs=100",
        "learning_rate=0.05 epochs=40 | learning_rate=0.15 epochs=120 | "
        "dataset.scale=false learning_rate=0.001 epochs=60",
        "learning_rate=0.02 epochs=150 | dataset.scale=false learning_rate=0.002 epochs=80 | units=32 epochs=80",
        "learning_rate=0.2 epochs=50 | learning_rate=0.07 epochs=120 | "
        "dataset.scale=false learning_rate=0.0015 epochs=90 | units=16 learning_rate=0.1 epochs=100",
        split=(0.4, 0.1),
        seeds=4,
    ),
    *_each(
        "two-classes/rare",
        "- | dataset.scale=true learning_rate=0.01",
        "dataset.malignant=40 | dataset.scale=true learning_rate=0.001 | dataset.malignant=60 epochs=40",
        "dataset.malignant=30 epochs=30 | dataset.scale=true dataset.malignant=50 epochs=40",
        "dataset.malignant=25 epochs=40 | dataset.scale=true dataset.malignant=60 epochs=30",
        split=(0.4, 0.2),
    ),
    *_each(
        "digits-dense/sgd",
        "- | learning_rate=10",
        "learning_rate=0.1 | learning_rate=30",
        "learning_rate=0.03 | learning_rate=20",
        "learning_rate=0.02 epochs=8 | learning_rate=15",
        seeds=2,
    ),
    *_each(
        "digits-dense/first-look",
        "- | epochs=40",
        "epochs=20 | epochs=10",
        "epochs=30 | epochs=8 learning_rate=0.003",
        "epochs=25 | epochs=12 learning_rate=0.003",
        seeds=2,
    ),
    *_each(
        "overfitting/large",
        "- | dropout=0.5 | units=8 | dataset.samples=1500 | l2=0.01",
        "units=32 | dropout=0.7 | units=4 | dataset.samples=2000 | l2=0.1 | dataset.noise=0.2",
        "units=64 | dropout=0.3 | units=6 | dataset.samples=1200 | l2=0.03 | dataset.noise=0.4",
        "units=48 | dropout=0.4 | units=10 | dataset.samples=1000 | dataset.noise=0.25",
    ),
    *_each(
        "overfitting/yours",
        "- | units=16",
        "units=64 | learning_rate=0.001",
        "units=32 epochs=200 | dropout=0.2",
        "units=24 epochs=160 | dropout=0.1",
        seeds=4,
    ),
    *_each(
        "sandbox/points",
        "- | units=32 | dataset.noise=0.3",
        "epochs=100 | units=64 dataset.noise=0.2 | learning_rate=0.001",
        "epochs=150 units=16 | units=48 dataset.noise=0.25 | learning_rate=0.003",
        "epochs=200 units=24 | units=40 dataset.noise=0.2 | learning_rate=0.02",
    ),
    *_each(
        "sandbox/table",
        "- | epochs=20",
        "epochs=150 | learning_rate=0.001",
        "epochs=80 | learning_rate=0.003 epochs=40",
        "epochs=100 | learning_rate=0.02 epochs=40",
        split=(0.4, 0.2),
    ),
    *_each(
        "sandbox/number",
        "- | epochs=40 | dataset.noise=0.3",
        "epochs=100 | units=64 dataset.samples=60 dataset.noise=0.4 | learning_rate=0.001",
        "epochs=150 | units=32 dataset.samples=80 dataset.noise=0.3",
        "epochs=80 units=8 | units=48 dataset.samples=100 dataset.noise=0.4",
    ),
    *_each(
        "rnn/forecast",
        "- | dataset.series=sunspots epochs=60",
        "epochs=40 | dataset.series=sunspots",
        "learning_rate=0.003 epochs=60 | units=32",
        "epochs=30 | learning_rate=0.003 | dataset.series=sunspots epochs=40",
        split=(0.2, 0.2),
    ),
    *_each(
        "grokking/short",
        "-",
        "epochs=250",
        "epochs=150",
        "epochs=220",
        split=(0.3, 0.1428),
    ),
    *_each(
        "vanishing/ten-sigmoid",
        "-",
        "epochs=100",
        "learning_rate=1",
        "epochs=70 learning_rate=0.3",
    ),
    *_each(
        "vanishing/ten-relu",
        "-",
        "epochs=30",
        "learning_rate=0.03",
        "epochs=70",
    ),
    *_each(
        "vanishing/ten-small",
        "-",
        "epochs=80",
        "learning_rate=0.3",
        "epochs=60 learning_rate=0.2",
    ),
    *_each(
        "attention/dense",
        "- | epochs=30",
        "units=64 epochs=20",
        "learning_rate=0.002",
        "units=32 epochs=25",
        split=(0.3, 0.2),
    ),
    *_each(
        "attention/one-head",
        "-",
        "learning_rate=0.003 epochs=20",
        "epochs=20",
        "epochs=16",
        split=(0.3, 0.2),
    ),
    *_each(
        "rnn/in-order",
        "dataset.length=10",
        "dataset.length=8 epochs=12",
        "dataset.length=12 learning_rate=0.01",
        "dataset.length=10 epochs=15",
        split=(0.4, 0.2),
    ),
    *_each(
        "rnn/averaged",
        "-",
        "epochs=20",
        "learning_rate=0.01 epochs=15",
        "epochs=12",
        split=(0.4, 0.2),
    ),
    *_each(
        "grokking/long",
        "-",
        "epochs=1000",
        "epochs=1200",
        "epochs=1400",
        split=(0.3, 0.1428),
        seeds=2,
    ),
    *_each(
        "grokking/no-decay",
        "epochs=600",
        "epochs=400",
        "epochs=500",
        "epochs=450",
        split=(0.3, 0.1428),
        seeds=2,
    ),
    *_each(
        "embeddings/yours",
        "-",
        "learning_rate=0.003",
        "epochs=15",
        "epochs=12",
        split=(0.4, 0.2),
        seeds=1,
    ),
]
