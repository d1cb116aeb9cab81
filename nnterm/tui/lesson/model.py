"""The open lesson: its step, and the lab of every experiment that was met in it. No Textual here."""

from dataclasses import replace

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.events import DatasetLoaded
from nnterm.experiment.protocol.inspection_results import InspectionResult, MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.seed_study import SeedStudy
from nnterm.experiment.study import Study
from nnterm.experiment.sweep_study import SweepStudy
from nnterm.lesson.challenge_study import ChallengeStudy
from nnterm.lesson.course import LessonHead
from nnterm.lesson.lesson import Lesson, Step
from nnterm.runs.exercise.trainings import Trainings
from nnterm.tui.drawing.curves.chart_view import ChartView
from nnterm.tui.drawing.curves.guess_mark import GuessMark
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lab.own_lab import OwnLab, own_lab
from nnterm.tui.session.training import Training


class LessonModel:
    """What the parts of a lesson's screen share, and the only writer of its labs.

    A lab is kept as the learner left it: while the lesson is open, and in the `labs` it was given after that.
    """

    def __init__(self, lesson: Lesson, training: Training, labs: dict[str, LabState]) -> None:
        """`labs` are those of the lesson from when it was open before; those of this time are put there, too."""
        self.lesson = lesson
        self.index = 0
        """Index of the shown step."""
        self.lab: LabState | None = None
        """The lab of the shown step's experiment; None while no experiment was met."""
        self.own: OwnLab | None = None
        """The lab of what the learner's code trains, while it is seen in place of the other."""
        self.memory: Step | None = None
        """The page to write the model of the shown lab on; None while the text is open."""
        self.labs = labs
        """The labs by the ids of their experiments."""
        self.retrains = False
        """Whether every change in the form is trained at once."""
        self._training = training
        self._drop_changed_labs()

    @property
    def head(self) -> LessonHead:
        """The lesson's front matter."""
        return self.lesson.head

    @property
    def step(self) -> Step:
        """The shown step; while a model is written from memory, the page for that."""
        return self.memory or self.lesson.steps[self.index]

    def go_to(self, index: int) -> None:
        """Show the step at `index`, or the last one if there are fewer, and the lab of its experiment."""
        self.index = min(index, len(self.lesson.steps) - 1)
        self.own = None
        self.close_memory()
        experiment = self.lesson.experiment_at(self.index)
        self.lab = self._lab_for(experiment) if experiment is not None else None

    def _lab_for(self, experiment: Experiment) -> LabState:
        if experiment.id not in self.labs:
            lab, run = LabState(experiment, experiment), self._training.run
            if run is not None and (run.lesson, run.experiment) == (self.head.id, experiment.id):
                lab.run = run
            self.labs[experiment.id] = lab
        return self.labs[experiment.id]

    @property
    def shown_lab(self) -> LabState | None:
        """The lab that is seen: that of the learner's code, else that of the shown step."""
        return self.own or self.lab

    def lab_of(self, run: Run) -> LabState | None:
        """The lab whose latest run is `run`."""
        return next((lab for lab in self.labs.values() if lab.run is run), None)

    def studies_under_way(self) -> list[Study]:
        """What trains several runs of the shown experiment."""
        studies = (self.lab.seeds, self.lab.sweep, self.lab.challenge) if self.lab is not None else ()
        return [study for study in studies if study is not None and not study.is_over]

    # --- what happens to the labs ------------------------------------------------------------------

    def show_own(self, trainings: Trainings) -> None:
        """Let the lab show what the learner's code trains now."""
        view = self.own.view if self.own is not None else None
        self.own = own_lab(trainings)
        if view is not None:
            self.own.look(replace(view, cursor=None))

    def leave_own(self) -> None:
        """Let the lab show the lesson's experiment again."""
        self.own = None

    def step_of(self, experiment: str) -> int:
        """Number, from 1, of the step that brings the experiment with that id into the lab."""
        found = (step.experiment is not None and step.experiment.id == experiment for step in self.lesson.steps)
        return next(number for number, is_there in enumerate(found, 1) if is_there)

    def open_memory(self, page: Step) -> None:
        """Close the text and what the lab shows of its model, and show the empty `page`."""
        self.own, self.memory = None, page
        if self.lab is not None:
            self.lab.closed = True

    def close_memory(self) -> None:
        """Open text and lab again."""
        self.memory = None
        if self.lab is not None:
            self.lab.closed = False

    def begin_run(self, run: Run) -> None:
        """Take a new run into the lab of its experiment."""
        self.labs[run.experiment].begin(run)

    def change_experiment(self, experiment: Experiment) -> None:
        """Let the form of the lab of `experiment` say it: a change may arrive when another step is shown."""
        self.labs[experiment.id].change(experiment)

    def put_experiment(self, lab: LabState, experiment: Experiment) -> None:
        """Let the form of `lab`, which need not be shown, say `experiment`; points of the run before stay."""
        lab.experiment = experiment

    def plan_epochs(self, epochs: int) -> None:
        """Put into the form of the shown lab how many epochs its run will have."""
        if self.lab is not None:
            self.lab.plan(epochs)

    def set_ghost(self, run: Run) -> None:
        """Draw `run` beside the next one of the shown lab."""
        if self.lab is not None:
            self.lab.ghost = run

    def set_guess(self, guess: GuessMark | None) -> None:
        """Mark what the learner predicted in the charts of the shown lab; None for no mark."""
        if self.lab is not None:
            self.lab.guess = guess

    def look(self, view: ChartView) -> None:
        """Let the learner look at the run that is seen in another way."""
        if (lab := self.shown_lab) is not None:
            lab.look(view)

    def pin(self, run: Run) -> bool:
        """Pin `run` to the chart of the shown lab, or take it off; False where nothing more can be pinned."""
        return self.lab is not None and self.lab.pin(run)

    def set_seeds(self, lab: LabState, seeds: SeedStudy) -> None:
        """Show the experiment of `lab` on several seeds."""
        lab.seeds = seeds

    def set_sweep(self, lab: LabState, sweep: SweepStudy) -> None:
        """Show a sweep of the experiment of `lab`."""
        lab.sweep = sweep

    def set_challenge(self, lab: LabState, challenge: ChallengeStudy | None) -> None:
        """Note on which seeds a challenge has the experiment of `lab` tried; None for on none."""
        lab.challenge = challenge

    def forget(self, run_ids: set[str]) -> None:
        """Draw runs that were deleted no longer beside others."""
        for lab in self.labs.values():
            lab.forget(run_ids)

    def set_map(self, run: Run, map: MapComputed) -> None:
        """Keep the latest decision map of `run`, if it is the latest run of a lab."""
        if (lab := self.lab_of(run)) is not None:
            lab.map = map

    def open_test(self, run: Run) -> bool:
        """Open the test rows of `run`, wherever it is shown; False where nothing is hidden."""
        if not run.open_test():
            return False
        for lab in self.labs.values():
            if (self.head.id, lab.baseline.id) == (run.lesson, run.experiment):
                lab.test_looks += 1
                if lab.run is not None and lab.run is not run and lab.run.run_id == run.run_id:
                    lab.run.open_test()
        return True

    def set_test_looks(self, lab: LabState, looks: int) -> None:
        """Note how often test rows of the experiment of `lab` were opened."""
        lab.test_looks = looks

    def set_points(self, loaded: DatasetLoaded) -> None:
        """Keep the points of a data set for every lab whose form says it."""
        for lab in self.labs.values():
            if lab.experiment.dataset == loaded.dataset:
                lab.points, lab.flipped = loaded.points, loaded.flipped
                lab.unseen, lab.tested = loaded.validation_points, loaded.test_points

    def keep_answer(self, run: Run, answer: InspectionResult, replaced: type | None = None) -> None:
        """Keep what was seen inside the model of `run`; what was seen of kind `replaced` before is dropped."""
        if (lab := self.lab_of(run)) is not None:
            lab.keep_answer(answer, replaced)

    # --- the file ----------------------------------------------------------------------------------

    def replace_lesson(self, lesson: Lesson) -> None:
        """Take up a lesson whose file was changed, at the same step; labs of changed experiments begin anew."""
        index = step_like(self.lesson, self.index, lesson)
        self.lesson = lesson
        self._drop_changed_labs()
        self.go_to(index)

    def _drop_changed_labs(self) -> None:
        """Drop the labs of experiments that the lesson no longer has as they were."""
        baselines = {experiment.id: experiment for experiment in self.lesson.experiments}
        for id in [id for id, lab in self.labs.items() if baselines.get(id) != lab.baseline]:
            del self.labs[id]


def step_like(before: Lesson, index: int, after: Lesson) -> int:
    """Where in `after` the step at `index` of `before` is: the nearest of the same title, else the same place."""
    title = before.steps[index].title
    same = [at for at, step in enumerate(after.steps) if step.title == title]
    return min(same, key=lambda at: abs(at - index), default=min(index, len(after.steps) - 1))
