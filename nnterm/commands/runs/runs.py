"""`nnterm runs`: the runs that are kept. List them, show one with the command that repeats it, note, delete some."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.commands.runs.chosen_runs import Chosen, Form, listed
from nnterm.commands.runs.runs_list import lines_of, print_epochs, started_words
from nnterm.commands.training.report import JsonReport, print_ending
from nnterm.errors import NntermError, UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.repeating import repeating
from nnterm.experiment.nearest import did_you_mean, nearest
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.kept_runs import KeptRun, delete, kept_run
from nnterm.runs.store.notes import keep_note
from nnterm.runs.store.store import RunStore

ACTIONS = ("list", "show", "note", "delete")


def run(words: Sequence[str], chosen: Chosen, *, form: Form, folder: str | None) -> int:
    """List, show, note or delete runs, by the first of `words`; without it, list those that are `chosen`.

    Returns 1 where the store lost what it held. Raises UsageError for an unknown run or lesson.
    """
    action, names = (words[0], words[1:]) if words and words[0] in ACTIONS else ("list", words)
    if words and words[0] not in ACTIONS and (len(words) > 1 or _resembles_action(words[0], folder)):
        question = did_you_mean(words[0], ACTIONS)
        raise UsageError(f"There is no `nnterm runs {words[0]}`.", f"{question}Known: {', '.join(ACTIONS)}.")
    if action == "list" and len(names) > 1:
        raise UsageError(f"{names[1]!r} is one lesson too many.", "`nnterm runs list LESSON[/EXPERIMENT]` takes one.")
    if action != "list" and (not names or chosen != Chosen()):
        raise UsageError(f"`nnterm runs {action}` needs the runs by their ids.", "`nnterm runs` lists them.")
    baseline = _baselines(folder)
    with opened_store() as store:
        if action == "list":
            listed(store, names[0] if names else "", chosen, form=form, folder=folder, baseline=baseline)
            return 0 if store.is_whole else 1
        if action == "note":
            _note(store, names, form)
            return 0
        found = list({each.run.run_id: each for each in (kept_run(store, name) for name in names)}.values())
        if action == "delete":
            delete(store, [each.run for each in found])
            print(f"Deleted {len(found)} run{'' if len(found) == 1 else 's'}.")
        elif form == "csv":
            print_epochs([each.run for each in found])
        else:
            _show(found, form, baseline)
    return 0


def _resembles_action(word: str, folder: str | None) -> bool:
    """Whether `word` is a misspelt action and no lesson."""
    return nearest(word, ACTIONS) is not None and nearest(word, [head.id for head in course(folder).lessons]) is None


def _note(store: RunStore, names: Sequence[str], form: Form) -> None:
    """Keep the words after the first name as the note of the run; without any, say the one that is kept."""
    found = kept_run(store, names[0])
    note, name = found.note, found.run.run_id
    if len(names) > 1:
        if not store.lasts:
            raise UsageError("Nothing was noted: it would not be kept.", "See `nnterm doctor`, then try again.")
        note = keep_note(store, name, " ".join(names[1:]))
    if form == "json":
        JsonReport().finish(found.run, started=found.started, note=note)
    else:
        print(f"run {name}: {note}" if note else f"run {name} has no note.")


def _show(found: Sequence[KeptRun], form: Form, baseline: Callable[[str, str], Experiment | None]) -> None:
    for each in found:
        if form == "json":
            JsonReport().finish(each.run, started=each.started, note=each.note)
            continue
        if each is not found[0]:
            print()
        print(f"run {each.run.run_id}, begun {started_words(each.started)}")
        own = baseline(each.run.lesson, each.run.experiment)
        for line in lines_of(each.run, own, each.note):
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
