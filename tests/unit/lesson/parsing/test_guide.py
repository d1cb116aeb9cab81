"""The guide for authors: its examples can be loaded, and it leaves out no key, figure, panel or data set."""

import re
from pathlib import Path

import pytest
from good_lesson import head

from nnterm import paths
from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.layers import LAYER_TYPES
from nnterm.experiment.hyperparameters.optimizers import OPTIMIZERS
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.panel_names import PANELS
from nnterm.experiment.verdict.conditions import DIAGNOSES, FIGURES, column_of
from nnterm.lesson.authoring.check import inspect
from nnterm.lesson.blocks import (
    challenge_block,
    code_block,
    experiment_block,
    explore_block,
    explore_network,
    predict_block,
    quiz_block,
)
from nnterm.lesson.glossary import yaml_file
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.outline import BLOCKS

GUIDE = (paths.course() / "AUTHORS.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.MULTILINE | re.DOTALL)
SMALL = re.search(r"^```\{experiment\}\nid: small.*?^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_there_is_an_example_of_every_block() -> None:
    assert {name for name in BLOCKS if not any(f"```{{{name}}}" in example for example in EXAMPLES)} == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"example-{number}" for number in range(len(EXAMPLES))])
def test_every_example_can_be_loaded(tmp_path: Path, example: str) -> None:
    assert SMALL is not None
    steps = (
        "\n## Before\n\nText.\n\n"
        + (SMALL[0] if "id: small" not in example else "")
        + f"\n\n## One\n\nText.\n\n{example}"
    )
    path = tmp_path / "01-x.md"
    path.write_text(head("x", steps=steps), encoding="utf-8")
    assert [str(error) for error in inspect(path).errors] == []


@pytest.mark.parametrize(
    "keys",
    [
        frontmatter.KEYS,
        experiment_block.keys(),
        experiment_block.keys_under("compile"),
        experiment_block.keys_under("fit"),
        experiment_block.SPLIT_KEYS,
        quiz_block.KEYS,
        predict_block.KEYS,
        challenge_block.KEYS,
        challenge_block.STAGE_KEYS,
        code_block.KEYS,
        code_block.CHECK_KEYS,
        explore_network.KEYS,
        yaml_file.KEYS,
    ],
    ids=lambda keys: "-".join(keys[:2]),
)
def test_every_key_is_in_the_guide(keys: tuple[str, ...]) -> None:
    missing = [key for key in keys if not re.search(rf"(^|[^\w]){key}(:|`)", GUIDE)]
    assert missing == []


def test_every_layer_and_optimizer_is_in_the_guide_with_its_arguments() -> None:
    arguments = {name for layer in LAYER_TYPES.values() for name in layer.__struct_encode_fields__} - {"wraps"}
    optimizers = {name for name, entry in TABLE.items() if entry.optimizers}
    names = (*LAYER_TYPES, *arguments, *OPTIMIZERS, *optimizers)
    assert [name for name in names if f"`{name}" not in GUIDE] == []


def test_every_panel_data_set_figure_and_diagnosis_is_in_the_guide() -> None:
    figures = [figure for figure in FIGURES if column_of(figure) is None or figure.startswith("gap_")]
    assert [kind for kind in explore_block.READERS if f"kind: {kind}" not in GUIDE] == []
    for name in (*PANELS, *catalog.CATALOG, *figures, *DIAGNOSES):
        assert f"`{name}`" in GUIDE, name
