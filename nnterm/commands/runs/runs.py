"""`nnterm runs`: the runs that are kept. List them, show one with the command that repeats it, delete some."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Literal

from nnterm.commands.opened_store import opened_store
from nnterm.commands.runs.runs_list import lines_of, print_csv, print_epochs, print_table, started_words
from nnterm.commands.target import course
from nnterm.commands.training.report import JsonReport, print_ending
from nnterm.errors import NntermError, UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.repeating import repeating
from nnterm.experiment.nearest import did_you_mean, nearest
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.kept_runs import KeptRun, delete, kept_run, kept_runs, unreadable_words
from nnterm.runs.store.store import RunStore

Form = Literal["table", "json", "csv"]
"""What is printed: for people, or for programs."""

ACTIONS = ("list", "show", "delete")

LATEST = 20
"""Runs that are listed where `--all` is not given."""


def run(words: Sequence[str], *, form: Form, everything: bool, folder: str | None) -> int:
    """List, show or delete runs, by the first of `words`; without it, list.

    Returns 1 where the store lost what it held. Raises UsageError for an unknown run or lesson.
    """
    action, names = (words[0], words[1:]) if words and words[0] in ACTIONS else ("list", words)
    if words and words[0] not in ACTIONS and (len(words) > 1 or _resembles_action(words[0], folder)):
        question = did_you_mean(words[0], ACTIONS)
        raise UsageError(f"There is no `nnterm runs {words[0]}`.", f"{question}Known: {', '.join(ACTIONS)}.")
    if action == "list" and len(names) > 1:
        raise UsageError(f"{names[1]!r} is one lesson too many.", "`nnterm runs list LESSON[/EXPERIMENT]` takes one.")
    if action != "list" and (not names or everything):
        raise UsageError(f"`nnterm runs {action}` needs the runs by their ids.", "`nnterm runs` lists them.")
    with opened_store() as store:
        if action == "list":
            _list(store, names[0] if names else "", form, -1 if everything else LATEST, folder)
            return 0 if store.is_whole else 1
        found = list({each.run.run_id: each for each in (kept_run(store, name) for name in names)}.values())
        if action == "delete":
            delete(store, [each.run for each in found])
            print(f"Deleted {len(found)} run{'' if len(found) == 1 else 's'}.")
        elif form == "csv":
            print_epochs([each.run for each in found])
        else:
            _show(found, form, folder)
    return 0


def _resembles_action(word: str, folder: str | None) -> bool:
    """Whether `word` is a misspelt action and no lesson."""
    return nearest(word, ACTIONS) is not None and nearest(word, [head.id for head in course(folder).lessons]) is None


def _list(store: RunStore, target: str, form: Form, limit: int, folder: str | None) -> None:
    lesson, experiment = _filter(store, target, folder) if target else (None, None)
    found = kept_runs(store, lesson, experiment, limit)
    if left_out := unreadable_words(store.unreadable):
        print(f"nnterm: {left_out}", file=sys.stderr)
    if form == "csv":
        print_csv(found)
    elif form == "json":
        for each in found:
            JsonReport().finish(each.run, started=each.started)
    elif not found:
        print("No runs are kept yet. `nnterm train LESSON` makes one." if not target else f"No runs of {target}.")
    else:
        baseline = _baselines(folder)
        print_table([(each, baseline(each.run.lesson, each.run.experiment)) for each in found])
        if 0 < limit == len(found):
            print(f"The latest {limit}; `nnterm runs --all` lists all.", file=sys.stderr)


def _filter(store: RunStore, target: str, folder: str | None) -> tuple[str, str | None]:
    """The lesson and experiment that `target` names: of any run that is kept, else of the course."""
    lesson, _, experiment = target.partition("/")
    if not store.fetch("SELECT 1 FROM runs WHERE lesson = ? LIMIT 1", (lesson,)):
        lesson = course(folder, lesson).find(lesson).id
    return lesson, experiment or None


def _show(found: Sequence[KeptRun], form: Form, folder: str | None) -> None:
    baseline = _baselines(folder)
    for each in found:
        if form == "json":
            JsonReport().finish(each.run, started=each.started)
            continue
        if each is not found[0]:
            print()
        print(f"run {each.run.run_id}, begun {started_words(each.started)}")
        own = baseline(each.run.lesson, each.run.experiment)
        for line in lines_of(each.run, own):
            print(line)
        print_ending(each.run)
        if own is not None and (command := repeating(each.run, own)):
            print(f"again: {command}")


def _baselines(folder: str | None) -> Callable[[str, str], Experiment | None]:
    """What finds the lesson's own experiment for a run, each lesson read once; None where it is not there."""

    @cache
    def baseline(lesson: str, experiment: str) -> Experiment | None:
        # A lesson may be gone, or broken, since the run was made.
        with suppress(NntermError, StopIteration):
            return load_lesson(next(head for head in course(folder).lessons if head.id == lesson)).experiment(
                experiment
            )
        return None

    return baseline
