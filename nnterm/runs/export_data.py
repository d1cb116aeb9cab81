"""The data part of an exported script: load, encode and split exactly as the trainer does."""

from textwrap import dedent

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.layers import Dense

FILES = {"mnist10k": "mnist10k.npz", "reviews10k": "reviews10k.tsv.gz"}
"""Data sets that are read from a file, and the file's name."""

_NUMPY = ("import numpy as np",)
IMPORTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gate": ((), _NUMPY),
    "xor": ((), _NUMPY),
    "moons": ((), (*_NUMPY, "from sklearn.datasets import make_moons")),
    "circles": ((), (*_NUMPY, "from sklearn.datasets import make_circles")),
    "spiral": ((), _NUMPY),
    "blobs": ((), (*_NUMPY, "from sklearn.datasets import make_blobs")),
    "iris": ((), (*_NUMPY, "from sklearn.datasets import load_iris")),
    "mnist10k": ((), _NUMPY),
    "reviews10k": (("import csv", "import gzip", "import re", "from collections import Counter"), _NUMPY),
}
"""What each data set's part imports: of the standard library, and of other packages."""


def loading(experiment: Experiment, data_folder: str) -> str:
    """The lines that make `x` and `y` (class numbers), or the texts of a review set."""
    options = catalog.options(experiment.dataset)
    match experiment.dataset.name:
        case "gate":
            return _gate(str(options["gate"]), int(options["samples"]), float(options["noise"]), int(options["seed"]))
        case "xor":
            return dedent(f"""\
                rng = np.random.default_rng({options["seed"]})
                x = rng.normal(size=({options["samples"]}, 2))
                y = (x[:, 0] * x[:, 1] > 0).astype(int)
                x += rng.normal(scale={options["noise"]}, size=x.shape)""")
        case "moons":
            arguments = f"{options['samples']}, noise={options['noise']}, random_state={options['seed']}"
            return f"x, y = make_moons({arguments})"
        case "circles":
            arguments = f"{options['samples']}, noise={options['noise']}, factor=0.5, random_state={options['seed']}"
            return f"x, y = make_circles({arguments})"
        case "blobs":
            arguments = f"{options['samples']}, centers=3, cluster_std={options['noise']}"
            return f"x, y = make_blobs({arguments}, random_state={options['seed']})"
        case "spiral":
            return _spiral(int(options["samples"]), float(options["noise"]), int(options["seed"]))
        case "iris":
            return "x, y = load_iris(return_X_y=True)"
        case "mnist10k":
            return _mnist(int(options["samples"]), bool(options["flatten"]), data_folder)
    return _reviews(int(options["samples"]), data_folder)


def splitting(experiment: Experiment) -> str:
    """The lines that make `x_train`, `y_train` and the other parts, encoded as the loss wants them."""
    split = experiment.split
    texts = experiment.dataset.name == "reviews10k"
    lines = []
    if split.test:
        size = int(split.test) if split.test >= 1 else split.test
        stratify = ", stratify=y" if split.stratify else ""
        lines += [
            "x_train, x_test, y_train, y_test = train_test_split(",
            f"    x, y, test_size={size}, random_state={split.seed}{stratify}",
            ")",
        ]
    else:
        lines.append("x_train, y_train = x, y")
    if split.validation:
        part = f"len(x_train) - {int(split.validation)}"
        if split.validation < 1:
            part = f"int(len(x_train) * {1 - split.validation:.10g})"
        lines += [
            "# As Keras's validation_split does: the last rows are held out.",
            f"last = {part}",
            "x_train, x_validation = x_train[:last], x_train[last:]",
            "y_train, y_validation = y_train[:last], y_train[last:]",
        ]
    parts = ["train", *(["validation"] if split.validation else []), *(["test"] if split.test else [])]
    if texts:
        lines += ["", _encoding(experiment)]
        lines += [f"x_{part} = encode(x_{part})" for part in parts]
    elif experiment.dataset.name == "iris" and catalog.options(experiment.dataset)["scale"]:
        lines += [
            "mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)",
            *(f"x_{part} = (x_{part} - mean) / deviation" for part in parts),
        ]
    if experiment.dataset.name not in FILES:
        lines += [f'x_{part} = x_{part}.astype("float32")' for part in parts]
    lines += [f"y_{part} = {_labels(experiment, part)}" for part in parts]
    return "\n".join(lines)


