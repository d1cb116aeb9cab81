"""What `nnterm check --train` would find broken, looked for in the trainings of a lesson that is walked."""

from collections.abc import Iterator

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict import conditions
from nnterm.lesson.judging import judge
from nnterm.lesson.lesson import Lesson


class Promises:
    """The promises of one lesson: of each baseline, and of each challenge that it does not pass by itself."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._trained: set[str] = set()

    def broken(self, experiment: Experiment, run: Run) -> Iterator[str]:
        """What `run`, which is to be the baseline `experiment`, makes untrue, in words."""
        if catalog.awaits_file(experiment.dataset):
            return
        self._trained.add(experiment.id)
        if run.hyperparameters != experiment.hyperparameters or run.dataset != experiment.dataset:
            yield f"{experiment.id} was not trained as its lesson says"
        if run.state is RunState.DIVERGED and experiment.expect.get("diagnosis") != RunState.DIVERGED.value:
            yield f"{experiment.id} diverged"
        for verdict in conditions.verdicts(experiment.expect, run):
            if not verdict.is_kept:
                yield f"{experiment.id} promises {verdict.condition}, and {verdict.found} was found"
        for challenge, challenged in self._lesson.challenges:
            if challenged.id == experiment.id:
                for number, stage in enumerate(challenge.stages, 1):
                    if judge(challenge, stage, run, experiment).is_met:
                        yield f"the baseline passes stage {number} of {challenge.id} already"

    def left(self) -> Iterator[str]:
        """Baselines that were not trained, in words."""
        for experiment in self._lesson.experiments:
            if experiment.id not in self._trained and not catalog.awaits_file(experiment.dataset):
                yield f"{experiment.id} was never trained as it is"
