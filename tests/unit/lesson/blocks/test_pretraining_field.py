"""`weights_from` in a lesson file: what is read, and each way to write it wrongly, with its line and a remedy."""

from pathlib import Path

import msgspec
import pytest
from good_lesson import GOOD, write

from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.transcript.experiment_words import in_words
from nnterm.runs.export.script import script

SECOND = """

## Another one

```{experiment}
id: second
dataset: wine
split: {validation: 0.2, test: 0.1}
weights_from: iris-20
model:
  - Dense: {units: 4, activation: relu, trainable: false}
  - Dense: {units: 3, activation: softmax}
compile: {optimizer: adam, loss: categorical_crossentropy}
fit: {epochs: 2}
```
"""


def read(folder: Path, block: str = SECOND) -> Experiment:
    return load_lesson(write(folder, GOOD + block)).experiment("second")


def test_the_whole_training_that_comes_first_is_in_the_hyperparameters(tmp_path: Path) -> None:
    second = read(tmp_path, SECOND.replace("dataset: wine", "dataset: iris"))
    first = load_lesson(write(tmp_path, GOOD)).experiment("iris-20")
    before = second.hyperparameters.pretraining
    assert before is not None
    assert (before.experiment, before.dataset, before.split) == ("iris-20", first.dataset, first.split)
    assert before.hyperparameters == first.hyperparameters
    # Another setting of the second leaves the first as it is; and it survives a line of JSON, as the store keeps it.
    changed = assign(second, ["epochs=9", "seed=4"]).hyperparameters
    assert changed.pretraining == before
    assert msgspec.json.decode(msgspec.json.encode(changed), type=Hyperparameters) == changed
    assert "weights from iris-20, which is trained first" in dict(in_words(second))["training"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from: iris-20", "from: iris-2", ("`weights_from` cannot be 'iris-2'", "iris-20")),
        ("from: iris-20", "from: second", ("`weights_from` cannot be 'second'", "iris-20")),
        (
            "dataset: wine",
            "dataset: wine",
            ("Dense with 20 parameters where this has Dense with 56", "Keep the layers"),
        ),
        ("units: 4", "units: 5", ("Dense with 20 parameters where this has Dense with 70", "Keep the layers")),
    ],
)
def test_what_cannot_be_started_from_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(LessonError) as caught:
        read(tmp_path, SECOND.replace(old, new))
    assert all(words in str(caught.value) for words in said), caught.value
    assert (GOOD + SECOND).splitlines()[caught.value.line - 1] == "weights_from: iris-20"


def test_an_experiment_that_starts_from_weights_gives_none_away(tmp_path: Path) -> None:
    good = SECOND.replace("dataset: wine", "dataset: iris")
    third = good.replace("Another one", "A third").replace("id: second", "id: third").replace("iris-20", "second")
    with pytest.raises(LessonError, match="second, which starts from the weights of another experiment"):
        read(tmp_path, good + third)


def test_a_first_experiment_has_none_above_it(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="needs an experiment above"):
        load_lesson(write(tmp_path, GOOD.replace("id: iris-20\n", "id: iris-20\nweights_from: iris-20\n", 1)))


def test_a_script_trains_the_first_and_copies_its_layers_before_it_compiles(tmp_path: Path) -> None:
    code = script(read(tmp_path, SECOND.replace("dataset: wine", "dataset: iris")))
    places = [code.index(words) for words in ("epochs=20", "pretrained = model", "set_weights", "epochs=2,")]
    assert places == sorted(places)
    assert code.index("set_weights") < code.rindex("model.compile(")
    compile(code, "script", "exec")
