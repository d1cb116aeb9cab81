"""The lines of an exported script that turn texts, or a series, into numbers, as the trainer does."""

from textwrap import dedent

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.file_sets import TEXTS
from nnterm.experiment.experiment import Dataset

_CUTS = {
    "words": ("tokens(text)", 'def tokens(text):\n    return re.findall(r"[a-z0-9\']+", text.lower())\n\n\n'),
    "letters": ("text.lower()", ""),
}
"""What cuts a text into words or letters, and the function it needs."""


def encoding(dataset: Dataset, encoded: list[str]) -> list[str]:
    """The lines that encode the parts called `encoded`; none where the inputs are numbers as they are."""
    if dataset.name == "imdb":
        return _of_keras(dataset, encoded)
    if dataset.name in TEXTS:
        return ["", "", _vocabulary(dataset), *(f"x_{part} = encode(x_{part})" for part in encoded)]
    if dataset.name == "series":
        return _series(dataset, encoded)
    return []


def _of_keras(dataset: Dataset, encoded: list[str]) -> list[str]:
    """The lines for texts that are numbers already."""
    options = catalog.options(dataset)
    if options["encoding"] == "tokens":
        length = f"maxlen={options['length']}"
        return [f"x_{part} = keras.utils.pad_sequences(x_{part}, {length})" for part in encoded]
    function = dedent(f"""\


        def encode(texts):
            rows = np.zeros((len(texts), {options["words"]}), dtype="float32")
            for row, text in zip(rows, texts):
                row[text] = 1
            return rows

        """)
    return [function, *(f"x_{part} = encode(x_{part})" for part in encoded)]


def _vocabulary(dataset: Dataset) -> str:
    """The vocabulary of the training rows, and a function that turns texts into numbers."""
    options = catalog.options(dataset)
    kind = TEXTS[dataset.name]
    size, length = int(options[kind]), int(options["length"])
    cut, function = _CUTS[kind]
    one = kind.removesuffix("s")
    common = function + dedent(f"""\
        # Most frequent {kind} of the training rows first; 0 is padding, 1 an unknown {one}.
        counts = Counter({one} for text in x_train for {one} in {cut})
        frequent = sorted(counts, key=lambda {one}: (-counts[{one}], {one}))[: {size} - 2]
        number = {{{one}: i for i, {one} in enumerate(frequent, 2)}}


        """)
    match options["encoding"]:
        case "multi_hot":
            body = f"        row[[number.get({one}, 1) for {one} in {cut}]] = 1"
        case "counts":
            body = f"        for {one} in {cut}:\n            row[number.get({one}, 1)] += 1"
        case _:
            body = (
                f"        sequence = [number.get({one}, 1) for {one} in {cut}][-{length}:]\n"
                "        if sequence:\n"
                "            row[-len(sequence) :] = sequence"
            )
    columns, kept = (length, "int32") if options["encoding"] == "tokens" else (size, "float32")
    return common + (
        "def encode(texts):\n"
        f'    rows = np.zeros((len(texts), {columns}), dtype="{kept}")\n'
        "    for row, text in zip(rows, texts):\n"
        f"{body}\n"
        "    return rows\n\n"
    )


def _series(dataset: Dataset, encoded: list[str]) -> list[str]:
    """The lines that scale windows and values alike, and give each value a row of its own for recurrent layers."""
    options = catalog.options(dataset)
    lines = []
    if options["scale"]:
        lines = [
            "# One scale for all: that of the values which the training rows are made of.",
            "values = np.concatenate([x_train[0], y_train])",
            "mean, deviation = values.mean(), values.std()",
        ]
        lines += [f"{x}_{part} = ({x}_{part} - mean) / deviation" for part in encoded for x in "xy"]
    if not options["flatten"]:
        lines += [f"x_{part} = x_{part}[..., None]" for part in encoded]
    return lines
