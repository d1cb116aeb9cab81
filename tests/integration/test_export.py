"""Exported scripts, run on their own, against the histories that nnterm trains."""

import ast
import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnterm import paths
from nnterm.cli import run as nnterm
from nnterm.commands.target import experiment
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.trainer.plan import start_command
from nnterm.runs.trainer.process import TrainerProcess
from nnterm.runs.trainer.train_once import new_run
from nnterm.trainer.datasets.dataset import divide

SETTINGS = ["--set", "shuffle=false", "--set", "epochs=3"]

ONE = "[{Dense: {units: 6, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]"
THREE = "[{Dense: {units: 5, activation: relu}}, {Dense: {units: 3, activation: softmax}}]"
NUMBER = "[{Dense: {units: 6, activation: relu}}, {Dense: {units: 1}}]"
SIGMOID = "{Dense: {units: 1, activation: sigmoid}}"
TEN = "{Dense: {units: 10, activation: softmax}}"
BINARY = "loss: binary_crossentropy, metrics: [accuracy]"
CATEGORICAL = "loss: categorical_crossentropy, metrics: [accuracy]"
SPARSE = "loss: sparse_categorical_crossentropy, metrics: [accuracy]"

EXPERIMENTS = {
    "gate": (
        'title: \'A gate with \\ and """\'\n'
        "dataset: {name: gate, gate: xor, samples: 43, noise: 0.1, seed: 3}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: sgd, learning_rate: 0.3, momentum: 0.9, nesterov: true, {BINARY}}}\n"
        "fit: {epochs: 9, batch_size: 8}"
    ),
    "corners": (
        "dataset: {name: gate, gate: nand}\n"
        "model: [{Dense: {units: 1, activation: sigmoid}}]\n"
        f"compile: {{optimizer: sgd, learning_rate: 1.0, {BINARY}}}\n"
        "fit: {epochs: 9, batch_size: 4}"
    ),
    "xor": (
        "dataset: {name: xor, samples: 90, noise: 0.2}\n"
        f"model: {ONE}\n"
        "compile: {optimizer: rmsprop, loss: mean_squared_error, metrics: [accuracy, mean_absolute_error]}\n"
        "split: {test: 0.2, validation: 0.25, seed: 5}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "moons": (
        "dataset: {name: moons, samples: 80, noise: 0.2, seed: 2}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: adam, learning_rate: 0.01, {BINARY}}}\n"
        "split: {validation: 0.3}\n"
        "dropout: 0.25\n"
        "l2: 0.0123456789\n"
        "fit: {epochs: 9}"
    ),
    "circles": (
        "dataset: {name: circles, samples: 70}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: adamw, learning_rate: 0.01, beta_1: 0.8, weight_decay: 0.3, clipnorm: 0.5, {BINARY}}}\n"
        "split: {test: 20, validation: 10, stratify: true}\n"
        "fit: {epochs: 9}"
    ),
    "spiral": (
        "dataset: {name: spiral, samples: 64, noise: 0.05}\n"
        "model: [{Dense: {units: 9, activation: silu, use_bias: false}}, {Dense: {units: 2, activation: softmax}}]\n"
        "compile: {optimizer: rmsprop, momentum: 0.5, loss: mean_absolute_error}\n"
        "fit: {epochs: 9, batch_size: 500}"
    ),
    "still-spiral": (
        f"dataset: {{name: spiral, samples: 30, noise: 0}}\nmodel: {ONE}\ncompile: {{{BINARY}}}\nfit: {{epochs: 9}}"
    ),
    "pairs": (
        "dataset: {name: modular_addition, modulus: 7, seed: 3}\n"
        "model: [{Embedding: {input_dim: 7, output_dim: 4}}, Flatten, {Dense: {units: 7, activation: softmax}}]\n"
        f"compile: {{optimizer: adamw, weight_decay: 0.1, {SPARSE}}}\n"
        "split: {validation: 0.4}\n"
        "fit: {epochs: 9}"
    ),
    "blobs": (
        "dataset: {name: blobs, samples: 60}\n"
        f"model: {THREE}\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {validation: 9}\n"
        "fit: {epochs: 9}"
    ),
    "iris": (
        "dataset: iris\n"
        f"model: {THREE}\n"
        f"compile: {{optimizer: adam, {CATEGORICAL}}}\n"
        "split: {test: 0.2, validation: 0.1, stratify: true}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "flipped-iris": (
        "dataset: {name: iris, label_noise: 0.3}\n"
        f"model: {THREE}\n"
        f"compile: {{optimizer: adam, learning_rate: 0.01, {CATEGORICAL}}}\n"
        "split: {test: 0.2, validation: 0.2, stratify: true}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "flipped-digits": (
        "dataset: {name: mnist10k, samples: 300, flatten: true, label_noise: 0.5}\n"
        f"model: [{{Dense: {{units: 16, activation: relu}}}}, {TEN}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "fit: {epochs: 9, batch_size: 50}"
    ),
    "iris-scaled": (
        "dataset: {name: iris, scale: true}\n"
        f"model: {THREE}\n"
        f"compile: {{optimizer: sgd, learning_rate: 0.1, {SPARSE}}}\n"
        "split: {test: 0.2, validation: 0.7}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "normalized-wine": (
        "dataset: wine\n"
        "model: [{Dense: {units: 6}}, {BatchNormalization: {momentum: 0.9}}, {Activation: {activation: relu}}, "
        "{Dense: {units: 4, activation: tanh}}, {LayerNormalization: {}}, {Dense: {units: 3, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "dropout: 0.1\n"
        "split: {test: 0.2, validation: 0.1, stratify: true}\n"
        "fit: {epochs: 9}"
    ),
    "reshaped-digits": (
        "dataset: {name: digits, flatten: true, shuffle_pixels: true}\n"
        "model: [{Reshape: {target_shape: [8, 8, 1]}}, {Conv2D: {filters: 4, activation: relu}}, "
        f"{{GlobalAveragePooling2D: {{}}}}, {TEN}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {validation: 300}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "convolved-series": (
        "dataset: {name: series, series: sunspots, window: 12, flatten: false}\n"
        "model: [{Conv1D: {filters: 4, kernel_size: 3, activation: relu, padding: causal}}, "
        "{MaxPooling1D: {pool_size: 2}}, {GlobalAveragePooling1D: {}}, {Dense: {units: 1}}]\n"
        "compile: {optimizer: adam, loss: mean_squared_error}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "residual-wine": (
        "dataset: wine\n"
        "model: [{Dense: {units: 6, activation: relu, kernel_initializer: he_normal, name: model}}, "
        "{Dense: {units: 6, name: gate}}, {Dense: {units: 6, from: model, activation: tanh}}, "
        "{Multiply: {with: gate}}, {Add: {with: [model]}}, {Concatenate: {with: input}}, "
        "{Dense: {units: 3, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "dropout: 0.1\n"
        "l2: 0.001\n"
        "split: {test: 0.2, validation: 0.1, stratify: true}\n"
        "fit: {epochs: 9}"
    ),
    "wine": (
        "dataset: wine\n"
        f"model: {THREE}\n"
        "compile: {optimizer: sgd, loss: categorical_crossentropy, metrics: [f1_score, auc, categorical_accuracy, "
        "precision, recall]}\n"
        "split: {test: 0.2, validation: 0.1, stratify: true}\n"
        "fit: {epochs: 9}"
    ),
    "breast-cancer": (
        "dataset: breast_cancer\n"
        f"model: {ONE}\n"
        "compile: {optimizer: rmsprop, loss: bce, metrics: [precision, recall, f1_score, auc, binary_accuracy]}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "tumours-as-they-are": (
        "dataset: {name: breast_cancer, scale: false}\n"
        "model: [{Dense: {units: 1, activation: tanh}}]\n"
        "compile: {optimizer: sgd, learning_rate: 1e-6, loss: hinge, metrics: [acc]}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "few-malignant": (
        "dataset: {name: breast_cancer, malignant: 30}\n"
        f"model: {ONE}\n"
        "compile: {optimizer: rmsprop, loss: bce, metrics: [recall]}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "digits": (
        "dataset: digits\n"
        f"model: [{{Flatten: {{}}}}, {TEN}]\n"
        "compile: {optimizer: adam, loss: sparse_categorical_crossentropy, metrics: [sparse_categorical_accuracy]}\n"
        "split: {test: 0.2}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "flat-digits": (
        "dataset: {name: digits, flatten: true, shuffle_pixels: true}\n"
        f"model: [{TEN}]\n"
        f"compile: {{{CATEGORICAL}}}\n"
        "split: {validation: 300}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "diabetes": (
        "dataset: diabetes\n"
        f"model: {NUMBER}\n"
        "compile: {optimizer: sgd, momentum: 0.9, loss: mse, metrics: [mae, RootMeanSquaredError, r2_score]}\n"
        "split: {test: 0.2, validation: 0.1}\n"
        "fit: {epochs: 9}"
    ),
    "five-columns": (
        "dataset: {name: diabetes, features: 5, scaling: unit_norm, scaled_target: false}\n"
        "model: [{Dense: {units: 2}}, {Dense: {units: 1}}]\n"
        "compile: {optimizer: sgd, learning_rate: 1e-3, loss: mse}\n"
        "split: {test: 0.2, validation: 0.1}\n"
        "fit: {epochs: 9}"
    ),
    "raw-columns": (
        "dataset: {name: diabetes, scaling: none}\n"
        "model: [{Dense: {units: 1}}]\n"
        "compile: {optimizer: adam, loss: huber, metrics: [mae]}\n"
        "fit: {epochs: 9}"
    ),
    "line": (
        "dataset: {name: line, samples: 60}\n"
        "model: [{Dense: {units: 1}}]\n"
        "compile: {optimizer: sgd, learning_rate: 0.1, loss: mae, metrics: [mse, r2_score]}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 8}"
    ),
    "wave": (
        "dataset: {name: wave, samples: 60, noise: 0, seed: 4}\n"
        f"model: {NUMBER}\n"
        "compile: {optimizer: adam, loss: mse, metrics: [mae]}\n"
        "split: {test: 10, validation: 10}\n"
        "fit: {epochs: 9, batch_size: 8}"
    ),
    "mnist-dense": (
        "dataset: {name: mnist10k, samples: 300, flatten: true}\n"
        f"model: [{{Dense: {{units: 16, activation: relu}}}}, {TEN}]\n"
        f"compile: {{optimizer: adam, {CATEGORICAL}}}\n"
        "split: {validation: 60}\n"
        "fit: {epochs: 9, batch_size: 50}"
    ),
    "digits-0-4": (
        "dataset: {name: mnist10k, samples: 300, flatten: true, digits: 0-4}\n"
        "model: [{Dense: {units: 16, activation: relu}}, {Dense: {units: 5, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {validation: 60}\n"
        "fit: {epochs: 3, batch_size: 50, shuffle: false}"
    ),
    "digits-5-9": (
        "dataset: {name: mnist10k, samples: 110, flatten: true, digits: 5-9}\n"
        "weights_from: digits-0-4\n"
        "model: [{Dense: {units: 16, activation: relu, trainable: false}}, {Dense: {units: 5, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {validation: 60}\n"
        "fit: {epochs: 9, batch_size: 10}"
    ),
    "mnist-conv": (
        "dataset: {name: mnist10k, samples: 200}\n"
        "model: [{Conv2D: {filters: 4, kernel_size: 3, activation: relu, padding: same, strides: 2}}, "
        "{MaxPooling2D: {pool_size: 2}}, {AveragePooling2D: {}}, {Flatten: {}}, {Dropout: {rate: 0.5}}, "
        f"{TEN}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {test: 0.25}\n"
        "l2: 0.001\n"
        "fit: {epochs: 9}"
    ),
    "reviews": (
        "dataset: {name: reviews10k, samples: 300, words: 500, length: 12}\n"
        "model: [{Embedding: {input_dim: 500, output_dim: 8, mask_zero: true}}, "
        "{Bidirectional: {LSTM: {units: 5, return_sequences: true}}}, {GRU: {units: 4}}, "
        "{Dense: {units: 1, activation: sigmoid}}]\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "l2: 0.0001\n"
        "fit: {epochs: 9}"
    ),
    "reviews-words": (
        "dataset: {name: reviews10k, samples: 250, words: 300, encoding: multi_hot}\n"
        "model: [{Dense: {units: 4, activation: relu}}, {Dense: {units: 2, activation: softmax}}]\n"
        f"compile: {{{CATEGORICAL}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "films-to-products": (
        "dataset: {name: reviews10k, samples: 250, words: 300, encoding: multi_hot, test: products}\n"
        f"model: {ONE}\n"
        f"compile: {{{BINARY}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "products": (
        "dataset: {name: products2400, samples: 250, words: 300, encoding: multi_hot}\n"
        f"model: {ONE}\n"
        f"compile: {{{BINARY}}}\n"
        "split: {test: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "surnames": (
        "dataset: {name: surnames, samples: 300, letters: 30, length: 10}\n"
        "model: [{Embedding: {input_dim: 30, output_dim: 4, mask_zero: true}}, {SimpleRNN: {units: 4}}, "
        "{Dense: {units: 9, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {test: 50, validation: 0.2, stratify: true}\n"
        "fit: {epochs: 9}"
    ),
    "letters-counted": (
        "dataset: {name: surnames, encoding: counts, letters: 40}\n"
        "model: [{Dense: {units: 9, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {CATEGORICAL}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "letters-that-occur": (
        "dataset: {name: surnames, encoding: multi_hot, samples: 200}\n"
        "model: [{Dense: {units: 9, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {CATEGORICAL}}}\n"
        "fit: {epochs: 9}"
    ),
    "sunspots": (
        "dataset: {name: series, window: 5, flatten: true}\n"
        f"model: {NUMBER}\n"
        "compile: {optimizer: adam, loss: mse, metrics: [mae, r2_score]}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "carbon-dioxide": (
        "dataset: {name: series, series: co2, window: 4}\n"
        "model: [{LSTM: {units: 3}}, {Dense: {units: 1}}]\n"
        "compile: {optimizer: adam, loss: mae}\n"
        "split: {validation: 300}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "el-nino": (
        "dataset: {name: series, series: nino, window: 2, scale: false, flatten: true}\n"
        "model: [{Dense: {units: 1}}]\n"
        "compile: {optimizer: adam, loss: huber}\n"
        "split: {test: 100, validation: 100}\n"
        "fit: {epochs: 9, batch_size: 128}"
    ),
    "lookup": (
        "dataset: {name: lookup, pairs: 3, keys: 5, values: 4, samples: 500, seed: 3}\n"
        "model: [{Embedding: {input_dim: 27, output_dim: 8}}, {PositionEmbedding: {sequence_length: 4}}, "
        "{MultiHeadAttention: {num_heads: 2, key_dim: 4, use_causal_mask: true}}, {LayerNormalization: {}}, "
        "{Flatten: {}}, {Dense: {units: 4, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "own-classes": (
        "dataset: {name: csv, path: own.csv}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "own-flipped": (
        "dataset: {name: csv, path: own.csv, label_noise: 0.2}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "own-gaps": (
        "dataset: {name: csv, path: own.csv, missing: indicate}\n"
        f"model: {ONE}\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "own-numbers": (
        "dataset: {name: csv, path: unnamed.csv, target: column 1}\n"
        f"model: {NUMBER}\n"
        "compile: {optimizer: adam, loss: mse, metrics: [mae]}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9}"
    ),
    "order": (
        "dataset: {name: sequences, samples: 90, length: 7, seed: 3}\n"
        f"model: [{{Embedding: {{input_dim: 14, output_dim: 3}}}}, {{SimpleRNN: {{units: 4}}}}, {SIGMOID}]\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "first": (
        "dataset: {name: sequences, rule: first, samples: 90, length: 7}\n"
        f"model: [{{Embedding: {{input_dim: 14, output_dim: 3}}}}, {{SimpleRNN: {{units: 4}}}}, {SIGMOID}]\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {test: 0.2, validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "marked": (
        "dataset: {name: sequences, rule: marked, samples: 90, length: 9}\n"
        f"model: [{{Embedding: {{input_dim: 14, output_dim: 3}}}}, {{GRU: {{units: 4}}}}, {SIGMOID}]\n"
        f"compile: {{optimizer: adam, {BINARY}}}\n"
        "split: {validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
    "next-letter": (
        "dataset: {name: next_letter, samples: 200, length: 6, seed: 1}\n"
        "model: [{Embedding: {input_dim: 54, output_dim: 3, mask_zero: true}}, {SimpleRNN: {units: 4}}, "
        "{Dense: {units: 54, activation: softmax}}]\n"
        f"compile: {{optimizer: adam, {SPARSE}}}\n"
        "split: {test: 30, validation: 0.2}\n"
        "fit: {epochs: 9, batch_size: 16}"
    ),
}

OWN = " size ;colour;note;kind\n" + "".join(
    f"{i},{i % 3};{['red', 'green', 'blue'][i % 3] if i % 7 else '?'};note {i};{'ripe' if i % 4 else 'raw'}\n"
    for i in range(60)
)
UNNAMED = "".join(f"{i % 13 / 3},{i % 5},{i % 7},4\n" for i in range(50))
"""Tables of one's own: with semicolons, gaps and a column of notes; and without names."""

LIGHT = ("circles", "lookup", "own-classes", "digits-5-9")
"""Trained by default; every experiment takes seconds, since Keras compiles it for the script too."""
SAME = ("corners", "still-spiral", "flipped-digits", "digits-0-4", "reviews-words", "products", "few-malignant")
SAME += ("letters-that-occur", "el-nino", "wave", "own-flipped", "own-gaps", "first", "flat-digits")
"""Differ from others in their rows alone, which are compared without a training."""
HEAVY = tuple(name for name in EXPERIMENTS if name not in LIGHT + SAME)

HEAD = """\
---
format: 1
id: all
title: All data sets
summary: An experiment on each.
minutes: 5
requires: []
objectives: [Compare]
---
"""

DRIVER = """\
import contextlib, io, json, pathlib, runpy, sys
import numpy as np
sys.modules["nnterm"] = None  # a script that imports it fails
whole, rows_alone, folder = json.loads(sys.argv[1])
printed = {}
wanted = [f"{x}_{part}" for x in "xy" for part in ("train", "validation", "test")]
for name in whole:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        runpy.run_path(f"{name}.py", run_name="__main__")
    printed[name] = out.getvalue()
for name in rows_alone:
    # Up to the last training: a script may train another experiment first.
    lines, _, rest = pathlib.Path(f"{name}.py").read_text(encoding="utf-8").rpartition("keras.utils.set_random_seed")
    assert rest
    found = {"__file__": f"{name}.py"}
    exec(compile(lines, name, "exec"), found)
    arrays = {key: value for key, value in found.items() if key in wanted}
    np.savez(pathlib.Path(folder, f"{name}.npz"), **arrays)
print(json.dumps(printed))
"""


@pytest.fixture(scope="module", params=[LIGHT, pytest.param(HEAVY, marks=pytest.mark.slow)], ids=["light", "heavy"])
def names(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Experiments that are run and trained in one go, as TensorFlow takes seconds to load."""
    found: tuple[str, ...] = request.param
    return found


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lessons")
    blocks = (
        f"\n## On {name}\n\nPress `t`.\n\n```{{experiment}}\nid: {name}\nseed: 7\n{body}\n```\n"
        for name, body in EXPERIMENTS.items()
    )
    (folder / "own.csv").write_text(OWN, encoding="utf-8")
    (folder / "unnamed.csv").write_text(UNNAMED, encoding="utf-8")
    (folder / "01-all.md").write_text(HEAD + "".join(blocks), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def scripts(lessons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts")
    for name in EXPERIMENTS:
        exported = ["export", f"all/{name}", *SETTINGS, "-o", str(folder / f"{name}.py"), "--lessons", str(lessons)]
        assert nnterm(exported) == 0
    return folder


@pytest.fixture(scope="module")
def rows(names: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the rows are that the scripts which are not run whole come to: all but those of `names`."""
    return tmp_path_factory.mktemp("rows")


@pytest.fixture(scope="module")
def running(scripts: Path, names: tuple[str, ...], rows: Path) -> Iterator[subprocess.Popen[str]]:
    """All scripts on their way, where only they and their data are, without nnterm."""
    others = [name for name in EXPERIMENTS if name not in names]
    command = [sys.executable, "-P", "-c", DRIVER, json.dumps((names, others, str(rows)))]
    with subprocess.Popen(command, cwd=scripts, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.fixture(scope="module")
def printed(running: subprocess.Popen[str], trained: dict[str, Run]) -> dict[str, str]:
    """What each script prints. They run while nnterm trains the same."""
    out, errors = running.communicate()
    assert running.returncode == 0, errors
    found: dict[str, str] = json.loads(out.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def trained(
    lessons: Path,
    names: tuple[str, ...],
    running: subprocess.Popen[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Run]:
    """The runs of one real training process."""
    assignments = ["shuffle=false", "epochs=3"]
    runs = {name: new_run(experiment(f"all/{name}", assignments, str(lessons))[1]) for name in names}

    async def train() -> None:
        process = TrainerProcess(log=tmp_path_factory.mktemp("log") / "log")
        await process.start()
        try:
            events = process.events()
            for run in runs.values():
                process.send(start_command(run))
                while not run.state.over:
                    run.apply(await anext(events))
        finally:
            await process.stop()

    asyncio.run(train())
    return runs


def printed_results(text: str) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The history and the evaluation that a script prints in its last lines."""
    history = {}
    for line in text.splitlines():
        key, _, values = line.partition(" ")
        if values.startswith("["):
            history[key] = ast.literal_eval(values)
    return history, ast.literal_eval(text.splitlines()[-1])


def test_a_script_prints_the_history_that_nnterm_trains(printed: dict[str, str], trained: dict[str, Run]) -> None:
    for name, run in trained.items():
        assert run.state is RunState.COMPLETED, run.failure
        history, evaluated = printed_results(printed[name])
        assert set(history) == set(run.history), name
        for key, values in history.items():
            assert run.history[key] == pytest.approx(values, abs=1e-5), (name, key)
        assert run.evaluate == pytest.approx(evaluated, abs=1e-5), name
        assert f"{run.parameters:,} (" in printed[name], "the summary's number of weights"


def test_every_script_has_the_rows_that_nnterm_trains_on(printed: dict[str, str], rows: Path, lessons: Path) -> None:
    others = set(EXPERIMENTS) - set(printed)
    assert {path.stem for path in rows.iterdir()} == others
    for name in others:
        chosen = experiment(f"all/{name}", [], str(lessons))[1]
        parts = divide(chosen.dataset, chosen.split)
        all_parts = {"x_train": parts.train, "x_validation": parts.validation, "x_test": parts.test}
        expected = {key: part[0] for key, part in all_parts.items() if part is not None}
        expected |= {key.replace("x", "y", 1): part[1] for key, part in all_parts.items() if part is not None}
        found = np.load(rows / f"{name}.npz")
        for x in "xy":
            if f"{x}_validation" not in found and f"{x}_validation" in expected:
                # Keras itself splits the last rows off.
                both = (expected[f"{x}_train"], expected.pop(f"{x}_validation"))
                expected[f"{x}_train"] = np.concatenate(both)
        assert set(found) == set(expected), name
        for key, array in expected.items():
            said = found[key]
            if said.ndim > array.ndim and said.shape[-1] > 1:
                said = said.argmax(-1)  # one-hot
            np.testing.assert_allclose(said.reshape(array.shape), array, atol=1e-5, err_msg=f"{name} {key}")


# By another worker than the test above all heavy scripts would be trained once more, for one of them.
@pytest.mark.slow
@pytest.mark.parametrize("names", [LIGHT], indirect=True, ids=["light"])
def test_train_prints_the_history_of_the_script(
    lessons: Path, printed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    name = next(reversed(printed))
    command = [sys.executable, "-m", "nnterm", "train", f"all/{name}", *SETTINGS, "--json", "--lessons", str(lessons)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    finished: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    history, evaluated = printed_results(printed[name])
    columns = finished["history"]
    assert columns == {key: pytest.approx(values, abs=1e-3) for key, values in history.items()}
    assert finished["evaluate"] == pytest.approx(evaluated, abs=1e-3)


def test_scripts_import_what_they_use_and_are_laid_out(scripts: Path) -> None:
    ruff = shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    # Brackets that hug a list are Keras's own style, which Ruff knows as a preview.
    for command in (["check", "--select", "F,I,E501"], ["format", "--preview", "--diff"]):
        ran = subprocess.run(
            [ruff, *command, "--isolated", "--no-cache", str(scripts)], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_defaults_are_left_to_keras(capsys: pytest.CaptureFixture[str], lessons: Path) -> None:
    assert nnterm(["export", "all/iris", "--lessons", str(lessons)]) == 0
    code = capsys.readouterr().out
    assert 'optimizer="adam"' in code
    assert "validation_split=0.1" in code
    assert 'keras.layers.Dense(5, activation="relu"),' in code
    assert "shuffle" not in code and "numpy" not in code


@pytest.mark.parametrize(("name", "data"), [("mnist-conv", "mnist10k.npz"), ("reviews", "reviews10k.tsv.gz")])
def test_on_standard_output_the_data_is_read_where_nnterm_has_it(
    name: str, data: str, capsys: pytest.CaptureFixture[str], lessons: Path
) -> None:
    assert nnterm(["export", f"all/{name}", "--lessons", str(lessons)]) == 0
    code = capsys.readouterr().out
    strings = {node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant)}
    assert (paths.datasets() / data).as_posix() in strings
    assert "pathlib" not in code


def test_the_data_a_script_needs_is_beside_it(scripts: Path) -> None:
    shipped = {path.name for path in paths.datasets().iterdir() if path.suffix != ".md"}
    assert {path.name for path in scripts.iterdir() if path.suffix != ".py"} == shipped


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lessons: Path
) -> None:
    missing = tmp_path / "nowhere" / "script.py"
    assert nnterm(["export", "all/iris", "-o", str(missing), "--lessons", str(lessons)]) == 2
    assert str(missing) in capsys.readouterr().err