def _labels(experiment: Experiment, part: str) -> str:
    """The expression that encodes one part's class numbers."""
    loss, output = experiment.hyperparameters.loss, experiment.hyperparameters.output
    units = output.units if isinstance(output, Dense) else 1
    if loss == "sparse_categorical_crossentropy":
        return f'y_{part}.astype("int32")'
    if loss == "categorical_crossentropy" or units > 1:
        return f'keras.utils.to_categorical(y_{part}, {units}).astype("float32")'
    return f'y_{part}.reshape(-1, 1).astype("float32")'


def _gate(gate: str, samples: int, noise: float, seed: int) -> str:
    truth = {"and": "0, 0, 0, 1", "or": "0, 1, 1, 1", "xor": "0, 1, 1, 0", "nand": "1, 1, 1, 0"}[gate]
    lines = [
        "corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)",
        f"corner = np.arange({samples}) % 4",
        "x = corners[corner]",
        f"y = np.array([{truth}])[corner]",
    ]
    if noise:
        lines.append(f"x += np.random.default_rng({seed}).normal(scale={noise}, size=x.shape)")
    return "\n".join(lines)


def _spiral(samples: int, noise: float, seed: int) -> str:
    return dedent(f"""\
        rng = np.random.default_rng({seed})
        y = np.arange({samples}) % 2
        turn = np.sqrt(rng.uniform(size={samples})) * 3 * np.pi
        angle = turn + np.pi * y
        x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / (3 * np.pi)
        x += rng.normal(scale={noise} / 3, size=x.shape)""")


def _mnist(samples: int, flatten: bool, data_folder: str) -> str:
    shape = "(-1, 784)" if flatten else "(-1, 28, 28, 1)"
    return dedent(f"""\
        # 10,000 digits of MNIST: LeCun, Cortes, Burges; CC BY-SA 3.0.
        with np.load({_path("mnist10k.npz", data_folder)}) as arrays:
            x, y = arrays["x"][:{samples}], arrays["y"][:{samples}]
        x = x.reshape{shape}.astype("float32") / 255""")


def _reviews(samples: int, data_folder: str) -> str:
    return dedent(f"""\
        # Film-review snippets by Pang and Lee, rated by people for VADER (Hutto and Gilbert, 2014); CC BY 4.0.
        with gzip.open({_path("reviews10k.tsv.gz", data_folder)}, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))[:{samples}]
        x = [row["text"] for row in rows]
        y = np.array([float(row["rating"]) > 0 for row in rows]).astype(int)""")


def _path(name: str, data_folder: str) -> str:
    return repr(f"{data_folder}/{name}") if data_folder else f'Path(__file__).with_name("{name}")'


def _encoding(experiment: Experiment) -> str:
    """The vocabulary of the training rows, and a function that turns texts into numbers."""
    options = catalog.options(experiment.dataset)
    words, length = int(options["words"]), int(options["length"])
    common = dedent(f"""\
        def tokens(text):
            return re.findall(r"[a-z0-9']+", text.lower())


        # Most frequent words of the training rows first; 0 is padding, 1 an unknown word.
        counts = Counter(word for text in x_train for word in tokens(text))
        frequent = sorted(counts, key=lambda word: (-counts[word], word))[: {words} - 2]
        number = {{word: i for i, word in enumerate(frequent, 2)}}


        """)
    if options["encoding"] == "multi_hot":
        return common + dedent(f"""\
            def encode(texts):
                rows = np.zeros((len(texts), {words}), dtype="float32")
                for row, text in zip(rows, texts):
                    row[[number.get(word, 1) for word in tokens(text)]] = 1
                return rows

            """)
    return common + dedent(f"""\
        def encode(texts):
            rows = np.zeros((len(texts), {length}), dtype="int32")
            for row, text in zip(rows, texts):
                sequence = [number.get(word, 1) for word in tokens(text)][-{length}:]
                if sequence:
                    row[-len(sequence):] = sequence
            return rows

        """)
