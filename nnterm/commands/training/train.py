"""`nnterm train`: one training without a screen."""

import sys

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.commands.training.report import JsonReport, PlainReport, Report, TerminalReport
from nnterm.errors import NntermError, StoreError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.timeline import timeline
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.judging import judge
from nnterm.lesson.lesson import Lesson
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.plan import Plan
from nnterm.runs.trainer.train_once import train_once
from nnterm.tui.drawing import glyphs
from nnterm.tui.terminal import best_glyphs


def run(
    target: str,
    assignments: list[str],
    seed: str | None,
    *,
    at: list[str],
    json: bool = False,
    chosen_glyphs: str | None = None,
    folder: str | None = None,
) -> int:
    """Train, report, and keep the run. Returns 0, or 1 when the run failed or diverged.

    `at` holds changes during the run, as `EPOCH:NAME=VALUE`. Raises KeyboardInterrupt when it was ended early, by
    Ctrl+C or a signal; what there is of the run has been kept and reported then.
    """
    wanted = [*assignments, f"seed={seed}"] if seed is not None else assignments
    lesson, chosen = experiment(target, wanted, folder)
    plan = Plan(changes=timeline(chosen, at))
    report = report_for(chosen, json=json, chosen_glyphs=chosen_glyphs)
    with opened_store() as store:
        finished = train_once(chosen, lesson.head.id, report.take, store, report=_print_error, plan=plan)
        _keep_look(store, finished)
    report.finish(finished)
    if not json and finished.state.over:
        _print_challenges(lesson, finished)
    if finished.state is RunState.FAILED:
        _print_error(NntermError(finished.failure, finished.remedy))
    if finished.state is RunState.STOPPED:
        raise KeyboardInterrupt
    return 1 if finished.state in (RunState.FAILED, RunState.DIVERGED) else 0


def _keep_look(store: RunStore, finished: Run) -> None:
    """Count the look at the test rows, whose figures are printed next."""
    if finished.open_test():
        try:
            store.finish(finished)
        except StoreError as error:
            _print_error(error)


def report_for(chosen: Experiment, *, json: bool, chosen_glyphs: str | None) -> Report:
    """The report that suits standard output, drawn with the glyphs called `chosen_glyphs` where one was named."""
    if json:
        return JsonReport()
    if not sys.stdout.isatty():
        return PlainReport(chosen)
    glyphs.use(chosen_glyphs or best_glyphs())
    return TerminalReport(chosen)


def _print_challenges(lesson: Lesson, run: Run) -> None:
    """Say of each challenge about this experiment what the run reached, and what is missing."""
    for challenge, baseline in lesson.challenges:
        if baseline.id != run.experiment:
            continue
        judgements = [judge(challenge, stage, run, baseline) for stage in challenge.stages]
        print(f"challenge {challenge.id}: {challenge.goal}")
        for stage, judgement in zip(challenge.stages, judgements, strict=True):
            said = f"{stage.say} " if stage.say else ""
            seeds = f" on this seed, one of {challenge.seeds}" if challenge.seeds > 1 else ""
            missing = "; ".join(judgement.missing())
            print(f"    {said}{'missing: ' + missing if missing else 'reached' + seeds}")


def _print_error(error: NntermError) -> None:
    print(f"nnterm: {error.message}\n        {error.remedy}", file=sys.stderr)
