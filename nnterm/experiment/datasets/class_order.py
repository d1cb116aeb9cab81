"""Which classes a split leaves out of a part, as far as the order of the rows is known without loading them."""

from itertools import chain, repeat

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog, csv_file
from nnterm.experiment.datasets.file_sets import DROP
from nnterm.experiment.experiment import Dataset, Split


def classes_left_out(dataset: Dataset, split: Split) -> dict[str, tuple[str, ...]]:
    """The classes without a row among `training` or `validation` rows; nothing where the rows are mixed first.

    Test rows are drawn from all of them, and what remains is mixed. Without test rows validation is the last part of
    the rows as they come.
    """
    classes = catalog.entry(dataset).classes
    if split.test or not split.validation or not classes:
        return {}
    order = _order(dataset)
    train = catalog.split_rows(dataset, split)[0]
    parts = {"training": set(order[:train]), "validation": set(order[train:])}
    every = set(order)
    left_out = {name: tuple(classes[number] for number in sorted(every - there)) for name, there in parts.items()}
    return {name: missing for name, missing in left_out.items() if missing}


def _order(dataset: Dataset) -> list[int]:
    """The class number of each row in their order; empty where they come mixed."""
    if dataset.table is not None:
        names = {"path": "", "target": "", "task": "auto", "missing": DROP}
        chosen = (str(dataset.options.get(name, default)) for name, default in names.items())
        try:
            return [int(number) for number in csv_file.read(*chosen).y]
        except DatasetError:
            # It was there a moment ago. Who trains on it will say what is wrong.
            return []
    counts = catalog.entry(dataset).sorted_rows
    return list(chain.from_iterable(repeat(number, count) for number, count in enumerate(counts)))
