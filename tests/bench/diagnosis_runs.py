"""Make the file of runs that the verdict is judged by: `python tests/bench/diagnosis_runs.py RAW.json`.

RAW.json is what `diagnosis_trainings.py` wrote. The small networks of `trainer/small_nets.py` are trained here, which
takes about five minutes; with `--add` the trainings of RAW.json are added to what the file holds. Numbers are rounded
to four digits, and to three where only the truth is read from them.
"""

import argparse
import dataclasses
import json
import lzma
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.diagnosis import STORED, stored
from trainer.small_nets import TEST_ROWS, Setting, generate, train

from nnterm.experiment.verdict.base_rates import of_classes

COLUMNS = ("loss", "val_loss", "accuracy", "val_accuracy", "r2_score", "val_r2_score")
SEEDS = {"first": range(100, 105), "second": range(500, 505), "third": range(900, 905), "judging": range(1300, 1305)}

CLOSE, EACH = 15, 4
"""Epochs after the planned ones that are all kept, and of the later ones every so many."""

NETS = {
    "first": """
        moons 0.2 400 120 8 0.01 100 | moons 0.3 300 200 16 0.005 120 | circles 0.15 400 100 16 0.01 100
        xor 0.2 400 100 8 0.01 100 | spiral 0.1 400 100 32 0.01 120 | moons 0.4 60 100 64 0.02 150
        circles 0.3 80 150 64 0.02 150 | xor 0.4 60 300 64 0.01 200 | moons 0.3 60 500 32 0.02 120
        moons 0.35 100 80 128 0.01 200""",
    "second": """
        moons 0.25 500 100 16 0.005 120 | moons 0.3 400 80 4 0.02 80 | circles 0.1 400 100 16 0.01 120
        circles 0.2 400 150 8 0.01 80 | xor 0.25 500 120 8 0.01 120 | spiral 0.1 500 200 32 0.01 150
        moons 0.35 50 100 64 0.02 200 | moons 0.45 80 120 128 0.02 200 | circles 0.25 60 200 64 0.03 150
        circles 0.3 100 100 128 0.01 200 | xor 0.4 60 150 64 0.02 200 | moons 0.25 300 100 32 0.001 150""",
    "third": """
        moons 0.22 450 110 12 0.007 110 | moons 0.3 350 90 6 0.015 90 | circles 0.12 400 120 12 0.01 100
        circles 0.18 400 160 8 0.02 70 | xor 0.3 400 140 8 0.01 110 | spiral 0.12 450 180 32 0.008 140
        moons 0.38 60 120 64 0.015 180 | moons 0.42 90 140 96 0.02 160 | circles 0.28 70 160 64 0.025 150
        circles 0.3 90 110 96 0.015 180 | xor 0.35 60 180 64 0.015 200 | moons 0.2 300 120 24 0.002 130""",
    "judging": """
        moons 0.24 420 130 10 0.008 90 | moons 0.32 320 100 5 0.02 100 | circles 0.14 400 140 12 0.012 110
        circles 0.22 350 180 10 0.01 90 | xor 0.22 500 110 8 0.012 100 | spiral 0.1 480 160 32 0.012 130
        moons 0.36 70 140 64 0.02 170 | moons 0.44 100 160 96 0.015 180 | circles 0.26 80 180 64 0.02 160
        xor 0.38 70 200 64 0.02 180 | moons 0.22 350 150 20 0.003 120""",
}
"""Small networks: data set, noise, training rows, validation rows, units, learning rate, epochs."""


