"""The lines of an exported script that make windows of tokens, as the trainer does."""

from textwrap import dedent

from nnterm.experiment.datasets.token_sets import LETTERS
from nnterm.experiment.experiment import Option


def sequences(options: dict[str, Option]) -> str:
    """The lines that generate `x` and `y` of `sequences` under `options`, all of which are given."""
    samples, length, seed = options["samples"], options["length"], options["seed"]
    rng = f"rng = np.random.default_rng({seed})"
    every = f"every = np.arange({samples})"
    match options["rule"]:
        case "marked":
            lines = [
                "# 1 is A, 2 is B, 3 a mark: which one comes after the last mark?",
                rng,
                every,
                f"x = rng.integers(1, 3, size=({samples}, {length}))",
                f"is_mark = rng.random(({samples}, {length} - 1)) < 3 / {length}",
                f"is_mark[every, rng.integers({length} - 1, size={samples})] = True",
                "x[:, :-1][is_mark] = 3",
                f"last = {length} - 2 - is_mark[:, ::-1].argmax(axis=1)",
                "y = x[every, last + 1] - 1",
            ]
        case "first":
            lines = [
                "# 1 is A, 2 is B, the others say nothing: which one is in front?",
                rng,
                f"x = rng.integers(4, 14, size=({samples}, {length}))",
                f"y = rng.integers(2, size={samples})",
                "x[:, 0] = 1 + y",
            ]
        case _:
            lines = [
                "# 1 is A, 2 is B, the others say nothing: which of the two is first?",
                rng,
                every,
                f"x = rng.integers(4, 14, size=({samples}, {length}))",
                f"places = np.tile(np.arange({length}), ({samples}, 1))",
                "places = rng.permuted(places, axis=1)",
                "x[every, places[:, 0]], x[every, places[:, 1]] = 1, 2",
                "y = (places[:, 0] > places[:, 1]).astype(int)",
            ]
    return "\n".join((*lines, 'x = x.astype("int32")'))


def next_letters(path: str, options: dict[str, Option]) -> str:
    """The lines that cut the surnames in the file at `path`, an expression, into windows `x` and next letters `y`."""
    samples, length, seed = options["samples"], options["length"], options["seed"]
    return dedent(f"""\
        # Last names of nine languages from the package faker; MIT licence.
        path = {path}
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))
        letters = "{LETTERS}"
        number = {{letter: i for i, letter in enumerate(letters, 1)}}
        x, y = [], []
        for i in np.random.default_rng({seed}).permutation(len(rows)):
            name = [number[letter] for letter in rows[i]["name"].lower()]
            padded = [0] * {length} + name
            # 0 comes before a name, and means its end.
            for place, letter in enumerate([*name, 0]):
                x.append(padded[place : place + {length}])
                y.append(letter)
        x, y = np.array(x[:{samples}], dtype="int32"), np.array(y[:{samples}])""")
