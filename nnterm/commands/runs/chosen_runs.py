"""Which runs `nnterm runs` lists and in which order, and the list in the form that is wanted."""

import sys
from collections.abc import Callable
from typing import Literal, NamedTuple

from nnterm.commands.chosen_course import course
from nnterm.commands.runs.runs_list import print_csv, print_table
from nnterm.commands.training.report import JsonReport
from nnterm.experiment.experiment import Experiment
from nnterm.runs.listing.filter import wanted
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.listing.order import NEWEST, in_order, sort_named
from nnterm.runs.store.kept_runs import KeptRun, kept_runs, unreadable_words
from nnterm.runs.store.store import RunStore
from nnterm.tui.drawing.changes import changes

Form = Literal["table", "json", "csv"]
"""What is printed: for people, or for programs."""

LATEST = 20
"""Runs that are listed where `--all` is not given."""

Baselines = Callable[[str, str], Experiment | None]
"""Finds the lesson's own experiment by the names of both."""


class Chosen(NamedTuple):
    """Which runs are listed, and how."""

    sort: str = ""
    """The figure by which they are sorted; empty for the newest first."""
    is_reversed: bool = False
    """Whether the last in that order come first."""
    filter: str = ""
    """What they must fulfil; see `runs.listing.filter`."""
    everything: bool = False
    """Whether all of them are listed, not the first ones only."""


def listed(
    store: RunStore, target: str, chosen: Chosen, *, form: Form, folder: str | None, baseline: Baselines
) -> None:
    """Print the runs of `target` that are `chosen`, of all lessons without one. Raises UsageError and StoreError."""
    figure, is_wanted = sort_named(chosen.sort) if chosen.sort else NEWEST, wanted(chosen.filter)
    lesson, experiment = _named(store, target, folder) if target else (None, None)
    plain = not (chosen.sort or chosen.is_reversed or chosen.filter)
    limit = LATEST if plain and not chosen.everything else -1
    runs = [_listed_run(kept, baseline) for kept in kept_runs(store, lesson, experiment, limit)]
    if left_out := unreadable_words(store.unreadable):
        print(f"nnterm: {left_out}", file=sys.stderr)
    matching = [run for run in runs if is_wanted(run)]
    found = matching if plain else in_order(matching, figure, is_reversed=chosen.is_reversed)
    found = found if chosen.everything else found[:LATEST]
    if form == "csv":
        print_csv(found)
    elif form == "json":
        for each in found:
            JsonReport().finish(each.run, started=each.started, note=each.note)
    elif not found:
        print(_nothing(target, chosen.filter if runs else ""))
    else:
        print_table(found)
        if limit == len(found):
            print(f"The latest {limit}; `nnterm runs --all` lists all.", file=sys.stderr)
        elif len(found) < len(matching):
            print(f"The first {len(found)} of {len(matching)}; --all lists all.", file=sys.stderr)


def _nothing(target: str, filter: str) -> str:
    """Why the list is empty."""
    of = f" of {target}" if target else ""
    if filter:
        return f"No run{of} fulfils {filter!r}."
    return f"No runs{of}." if target else "No runs are kept yet. `nnterm train LESSON` makes one."


def _listed_run(kept: KeptRun, baseline: Baselines) -> ListedRun:
    run = kept.run
    own = baseline(run.lesson, run.experiment)
    return ListedRun(kept, changes(run, own) if own is not None else (), place=f"{run.lesson}/{run.experiment}")


def _named(store: RunStore, target: str, folder: str | None) -> tuple[str, str | None]:
    """The lesson and experiment that `target` names: of any run that is kept, else of the course."""
    lesson, _, experiment = target.partition("/")
    if not store.fetch("SELECT 1 FROM runs WHERE lesson = ? LIMIT 1", (lesson,)):
        lesson = course(folder, lesson).find(lesson).id
    return lesson, experiment or None
