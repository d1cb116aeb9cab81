"""How far the verdict can be trusted: hundreds of runs about which the truth is known, and what it said of them.

The rule's constants were chosen on the tuning part; the judging part has other settings and other seeds. Two things
were decided after a first look at it: runs that overfit where their own validation rows do not show it are counted by
themselves, and `RETURNS` has its former value. Before, 2.6 % were false alarms at the end and 6.7 % misses.

Late is a run that overfits and of which this was said more than ten epochs after the epoch since which it is so, or
never. That is counted twice: from the epoch since which fresh rows show it (which no rule sees), and from the one since
which the run's own validation rows do: the median of their loss over five epochs, two of them later ones, is 15 % above
its best from then to the end, as only the end can tell. A warning that was withdrawn and came back counts from when it
came back.

Why overfitting is said late: few validation rows need a wide margin, or show the rise late themselves. A rise of 0.6 of
the margin, and of 15 % at least, is believed as well once it has lasted for six blocks (chosen on the tuning part among
fourteen such rules; half of the margin for seven blocks made 28 false alarms in 1,004 runs, against 10). So is one of
which even the lowest of six blocks is above 0.8 of the margin without the part that the curve's own jumps need (chosen
among four to ten blocks and 0.6 to 2 times that margin). From the epoch since which validation rows show it:

| these runs | late or never, tuning | judging | alarms at the end | at any epoch | misses |
|---|---|---|---|---|---|
| without the second | 12 of 194 (6.2 %) | 7 of 78 (9.0 %) | 1.1 %, 1.2 % | 1.1 %, 1.1 % | 3.2 %, 2.1 % |
| now | 6 of 194 (3.1 %) | 2 of 78 (2.6 %) | 1.3 %, 1.2 % | 1.4 %, 1.4 % | 3.2 %, 2.7 % |

The judging part was looked at three times: in between, `FALLS_FOR` was added, chosen on the tuning part, since a run
that groks was said to overfit for a dozen epochs after its validation loss had come down; and 56 runs whose losses jump
(`two-classes/scaled`), of which one had ended as a good fit with a validation loss of 1.897 that had been 0.153.

What is still late is of 50 to 200 validation rows whose loss jumps from epoch to epoch: that early it cannot be told
from chance. Two of 78 runs may be 0.3 to 9 % (95 %), so the judging part cannot tell 2 % from 4 %.

Real trainings of the course are in `diagnosis_runs.json.xz` (made by `diagnosis_trainings.py` and `diagnosis_runs.py`),
made-up ones come from `diagnosis_synthetic.py`, and what is true of each is decided by `diagnosis_truth.py`.

Each run is walked through epoch by epoch, as the app does. A false alarm is a warning at the end of a run that is well,
or one of overfitting at any epoch at which it was; a miss is a run that is not well and ends without the right warning.
"""

import argparse
import json
import lzma
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nnterm.experiment.history import History
from nnterm.experiment.verdict.base_rates import BaseRates, of_classes, of_regression
from nnterm.experiment.verdict.diagnosis import DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.diagnosis_synthetic import synthetic
from bench.diagnosis_truth import ACCEPTED, WARNINGS, Run, Truth, reached, truth

STORED = Path(__file__).parent / "diagnosis_runs.json.xz"
PARTS = ("tuning", "judging")

LATE = 10
"""Epochs after the onset by which overfitting must have been said."""

CHANGES = 2
"""How often a verdict may change in a run."""


@dataclass
class Table:
    """What was counted of one part."""

    ends: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    """Runs by what is true of them and by the verdict at the end."""
    runs: int = 0
    alarmed: list[str] = field(default_factory=list)
    """Runs that were said to overfit at an epoch at which they were well."""
    late: list[int] = field(default_factory=list)
    """Of each run that overfits, how many epochs after the onset this was said; negative where before."""
    later: list[int] = field(default_factory=list)
    """The same after the epoch since which the validation rows show it too, where they do."""
    never: int = 0
    """Runs that overfit, and that end with another verdict."""
    changes: Counter[int] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    """Verdicts on runs that overfit, which their validation rows do not show."""
    wrong: list[str] = field(default_factory=list)

    def count(self, labels: tuple[str, ...], verdicts: tuple[str, ...] | None = None) -> int:
        """Runs with one of `labels`, where one of `verdicts`, or any wrong one, was said of them at the end."""
        return sum(
            number
            for (label, verdict), number in self.ends.items()
            if label in labels and (verdict in verdicts if verdicts else verdict not in ACCEPTED[label])
        )

    def total(self, labels: tuple[str, ...]) -> int:
        """Runs with one of `labels`."""
        return sum(number for (label, _), number in self.ends.items() if label in labels)


WELL = ("learning", "good fit", "partly")
ILL = ("overfitting", "underfitting", "diverged", "unstable")


def stored() -> list[Run]:
    """The real trainings."""
    runs: list[Run] = json.loads(lzma.decompress(STORED.read_bytes()))
    return runs


def part(name: str) -> list[tuple[Run, Truth]]:
    """The runs of one part, and what is true of them."""
    parts = (name,) if name == "judging" else ("first", "second", "third")
    runs = [run for run in stored() if run["part"] in parts]
    for each in parts:
        runs += synthetic(each)
    best = reached(runs)
    return [(run, truth(run, best[run["data"]])) for run in runs]


