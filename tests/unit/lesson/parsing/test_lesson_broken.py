"""Each way to break a lesson is reported with its line, its key and a remedy that helps."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm.errors import LessonError
from nnterm.lesson.authoring.check import check
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.source import MAXIMUM_BYTES


@dataclass
class Break:
    """One change to the good lesson, and what its author must read."""

    name: str
    old: str
    new: str
    at: str
    """Text that is first on the line of the error."""
    says: str
    """Part of the message."""
    remedy: str
    """Part of the remedy."""


BREAKS = [
    # --- front matter
    Break("no front matter", "---\nformat: 1", "format: 1", "format: 1", "does not begin with front matter", "Begin"),
    Break("front matter open", 'accuracy"\n---\n', 'accuracy"\n', "---", "has no end", "Put a line `---`"),
    Break("format missing", "format: 1\n", "", "---", "lacks the key `format`", "format: 1"),
    Break("format newer", "format: 1", "format: 2", "format: 2", "`format` is 2", "Update nnterm"),
    Break("format no number", "format: 1", "format: one", "format: one", "expected a whole number", "such as 1"),
    Break("unknown key", "minutes: 15", "minute: 15", "minute: 15", "no key 'minute'", "Did you mean minutes?"),
    Break("missing key", "minutes: 15\n", "", "---", "lacks the key `minutes`", "minutes: 15"),
    Break("minutes text", "minutes: 15", "minutes: '15'", "minutes: '15'", "the text '15'", "Remove the quotes"),
    Break("minutes zero", "minutes: 15", "minutes: 0", "minutes: 0", "`minutes` is 0", "how long"),
    Break("id in capitals", "id: dense-iris ", "id: Dense_2! ", "id: Dense", "'Dense_2!'", "`dense-2`"),
    Break("empty title", "title: Dense layers", "title:", "title:", "`title` has no value", "title: Dense layers"),
    Break("title twice", "minutes: 15", "minutes: 15\ntitle: Again", "title: Again", "a second time", "Remove one"),
    Break("requires text", "requires: []", "requires: start", "requires: start", "expected a list", "requires: ["),
    Break("front matter a list", GOOD[4 : GOOD.index("---\n", 4)], "- a\n", "- a", "not a list of `key", "format"),
    # --- outline
    Break("text before", "## What", "Hello.\n\n## What", "Hello.", "before the first step", "## Title"),
    Break("block before", "## What a `Dense` layer is", "", "Every unit", "before the first step", "## Title"),
    Break("empty heading", "## Activations", "##", "##\n", "heading of this step is empty", "## Title"),
    Break("fence open", "derivative: true\n```", "derivative: true\n", "```{explore}", "never closed", "```"),
    Break("short closing fence", "dataset.noise]\nshow: [map, curves]\n~~~", "x]\n~~", "~~~{ex", "never closed", "~~~"),
    Break("rule under text", "Look at the map.\n", "Look at the map.\n---\n", "---\n\n~~~", "makes a heading", "blank"),
    Break("unknown block", "```{explore}", "```{explor}", "```{explor}", "no block {explor}", "Did you mean explore?"),
    Break("block with words", "```{explore}", "```{explore} now", "```{explore} now", "no block {explore} now", "Did"),
    Break("block without braces", "```{explore}", "```explore", "```explore", "ordinary code", "{explore}"),
    Break("block in a quote", "Now count:", "> ```{quiz}\n> id: a\n> ```", "> ```{quiz}", "list or quote", "margin"),
    Break(
        "two for the lab",
        "Now count:",
        "```{explore}\nkind: activation\nfunctions: [relu]\n```",
        "```{explore}",
        "second block for the lab, {explore}; the first is on line 23",
        "Begin another step",
    ),
    Break("block empty", "kind: activation\nfunctions: [linear, relu]\nrange: [-10, 10]\nderivative: true\n", "",
          "```{explore}", "no `key: value` lines", "`id: name`"),
    # --- YAML
    Break("tab", "l2: 0.01", "\tl2: 0.01", "\tl2", "a tab where", "spaces"),
    Break("bracket open", "range: [-10, 10]", "range: [-10, 10", "derivative", "not YAML", "brackets"),
    Break("condition bare", 'val_accuracy: ">= 0.5"', "val_accuracy: >= 0.5", "  val_accuracy", "not YAML", "quotes"),
    Break("backtick", "question: How many in", "question: `How` many in", "question: `How", "not YAML", "quotes"),
    Break("colon in text", "explanation: 20 and", "explanation: right: 20 and", "explanation: r", "not YAML", "quotes"),
    Break("alias", "id: moons\n", "id: &a moons\ntitle: *a\n", "title: *a", "`*a` is an alias", "Write the value"),
    Break("object", "id: moons\n", "id: !!python/object:os.system x\n", "id: !!", "is a tag", "quotes"),
    Break("documents", "id: moons\n", "id: moons\n---\n", "---\ndataset", "second YAML document", "Remove"),
    Break("too deep", "range: [-10, 10]", "range: " + "[" * 40 + "]" * 40, "range", "deeper than 12", "brackets"),
    Break("key twice", "seed: 3\n", "seed: 3\nseed: 4\n", "seed: 4", "`seed` is given a second time", "Remove one"),
    Break("list as key", "derivative: true", "? [a]\n: b", "? [a]", "where a name belongs", "`name: value`"),
    # --- experiment
    Break("no id", "id: moons\n", "", "~~~{experiment}", "lacks the key `id`", "id: iris-20"),
    Break("id twice", "id: moons", "id: iris-20", "id: iris-20\ndataset", "'iris-20' is taken", "another `id`"),
    Break("key of experiment", "seed: 3\n", "sed: 3\n", "sed:", "no key 'sed'", "Did you mean seed?"),
    Break("key misplaced", "l2: 0.01", "epochs: 5", "epochs: 5", "no key 'epochs'", "under `fit:`"),
    Break("unknown data", "name: moons", "name: moon", "dataset: {name: moon,", "'moon'", "Did you mean moons?"),
    Break("unknown option", "noise: 0.2", "noisy: 0.2", "dataset: {name: moons", "no option 'noisy'", "mean noise?"),
    Break("option beyond", "noise: 0.2", "noise: 5", "dataset: {name: moons", "noise of data set moons is 5", "to 2"),
    Break("option text", "noise: 0.2", "noise: some", "dataset: {name: moons", "'some'", "a value like 0.1"),
    Break("layer unknown", "- Dense: {units: 4,", "- Dens: {units: 4,", "  - Dens:", "no layer 'Dens'", "mean Dense?"),
    Break("input layer", "  - Dense: {units: 4,", "  - Input\n  - Dense: {units: 4,", "  - Input", "no layer",
          "follows from the data set"),
    Break("two in one", "- Dense: {units: 4, activation: relu}", "- {Flatten: , Dense: {units: 4}}", "  - {Fl",
          "'Flatten', 'Dense'", "line of its own"),
    Break("argument unknown", "{units: 4, activation", "{unit: 4, activation", "  - Dense: {unit:", "no key 'unit'",
          "Did you mean units?"),
    Break("argument missing", "      units: 3\n", "", "  - Dense:\n", "`Dense` lacks the key `units`", "units: 4"),
    Break("units text", "{units: 4,", "{units: four,", "  - Dense: {units: four", "`units` is 'four'", "a number such"),
    Break("units zero", "      units: 3\n", "      units: 0\n", "  - Dense:\n", "units is 0", "from 1 to 4096"),
    Break("arguments bare", "- Dense: {units: 8, activation: tanh}", "- Dense: 8", "  - Dense: 8", "`Dense` is '8'",
          "{units: 4"),
    Break("activation wrong", "activation: softmax", "activation: softmx", "      activation: softmx", "'softmx'",
          "Did you mean softmax?"),
    Break("nothing wrapped", "- Dense: {units: 8, activation: tanh}", "- Bidirectional", "  - Bidirectional",
          "wraps no layer", "LSTM"),
    Break("wrong wrapped", "- Dense: {units: 8, activation: tanh}", "- Bidirectional: {Dense: {units: 1}}",
          "  - Bidirectional", "no layer 'Dense'", "LSTM"),
    Break("square", "- Dense: {units: 8, activation: tanh}", "- Conv2D: {filters: 8, kernel_size: [3, 5]}", "  - Conv",
          "`kernel_size` is a list", "[3, 3]"),
    Break("sides", "- Dense: {units: 8, activation: tanh}", "- Reshape: {target_shape: [2, x]}", "  - Reshape",
          "`target_shape` is 'x'", "[28, 28, 1]"),
    Break("no side", "- Dense: {units: 8, activation: tanh}", "- Reshape: {target_shape: 2}", "  - Reshape",
          "`target_shape` is '2'; expected a list", "[28, 28, 1]"),
    Break("stride zero", "- Dense: {units: 8, activation: tanh}", "- Conv2D: {filters: 8, strides: 0}", "  - Conv2D",
          "strides is 0", "from 1"),
    Break("does not fit", "- Dense: {units: 8, activation: tanh}", "- MaxPooling2D", "  - MaxPooling2D", "an image",
          "Flatten"),
    Break("words for points", "- Dense: {units: 8, activation: tanh}",
          "- Embedding: {input_dim: 9, output_dim: 2}\n  - Flatten", "  - Embedding", "no", "encoding: tokens"),
    Break("last layer", "- Dense: {units: 1, activation: sigmoid}", "- Flatten", "  - Flatten", "is Flatten", "End"),
    Break("no layers", "model:\n  - Dense: {units: 8, activation: tanh}\n  - Dense: {units: 1, activation: sigmoid}\n",
          "model: []\n", "model: []", "has no layers", "output layer"),
    Break("classes", "      units: 3", "      units: 2", "  - Dense:\n", "3 classes", "`units: 3`"),
    Break("one unit", "loss: binary_crossentropy", "loss: categorical_crossentropy",
          "  - Dense: {units: 1", "1 unit", "binary_crossentropy"),
    Break("no compile", "compile: {loss: binary_crossentropy, optimizer: sgd, momentum: 0.9}\n", "", "~~~{exp",
          "lacks the key `compile`", "loss:"),
    Break("no loss", "loss: binary_crossentropy, ", "", "compile: {optimizer: sgd", "lacks the key `loss`", "loss:"),
    Break("loss unknown", "loss: binary_", "loss: binry_", "compile: {loss: binry", "'binry_crossentropy'",
          "Did you mean binary_crossentropy?"),
    Break("optimizer", "optimizer: adam", "optimizer: Adam", "  optimizer: Adam", "'Adam'", "Did you mean adam?"),
    Break("rate text", "learning_rate: 1e-3", "learning_rate: small", "  learning_rate: small", "expected a number",
          "0.001"),
    Break("rate infinite", "learning_rate: 1e-3", "learning_rate: .inf", "  learning_rate: .inf", "'.inf'", "0.001"),
    Break("rate negative", "learning_rate: 1e-3", "learning_rate: -1", "  learning_rate: -1", "learning_rate is -1",
          "from 1e-07"),
    Break("momentum of adam", "learning_rate: 1e-3", "momentum: 0.5", "  momentum", "adam has no momentum", "sgd"),
    Break("metric", "metrics: [accuracy]", "metrics: [acuracy]", "  metrics: [ac", "'acuracy'", "mean accuracy?"),
    Break("metrics text", "metrics: [accuracy]", "metrics: accuracy", "  metrics: ac", "expected a list", "[accuracy]"),
    Break("epochs missing", "fit: {epochs: 50}", "fit: {batch_size: 4}", "fit: {batch", "lacks the key `epochs`", "20"),
    Break("epochs part", "fit: {epochs: 50}", "fit: {epochs: 1.5}", "fit: {epochs: 1.5", "'1.5'", "such as 20"),
    Break("epochs", "fit: {epochs: 50}", "fit: {epochs: 1000000}", "fit: {epochs: 1000", "epochs is", "to 100000"),
    Break("shuffle", "shuffle: no", "shuffle: maybe", "fit: {epochs: 20", "expected true or false", "shuffle: false"),
    Break("split too large", "test: 0.2, validation: 0.1", "test: 100, validation: 50", "split:", "nothing is left",
          "smaller"),
    Break("split odd", "test: 0.2,", "test: 1.5,", "split:", "`split.test` is 1.5", "test: 0.2"),
    Break("split negative", "test: 0.2,", "test: -0.2,", "split:", "`split.test` is -0.2", "test: 0.2"),
    Break("split tiny", "test: 0.2,", "test: 0.001,", "split:", "1 test rows cannot hold 3", "larger"),
    Break("tune unknown", "tune: [units, d", "tune: [unit, d", "tune: [unit, d", "'unit'", "Did you mean units?"),
    Break("tune option", "dataset.noise]", "dataset.noises]", "tune: [units, d", "'dataset.noises'", "dataset.noise?"),
    Break("tune twice", "tune: [units,", "tune: [units, units,", "tune: [units, u", "units twice", "Remove one"),
    Break("tune turned", "{low: 1, high: 64}", "{low: 64, high: 1}", "  units: {low", "64 is not below", "Exchange"),
    Break("tune beyond", "{low: 1, high: 64}", "{low: 1, high: 9999}", "  units: {low", "9999", "4096"),
    Break("tune key", "{low: 1, high: 64}", "{min: 1, high: 64}", "  units: {min", "no key 'min'", "low, high"),
    Break("tune of names", "activation: {choices: [relu, tanh]}", "activation: {low: 1}", "  activation: {low",
          "not a number", "`choices`"),
    Break("tune choice", "choices: [relu, tanh]", "choices: [relu, tan]", "  activation: {ch", "'tan'", "mean tanh?"),
    Break("tune baseline", "choices: [relu, tanh]", "choices: [elu, tanh]", "  activation: {ch", "own relu", "Widen"),
    Break("tune limits", "{low: 1, high: 64}", "{low: 8, high: 64}", "  units: {low", "baseline's own 4", "Widen"),
    Break("show unknown", "show: [map, curves]", "show: [maps, curves]", "show: [maps", "'maps'", "Did you mean map?"),
    Break("show no plane", "show: [model, curves]", "show: [map, curves]", "show: [map, curves]\nexpect",
          "cannot fill it", "two features"),
    Break("tune nothing", "tune: [units, dataset.noise]", "tune: []", "tune: []", "names nothing", "for all"),
    Break("tune choice text", "epochs: {}", "epochs: {choices: [10, many]}", "  epochs: {", "'many'", "Correct"),
    Break("tune half", "epochs: {}", "epochs: {low: 1.5}", "  epochs: {", "`low` is '1.5'", "number such as"),
    Break("tune bare", "epochs: {}", "epochs: 5", "  epochs: 5", "`tune.epochs` is '5'", "{low: 1"),
    Break("show nothing", "show: [model, curves]", "show: []", "show: []", "names no panel", "curves"),
    Break("show twice", "show: [model, curves]", "show: [model, model]", "show: [model", "model twice", "Remove one"),
    Break("figure unknown", "  parameters:", "  parameter:", "  parameter:", "'parameter'", "mean parameters?"),
    Break("condition odd", '"== 35"', '"=> 35"', "  parameters:", "is not a condition", ">= <= == != > <"),
    Break("diagnosis odd", "diagnosis: learning", "diagnosis: learned", "  diagnosis:", "'learned'", "mean learning?"),
    Break("no validation", "validation: 0.1, ", "", "  val_accuracy", "no validation rows", "validation: 0.1"),
    Break("not measured", "  metrics: [accuracy]\n", "", "  val_accuracy", "not measured", "metrics: [accuracy]"),
    # --- quiz
    Break("no question", "question: How many in all?\n", "", "```{quiz}\nid: sum", "lacks the key `question`", "for"),
    Break("no explanation", "explanation: 20 and 15.\n", "", "```{quiz}\nid: sum", "the key `explanation`", "for"),
    Break("no answer", "answer: 35\n", "", "```{quiz}\nid: sum", "lacks the key `answer`", "answer: 20"),
    Break("answer not a choice", "answer: 20", "answer: 21", "answer: 21", "'21', which is not among", "16, 20, 24"),
    Break("answer a place", "answer: 20", "answer: 1", "answer: 1", "'1', which is not among", "not its place"),
    Break("answer text", "answer: 35", "answer: many", "answer: many", "expected a number", "choices"),
    Break("no right one", "answer: 20", "answer: []", "answer: []", "empty list", "at least one"),
    Break("one choice", "choices: [16, 20, 24]", "choices: [20]", "choices: [20]", "1 texts", "wrong choice"),
    Break("choice twice", "[16, 20, 24]", "[16, 20, 16]", "choices: [16", "'16' twice", "Change one"),
    Break("choice a mapping", "[16, 20, 24]", "[a: 16, 20, 24]", "choices: [a", "a mapping", "quotes"),
    Break("tolerance beside", "answer: 20\n", "answer: 20\ntolerance: 1\n", "tolerance: 1", "go with `choices`", "one"),
    Break("tolerance negative", "tolerance: 0.5", "tolerance: -1", "tolerance: -1", "expected 0 or more", "minus"),
    Break("quiz id twice", "id: sum", "id: quiz-1", "id: quiz-1", "'quiz-1' is taken", "another `id`"),
    Break("answers", "answer: 35", "answers: 35", "answers: 35", "no key 'answers'", "Write `answer`"),
    # --- explore
    Break("kind", "kind: activation", "kind: activations", "kind: activations", "'activations'", "mean activation?"),
    Break("function", "functions: [linear, relu]", "functions: [linear, rely]", "functions", "'rely'", "mean relu?"),
    Break("no function", "functions: [linear, relu]", "functions: []", "functions: []", "is empty", "relu"),
    Break("range turned", "range: [-10, 10]", "range: [10, -10]", "range: [10", "from 10 to -10", "[-10, 10]"),
    Break("range of one", "range: [-10, 10]", "range: [10]", "range: [10", "not a pair", "[-10, 10]"),
]  # fmt: skip


def line_of(text: str, at: str) -> int:
    """The number of the first line that begins with the first line of `at` and goes on as `at` does."""
    position = 0 if text.startswith(at) else text.index("\n" + at) + 1
    return text.count("\n", 0, position) + 1


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.name)
def test_break(tmp_path: Path, case: Break) -> None:
    assert GOOD.count(case.old) >= 1, "the case changes nothing"
    text = GOOD.replace(case.old, case.new, 1)
    path = write(tmp_path, text)
    expected = line_of(text, case.at)
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    # The first error of the file is the one that was put there, and `check` finds it too.
    assert (caught.value.line, case.says in caught.value.reason) == (expected, True), str(caught.value)
    assert case.remedy in caught.value.remedy
    assert str(caught.value).startswith(f"{path}:{expected}: ")
    assert (expected, caught.value.reason) in [(error.line, error.reason) for error in check(path)]


def test_good_lesson_has_no_errors(tmp_path: Path) -> None:
    assert check(write(tmp_path, GOOD)) == []


def test_no_steps(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="has no steps") as caught:
        load_lesson(write(tmp_path, head("x", steps=""), "01-x.md"))
    assert caught.value.line == 9
    assert "## Title" in caught.value.remedy


def test_empty_file(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"01-x\.md:1: .*front matter"):
        load_lesson(write(tmp_path, "", "01-x.md"))


def test_not_utf8_names_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "05-dense-iris.md"
    path.write_bytes(GOOD.encode().replace(b"Every unit", b"\xc9very unit"))
    with pytest.raises(LessonError, match="0xc9 is not UTF-8") as caught:
        load_lesson(path)
    assert caught.value.line == GOOD[: GOOD.index("Every unit")].count("\n") + 1
    assert "UTF-8" in caught.value.remedy


def test_too_large(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="larger than 64 KiB"):
        load_lesson(write(tmp_path, GOOD + "x" * MAXIMUM_BYTES))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="is not there"):
        load_lesson(tmp_path / "01-none.md")


def test_messages_never_carry_escapes(tmp_path: Path) -> None:
    text = GOOD.replace("activation: softmax", r'activation: "\e[2J\x07"').replace("```{explore}", "```{\x1b[2J}")
    path = write(tmp_path, text, "05-dense-\x1b[31miris.md")
    errors = check(path)
    assert len(errors) >= 3
    for error in errors:
        assert all(character.isprintable() or character == "\n" for character in str(error))


def test_all_independent_errors_are_found_at_once(tmp_path: Path) -> None:
    text = GOOD
    for old, new in [
        ("minutes: 15", "minutes: soon"),
        ("units: 3\n", "unit: 3\n"),
        ("optimizer: adam", "optimizer: adm"),
        ("answer: 20", "answer: 21"),
        ("name: moons", "name: moon"),
        ("kind: activation", "kind: nothing"),
    ]:
        text = text.replace(old, new, 1)
    reasons = " ".join(error.reason for error in check(write(tmp_path, text)))
    for found in ("minutes", "unit", "adm", "21", "moon", "nothing"):
        assert f"'{found}'" in reasons or f"`{found}`" in reasons
