"""The open lesson: its step, and the lab of every experiment that was met in it. No Textual here."""

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.lesson.lesson import Lesson, LessonHead, Step
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.session.training import Training


class LessonModel:
    """What the parts of a lesson's screen share. A lab is kept as the learner left it, while the lesson is open."""

    def __init__(self, lesson: Lesson, training: Training) -> None:
        self.lesson = lesson
        self.index = 0
        """Index of the shown step."""
        self.lab: LabState | None = None
        """The lab of the shown step's experiment; None while no experiment was met."""
        self.labs: dict[str, LabState] = {}
        """The labs by the ids of their experiments."""
        self.retrains = False
        """Whether every change in the form is trained at once."""
        self._training = training

    @property
    def head(self) -> LessonHead:
        """The lesson's front matter."""
        return self.lesson.head

    @property
    def step(self) -> Step:
        """The shown step."""
        return self.lesson.steps[self.index]

    def go_to(self, index: int) -> None:
        """Show the step at `index`, or the last one if there are fewer, and the lab of its experiment."""
        self.index = min(index, len(self.lesson.steps) - 1)
        experiment = self.lesson.experiment_at(self.index)
        self.lab = self._lab_for(experiment) if experiment is not None else None

    def _lab_for(self, experiment: Experiment) -> LabState:
        if experiment.id not in self.labs:
            lab, run = LabState(experiment, experiment), self._training.run
            if run is not None and (run.lesson, run.experiment) == (self.head.id, experiment.id):
                lab.run = run
            self.labs[experiment.id] = lab
        return self.labs[experiment.id]

    def lab_of(self, run: Run) -> LabState | None:
        """The lab whose latest run is `run`."""
        return next((lab for lab in self.labs.values() if lab.run is run), None)

    def replace_lesson(self, lesson: Lesson) -> None:
        """Take up a lesson whose file was changed, at the same step; labs of changed experiments begin anew."""
        baselines = {experiment.id: experiment for experiment in lesson.experiments}
        self.labs = {id: lab for id, lab in self.labs.items() if baselines.get(id) == lab.baseline}
        index = step_like(self.lesson, self.index, lesson)
        self.lesson = lesson
        self.go_to(index)


def step_like(before: Lesson, index: int, after: Lesson) -> int:
    """Where in `after` the step at `index` of `before` is: the nearest of the same title, else the same place."""
    title = before.steps[index].title
    same = [at for at, step in enumerate(after.steps) if step.title == title]
    return min(same, key=lambda at: abs(at - index), default=min(index, len(after.steps) - 1))