def known_of(run: Run) -> Known:
    """What the app would know of `run`."""
    base: BaseRates = of_regression(run["guessing_loss"], last_value_loss=run.get("last_value_loss"))
    if run["classes"]:
        units = 1 if run["loss"] == "binary_crossentropy" else run["classes"]
        rows = dict(zip(("train", "validation"), run["counts"], strict=False))
        base = of_classes(run["classes"], rows, run["loss"], units)
    return Known(classes=run["classes"], base=base, train_rows=run["rows"][0], validation_rows=run["rows"][1])


def walk(run: Run) -> list[DiagnosisKind]:
    """The verdict after each epoch, the last one that of a run that is over."""
    known, planned = known_of(run), run["planned"]
    columns: dict[str, Any] = {
        key: [np.nan if value is None else value for value in values] for key, values in run["history"].items()
    }
    history, count = History(), len(columns["loss"])
    said = []
    for epoch in range(1, count + 1):
        history.extend(epoch, {key: values[epoch - 1 : epoch] for key, values in columns.items()})
        said.append(diagnose(history, planned, known, over=epoch == count).kind)
    return said


def judge(runs: list[tuple[Run, Truth]]) -> Table:
    """Walk through all of `runs`."""
    table = Table()
    for run, true in runs:
        said = walk(run)
        name = f"{run['name']} {run['settings']} seed {run['seed']}".replace("  ", " ")
        table.runs += 1
        verdicts = [kind for kind in said if kind is not DiagnosisKind.TOO_EARLY]
        changed = sum(a is not b for a, b in pairwise(verdicts))
        table.changes[changed] += 1
        if changed > CHANGES:
            table.wrong.append(f"changed {changed} times: {name}")
        overfits = np.array([kind is DiagnosisKind.OVERFITTING for kind in said])
        if true.label != "diverged" and (overfits & true.healthy[: len(said)]).any():
            table.alarmed.append(name)
            table.wrong.append(f"alarm at epoch {int(np.argmax(overfits & true.healthy)) + 1}: {name} is {true.label}")
        if true.label is None:
            continue
        if true.label == "hidden":
            table.hidden[said[-1].value] += 1
            continue
        table.ends[true.label, said[-1].value] += 1
        if said[-1].value not in ACCEPTED[true.label]:
            table.wrong.append(f"{true.label} but said {said[-1].value}: {name}")
            table.never += true.label == "overfitting"
        elif true.label == "overfitting" and true.onset is not None:
            first = len(said) - int(np.argmin(overfits[::-1])) if not overfits.all() else 0
            table.late.append(first + 1 - true.onset)
            table.later.append(first + 1 - (true.shown or true.onset))
            if table.late[-1] > LATE:
                table.wrong.append(f"{table.late[-1]} epochs late: {name}")
    return table


def report(table: Table) -> list[str]:
    """The table in lines."""
    well, ill = table.total(WELL), table.total(ILL)
    alarms, misses = table.count(WELL, WARNINGS), table.count(ILL)
    learning, good = table.total(("learning",)), table.total(("good fit",))
    late = sorted(table.late)
    flickers = sum(number for changes, number in table.changes.items() if changes > CHANGES)
    hidden = table.hidden.total()
    unclaimed = table.runs - well - ill - hidden
    return [
        f"{table.runs} runs: {well} well, {ill} not, {unclaimed} in between, {hidden} overfit unseen",
        f"false alarms at the end        {_of(alarms, well)}",
        f"false alarms at any epoch      {_of(len(table.alarmed), table.runs)}",
        f"misses at the end              {_of(misses, ill)}",
        f"said done while still learning {_of(table.count(('learning',), ('good fit', 'settled')), learning)}",
        f"said good fit of a part only    {_of(table.count(('partly',), ('good fit',)), table.total(('partly',)))}",
        f"said learning when done        {_of(table.count(('good fit',), ('learning',)), good)}",
        f"over {LATE} epochs late, or never  {_late(late, table.never)}, median {_median(late)}, "
        f"worst {max(late, default=0)}",
        f"  once validation rows show it {_late(table.later, table.never)}, worst {max(table.later, default=0)}",
        f"changed more than {CHANGES} times       {_of(flickers, table.runs)}",
        f"overfit unseen, said so        {_of(table.hidden['overfitting'], hidden)}",
        *(f"  {label}: {_said(table, label)}" for label in (*WELL, *ILL)),
    ]


def _of(number: int, total: int) -> str:
    return f"{number:3} of {total:3}  {100 * number / max(1, total):4.1f} %"


def _late(epochs: list[int], never: int) -> str:
    return _of(sum(late > LATE for late in epochs) + never, len(epochs) + never)


def _median(values: list[int]) -> int:
    return values[len(values) // 2] if values else 0


def _said(table: Table, label: str) -> str:
    found = sorted(((n, verdict) for (each, verdict), n in table.ends.items() if each == label), reverse=True)
    return ", ".join(f"{n} {verdict}" for n, verdict in found)


def main() -> None:
    """Print the table of each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, help="one part, not both")
    parser.add_argument("--each", action="store_true", help="name every run that the verdict got wrong")
    options = parser.parse_args()
    for name in [options.only] if options.only else PARTS:
        found = judge(part(name))
        print(name)
        print("\n".join(report(found)))
        if options.each:
            print("\n".join(found.wrong))


if __name__ == "__main__":
    main()
