"""The guide's tables say what the code has: every layer, loss, metric, optimizer and data set, with its defaults."""

import re

from nnterm import paths
from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.hyperparameters.layers import LAYER_TYPES
from nnterm.experiment.hyperparameters.losses import LOSSES, METRICS
from nnterm.experiment.hyperparameters.optimizers import OPTIMIZERS
from nnterm.lesson.authoring.reference import GUIDE, TABLES, with_tables

TEXT = (paths.course() / GUIDE).read_text(encoding="utf-8")


def test_the_guide_is_as_the_code_has_it() -> None:
    """Where it is not: python -m nnterm.lesson.authoring.reference."""
    assert with_tables(TEXT) == TEXT
    assert set(re.findall("<!-- table: (.*) -->", TEXT)) == set(TABLES)


def test_every_name_is_in_its_table() -> None:
    for table, names in {
        "layers": LAYER_TYPES,
        "losses": LOSSES,
        "metrics": METRICS,
        "optimizers": OPTIMIZERS,
        "data sets": CATALOG,
    }.items():
        rows = TABLES[table]().splitlines()[2:]
        assert [row.split("`")[1] for row in rows] == list(names)
        columns = {len(re.split(r"(?<!\\)\|", row)) for row in TABLES[table]().splitlines()}
        assert len(columns) == 1


def test_defaults_are_there() -> None:
    assert "`units`, `activation: linear`, `use_bias: true`" in TEXT
    assert "| `adamw` | `AdamW` | 0.001 | `beta_1: 0.9`, `weight_decay: 0.004`, `clipnorm: 0.0` |" in TEXT
    assert "`noise: 0.1` (0 to 2)" in TEXT
    assert "`test: reviews` (or `products`)" in TEXT