def networks(part: str) -> Iterator[dict[str, Any]]:
    """The small networks of one part, trained for twice their epochs, in the form of the other trainings."""
    for line in NETS[part].replace("\n", "|").split("|"):
        if not line.strip():
            continue
        name, noise, rows, validation, units, rate, epochs = line.split()
        setting = Setting(name, float(noise), int(rows), int(validation), int(units), float(rate), int(epochs))
        longer = dataclasses.replace(setting, epochs=2 * setting.epochs)
        for seed, curves in zip(SEEDS[part], train(longer, SEEDS[part]), strict=True):
            end = setting.train + setting.validation
            labels = _labels(setting, seed)
            yield {
                "name": f"net/{name}",
                "settings": f"noise={noise} rows={rows} units={units} rate={rate}",
                "part": part,
                "seed": seed,
                "planned": setting.epochs,
                "loss": "binary_crossentropy",
                "history": {"loss": curves.loss, "accuracy": curves.accuracy, "val_loss": curves.val_loss},
                "fresh_loss": curves.test_loss,
                "fresh_accuracy": [],
                "rows": [setting.train, setting.validation],
                "classes": 2,
                "counts": [_counted(labels[: setting.train]), _counted(labels[setting.train : end])],
                "fresh_counts": _counted(labels[end:]),
            }


def _labels(setting: Setting, seed: int) -> Any:
    """The classes of a network's rows, in the order in which `small_nets` divides them."""
    count = setting.train + setting.validation + TEST_ROWS
    _, labels = generate(setting.dataset, {"samples": count, "noise": setting.noise, "seed": seed})
    return labels[np.random.default_rng(seed).permutation(count)]


def _counted(labels: Any) -> list[int]:
    found: list[int] = np.bincount(labels, minlength=2).tolist()
    return found


def packed(raw: dict[str, Any]) -> dict[str, Any]:
    """What is stored of one training."""
    planned, history = raw["planned"], raw["history"]
    run = {key: raw[key] for key in ("name", "settings", "part", "seed", "planned", "loss", "rows", "classes")}
    run["history"] = {key: _rounded(history[key][:planned], 4) for key in COLUMNS if key in history}
    run["fresh_loss"] = _rounded(_thinned(raw["fresh_loss"], planned), 3)
    data = [word for word in raw["settings"].split() if word.startswith(("dataset.", "noise", "rows"))]
    run["data"] = " ".join([raw["name"], *(word for word in data if "samples" not in word)])
    if "val_loss" not in history:
        run["later_loss"] = _rounded(_thinned(history["loss"], planned), 3)
    if not raw["classes"]:
        numbers, fresh = np.array(raw["numbers"]), np.array(raw["fresh_numbers"])
        run["guessing_loss"] = float(((numbers - numbers.mean()) ** 2).mean())
        run["fresh_guessing_loss"] = float(((fresh - numbers.mean()) ** 2).mean())
        if raw.get("last_value_loss"):
            run["last_value_loss"] = raw["last_value_loss"]
        return run
    units = 1 if raw["loss"] == "binary_crossentropy" else raw["classes"]
    rows = {"train": raw["counts"][0], "validation": raw["fresh_counts"]}
    base = of_classes(raw["classes"], rows, raw["loss"], units)
    run |= {"counts": raw["counts"], "guessing_loss": base.loss, "fresh_guessing_loss": base.val_loss}
    if len(raw["fresh_accuracy"]) >= planned:
        run["fresh_accuracy"] = raw["fresh_accuracy"][planned - 1]
        run["fresh_largest"] = max(raw["fresh_counts"]) / sum(raw["fresh_counts"])
    return run


def _thinned(values: list[float], planned: int) -> list[float]:
    """All values up to a little after the planned epochs, and few of the later ones."""
    return [*values[: planned + CLOSE], *values[planned + CLOSE :: EACH]]


def _rounded(values: list[float | None], digits: int) -> list[float | None]:
    return [float(f"{value:.{digits}g}") if value is not None and math.isfinite(value) else None for value in values]


def main(path: str, add: bool) -> None:
    """Write the file."""
    runs = [packed(json.loads(line)) for line in Path(path).read_text().splitlines()]
    if add:
        new = {(run["name"], run["settings"], run["seed"]) for run in runs}
        runs = [run for run in stored() if (run["name"], run["settings"], run["seed"]) not in new] + runs
    for part in () if add else NETS:
        runs += [packed(raw) for raw in networks(part)]
    text = json.dumps(runs, separators=(",", ":")).encode()
    STORED.write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(runs)} runs, {STORED.stat().st_size:,} bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", help="the file of raw trainings")
    parser.add_argument("--add", action="store_true", help="keep the runs that the file holds")
    options = parser.parse_args()
    main(options.raw, options.add)
