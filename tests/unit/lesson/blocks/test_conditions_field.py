"""What an author may promise of an experiment."""

from pathlib import Path

import pytest
from good_lesson import head, write

from nnterm.errors import LessonError
from nnterm.lesson.loader import load_lesson


def lesson(folder: Path, dataset: str, expect: str) -> Path:
    body = (
        f"\n## One\n\nText.\n\n```{{experiment}}\nid: e\ndataset: {dataset}\nsplit: {{validation: 0.2}}\n"
        "model:\n- Dense: {units: 1}\ncompile: {loss: mse}\nfit: {epochs: 1}\n"
        f"expect: {{{expect}}}\n```\n"
    )
    return write(folder, head("x", steps=body), "01-x.md")


def test_a_last_value_loss_may_be_promised_of_a_series_alone(tmp_path: Path) -> None:
    path = lesson(tmp_path, "{name: series, flatten: true}", 'val_last_value_loss: ">= 0.5"')
    assert load_lesson(path).experiment("e").expect == {"val_last_value_loss": ">= 0.5"}
    with pytest.raises(LessonError, match="diabetes is not a series and has no last value"):
        load_lesson(lesson(tmp_path, "diabetes", 'last_value_loss: ">= 0.5"'))
