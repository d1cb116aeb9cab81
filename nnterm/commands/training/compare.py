"""`nnterm compare`: two experiments on the same seeds, and whether the difference could be luck."""

import msgspec

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.commands.training.trained import train_missing
from nnterm.errors import HyperparameterError, UsageError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.luck import Judgement, is_higher_better, judged, paired, usual_figure
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.run import Run
from nnterm.experiment.sweep import MOST_RUNS, spread
from nnterm.experiment.verdict.conditions import FIGURES, KNOWN, column_of, figure_named
from nnterm.experiment.verdict.rounding import number
from nnterm.runs.trainer.train_once import run_of


class Side(msgspec.Struct, frozen=True):
    """One of the two experiments."""

    target: str
    """Lesson and experiment, as LESSON/EXPERIMENT."""
    assignments: tuple[str, ...]
    """What is set, as NAME=VALUE."""
    experiment: Experiment
    runs: list[Run]
    """One for each seed."""

    @property
    def name(self) -> str:
        """What it is called in the report."""
        return " ".join((self.target, *self.assignments))


def run(
    first: str,
    second: str | None,
    assignments: list[str],
    changes: list[str],
    *,
    seeds: int = 10,
    by: str | None = None,
    jobs: int | None = None,
    again: bool = False,
    dask: str | None = None,
    json: bool = False,
    folder: str | None = None,
) -> int:
    """Train both on the same seeds, as far as that is not kept from before, and print the judgement on the second.

    `assignments` hold for both, `changes` for the second; `dask` is the address of a cluster that trains. Returns 0, or
    1 when no seed could be judged. Raises UsageError for an unknown experiment or figure, and for two that are the
    same; KeyboardInterrupt when it was ended early: what was trained is kept.
    """
    if not 1 <= seeds <= MOST_RUNS // 2:
        raise UsageError(f"{seeds} seeds cannot be tried.", f"Choose 1 to {MOST_RUNS // 2}.")
    sides = _side(first, assignments, seeds, folder), _side(second or first, [*assignments, *changes], seeds, folder)
    figure = _figure(by, sides)
    with opened_store() as store:
        over: dict[str, Run] = {}
        wanted = [run for pair in zip(sides[0].runs, sides[1].runs, strict=True) for run in pair]
        train_missing(store, wanted, over.__setitem__, jobs=jobs, again=again, dask=dask)
    for side in sides:
        side.runs[:] = [over[run.run_id] for run in side.runs]
    pairs = paired(sides[0].runs, sides[1].runs, figure)
    judgement = judged(pairs, higher_is_better=is_higher_better(figure))
    (_print_json if json else _print)(sides, figure, judgement)
    return 0 if pairs else 1


def _side(target: str, assignments: list[str], seeds: int, folder: str | None) -> Side:
    lesson, chosen = experiment(target, assignments, folder)
    chosen = refreshed(chosen)
    start = chosen.hyperparameters.seed
    seeded = [assign(chosen, [f"seed={seed}"]) for seed in range(start, start + seeds)]
    runs = [run_of(each, lesson.head.id) for each in seeded]
    return Side(f"{lesson.head.id}/{chosen.id}", tuple(assignments), chosen, runs)


def _figure(by: str | None, sides: tuple[Side, Side]) -> str:
    """The figure to judge by. Raises UsageError where it means nothing for these two."""
    first, second = (side.experiment for side in sides)
    has_validation = bool(first.split.validation) and bool(second.split.validation)
    figure = figure_named(by) if by is not None else usual_figure(first, second)
    if not figure:
        raise UsageError("The two have different losses, and no metric is measured in both.", "Add one: --set metrics=")
    if figure not in FIGURES or figure == "diagnosis":
        raise UsageError(f"There is no figure {figure!r} to compare.", f"{did_you_mean(figure, FIGURES)}{KNOWN}")
    column = column_of(figure)
    if "val_" in figure and not has_validation:
        raise UsageError(f"Without validation rows there is no {figure}.", "Compare by another figure with --by.")
    if column not in (None, "loss") and any(column not in each.hyperparameters.metrics for each in (first, second)):
        raise HyperparameterError(f"{column} is not measured in both.", f"Measure it: --set metrics={column}.")
    if column == "loss" and first.hyperparameters.loss != second.hyperparameters.loss:
        raise UsageError("The two have different losses, whose values mean different things.", "Choose a metric: --by.")
    same = first.hyperparameters == second.hyperparameters and first.dataset == second.dataset
    if same and first.split == second.split:
        raise UsageError("Both are the same experiment.", "Change the second one, as in: --with units=8.")
    if first.hyperparameters.seed != second.hyperparameters.seed:
        raise UsageError("They begin with different seeds.", "Set the first one for both, as in: --set seed=0.")
    return figure


def _print(sides: tuple[Side, Side], figure: str, judgement: Judgement) -> None:
    width = max(len(side.name) for side in sides)
    for letter, side in zip("AB", sides, strict=True):
        found = spread(side.runs, figure)
        values = f"{number(found.middle)} ({number(found.low)} to {number(found.high)})" if found is not None else "-"
        print(f"{letter}  {side.name:<{width}}  {figure} {values}")
    sentence = judgement.sentence
    print(f"B beside A: {sentence[0].lower()}{sentence[1:]}")


def _print_json(sides: tuple[Side, Side], figure: str, judgement: Judgement) -> None:
    fields = {
        "type": "Compared",
        "figure": figure,
        "higher_is_better": is_higher_better(figure),
        "seeds": [run.hyperparameters.seed for run in sides[0].runs],
        **{
            name: {
                "experiment": side.target,
                "set": side.assignments,
                "runs": [run.run_id for run in side.runs],
                "states": [run.state.value for run in side.runs],
                "spread": spread(side.runs, figure),
            }
            for name, side in zip("ab", sides, strict=True)
        },
        "pairs": paired(sides[0].runs, sides[1].runs, figure),
        "judgement": judgement,
        "could_be_luck": judgement.is_luck,
        "sentence": judgement.sentence,
    }
    print(msgspec.json.encode(fields).decode(), flush=True)
