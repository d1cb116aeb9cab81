"""`nnterm train --seeds`: one experiment on several seeds, with its band and the verdict that most of them share."""

from collections.abc import Sequence

import msgspec

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.commands.training.sweep_report import Columns
from nnterm.commands.training.trained import train_missing
from nnterm.errors import UsageError
from nnterm.experiment.band import band
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import on_seeds, verdict_over
from nnterm.experiment.sweep import MOST_RUNS, spread
from nnterm.experiment.verdict.conditions import WHOLE, figures
from nnterm.experiment.verdict.rounding import number
from nnterm.runs.trainer.train_once import run_of


def run(
    target: str,
    assignments: list[str],
    seeds: int,
    *,
    at: Sequence[str] = (),
    json: bool = False,
    folder: str | None = None,
) -> int:
    """Train what is not kept from before on `seeds` seeds from the experiment's own on, and report all of them.

    Returns 0, or 1 when no run ended well. Raises UsageError for a number that cannot be and for changes `at` an epoch,
    KeyboardInterrupt when it was ended early: what was trained is kept.
    """
    if at:
        raise UsageError("Changes during a run and several seeds do not go together.", "Leave out --at or --seeds.")
    if not 2 <= seeds <= MOST_RUNS:
        raise UsageError(f"{seeds} seeds make no band.", f"Choose 2 to {MOST_RUNS:,}.")
    lesson, chosen = experiment(target, assignments, folder)
    chosen = refreshed(chosen)
    wanted = on_seeds(run_of(chosen, lesson.head.id), seeds)
    over: dict[str, Run] = {}
    with opened_store() as store:
        train_missing(store, wanted, over.__setitem__)
    trained = [over[each.run_id] for each in wanted]
    columns = Columns(chosen.hyperparameters.metrics, bool(chosen.split.validation))
    (_print_json if json else _print)(trained, columns)
    return 0 if any(each.state is RunState.COMPLETED for each in trained) else 1


def _print(runs: Sequence[Run], columns: Columns) -> None:
    """A line a seed, then lowest, median and highest, then the verdict."""
    shown = columns.every[1:]
    print(_line("seed", shown, shown))
    for each in runs:
        found = figures(each)
        state = "" if each.state is RunState.COMPLETED else f"  {each.state.value}"
        seed = str(each.hyperparameters.seed)
        print(_line(seed, shown, [_cell(figure, found.get(figure)) for figure in shown]) + state)
    spreads = [spread(runs, figure) for figure in shown]
    for name, part in (("lowest", "low"), ("median", "middle"), ("highest", "high")):
        values = [getattr(found, part) if found is not None else None for found in spreads]
        print(_line(name, shown, [_cell(figure, value) for figure, value in zip(shown, values, strict=True)]))
    if (verdict := verdict_over(runs)) is not None:
        print(f"{verdict.kind.value}: {verdict.sentence}")


def _line(name: str, shown: Sequence[str], cells: Sequence[str]) -> str:
    return f"{name:>7}" + "".join(f"  {cell:>{max(7, len(figure))}}" for figure, cell in zip(shown, cells, strict=True))


def _cell(figure: str, value: float | str | None) -> str:
    if not isinstance(value, int | float):
        return "-"
    return f"{value:,.0f}" if figure in WHOLE else number(value)


def _print_json(runs: Sequence[Run], columns: Columns) -> None:
    """One object, with the band of every column of the histories."""
    keys = dict.fromkeys(key for each in runs for key in each.history)
    fields = {
        "type": "SeedsTrained",
        "experiment": f"{runs[0].lesson}/{runs[0].experiment}",
        "seeds": [each.hyperparameters.seed for each in runs],
        "runs": [each.run_id for each in runs],
        "states": [each.state.value for each in runs],
        "figures": {figure: spread(runs, figure) for figure in columns.every},
        "band": {key: band([each.history[key] for each in runs]) for key in keys},
        "verdict": verdict_over(runs),
    }
    print(msgspec.json.encode(fields).decode(), flush=True)
