"""The part of `nnterm check --train` that proves of every challenge: its solution passes, and the baseline does not."""

from collections.abc import Sequence
from itertools import islice

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.blocks.structs import Challenge
from nnterm.lesson.judging import judge
from nnterm.lesson.lesson import Lesson


def check_challenges(lessons: Sequence[Lesson], baselines: dict[tuple[str, str], Run]) -> int:
    """Train every solution and print a line for each challenge. Returns how many are broken.

    `baselines` has the finished run of each baseline, by the ids of lesson and experiment.
    """
    from nnterm.runs.trainer.train_once import train_each

    solutions = [
        (lesson, challenge, experiment, _solutions(challenge, experiment))
        for lesson in lessons
        for challenge, experiment in lesson.challenges
        if not catalog.awaits_file(experiment.dataset)
    ]
    trained = train_each((lesson.head.id, each) for lesson, _, _, chosen in solutions for each in chosen)
    broken = 0
    for lesson, challenge, experiment, chosen in solutions:
        runs = list(islice(trained, len(chosen)))
        if any(run.state is RunState.STOPPED for run in runs):
            raise KeyboardInterrupt
        faults = _faults(challenge, experiment, runs)
        baseline = baselines[lesson.head.id, experiment.id]
        if any(judge(challenge, stage, baseline, experiment).is_met for stage in challenge.stages):
            faults.append("the baseline passes a stage of it already")
        name = f"{lesson.head.id}/{challenge.id}"
        findings = "; ".join(faults) or f"passed by its solution on {challenge.seeds} seed{'s' * (challenge.seeds > 1)}"
        print(f"{'BROKEN' if faults else 'kept':<6}  {name} (challenge): {findings}", flush=True)
        broken += bool(faults)
    return broken


def _solutions(challenge: Challenge, experiment: Experiment) -> list[Experiment]:
    """What is trained to prove `challenge`: each stage's solution on each seed."""
    found = []
    for stage in challenge.stages:
        solved = assign(experiment, list(stage.solution))
        first = solved.hyperparameters.seed
        found += [assign(solved, [f"seed={first + offset}"]) for offset in range(challenge.seeds)]
    return found


def _faults(challenge: Challenge, experiment: Experiment, runs: Sequence[Run]) -> list[str]:
    """What is missing from each run of a solution, in words."""
    faults = []
    for index, run in enumerate(runs):
        stage = challenge.stages[index // challenge.seeds]
        missing = judge(challenge, stage, run, experiment).missing()
        if missing:
            faults.append(f"its solution fails on seed {run.hyperparameters.seed}: {', '.join(missing)}")
    return faults
