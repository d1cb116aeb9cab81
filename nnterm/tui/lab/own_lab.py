"""The lab of what a learner's own code trains: its curves and its model, and nothing of the lesson's experiment."""

from dataclasses import dataclass, field

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.verdict.diagnosis import Diagnosis
from nnterm.runs.exercise.trainings import Trainings
from nnterm.tui.lab.lab_state import NAMES, LabState

PANELS = ("curves", "model")
"""What can be seen of a model in another process: everything else looks inside one that the trainer has."""


@dataclass
class OwnLab(LabState):
    """The state of the lab while it shows what a program trains. It has no form, and nothing in it is stored."""

    trainings: Trainings = field(default_factory=Trainings)

    @property
    def in_the_plane(self) -> bool:
        """Never: there is no map of this model."""
        return False

    def panels(self) -> tuple[tuple[str, str], ...]:
        """Curves and model."""
        return tuple((name, NAMES[name]) for name in PANELS)

    def effect(self) -> tuple[str, str] | None:
        """None: which settings differ between two trainings only the code says."""
        return None

    def remedy(self) -> tuple[str, Hyperparameters] | None:
        """None: a remedy is written into the code."""
        return None

    def diagnosis(self) -> Diagnosis | None:
        """The verdict on the curves of the latest training."""
        return self.trainings.diagnosis()


def own_lab(trainings: Trainings) -> OwnLab:
    """A lab for `trainings`, of which there is one at least."""
    run = trainings.run
    assert run is not None
    experiment = Experiment(
        id="your-code", title="your code", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters
    )
    return OwnLab(experiment, experiment, run, trainings.before, trainings=trainings)
