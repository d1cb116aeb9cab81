"""Everything that decides in a lesson, tied together once. No Textual here."""

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.tui.context import AppContext
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lesson.comparing.comparison import Comparison
from nnterm.tui.lesson.comparing.luck import Luck
from nnterm.tui.lesson.comparing.sweeping import Sweeping
from nnterm.tui.lesson.evaluation import Evaluation
from nnterm.tui.lesson.looking.cursor import Cursor
from nnterm.tui.lesson.looking.inspection import Inspection
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.steps import Parts, Steps
from nnterm.tui.lesson.tasks.challenges import Challenges
from nnterm.tui.lesson.tasks.exercises import Exercises
from nnterm.tui.lesson.tasks.predictions import Predictions
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.messages import DatasetArrived, RunAdvanced, RunInspected, StudyAdvanced, TrainerNews
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.exercise_view import ExerciseView


class Controllers:
    """The controllers of one lesson. Which key or message leads to which of them is the screen's own matter."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext) -> None:
        self.runs = Runs(model, view, context)
        self.evaluation = Evaluation(model, view, context, self.runs.listing.list_runs)
        judged = self.evaluation.open_for
        self.predictions = Predictions(model, view, context, judged)
        self.challenges = Challenges(model, view, context, self.runs, judged)
        self.inspection = Inspection(model, view, context.training)
        self.comparison = Comparison(model, view, self.runs)
        self.sweeping = Sweeping(model, view, context, self.runs)
        self._model = model
        self._view = view
        self._context = context
        self.luck = Luck(model, view, context, self.runs, self._judge)
        self.cursor = Cursor(model, view, self.runs.control, self.inspection)
        self.exercises = Exercises(model, view, context)
        parts = Parts(self.runs, self.predictions, self.challenges, self.exercises, self.evaluation, self._recall)
        self.steps = Steps(model, view, context, parts)

    def _judge(self, run: Run) -> None:
        self.predictions.take_run(run)
        self.challenges.take_run(run)

    def take_news(self, news: TrainerNews) -> None:
        """Let each know what happened to a run; guesses and challenges judge it first."""
        match news:
            case RunAdvanced():
                self._judge(news.run)
                self.runs.take_news(news)
                if isinstance(news.event, MapComputed):
                    self.inspection.take_map()
            case RunInspected():
                self.inspection.take_answer(news)
            case DatasetArrived():
                self.runs.take_points(news)
            case StudyAdvanced():
                self.luck.take_news(news.study)
                self.sweeping.take_news(news.study)
                self.challenges.take_news(news.study)

    def try_luck(self) -> None:
        """Train on several seeds, the sweep of the form where that is looked at; a prediction comes first, once."""
        if not self.predictions.ask_first():
            is_sweep = self._view.shown_panel() == "sweep" and self.sweeping.has_form
            (self.sweeping.more_seeds if is_sweep else self.luck.begin)()

    def sweep(self, experiments: list[Experiment], name: str, label: str) -> None:
        """Try the values of a setting; a prediction that the step waits for comes first, once."""
        if not self.predictions.ask_first():
            self.sweeping.request(experiments, name, label)

    def _recall(self) -> None:
        self.luck.recall()
        self.sweeping.recall()
        self.challenges.recall()

    def stop(self) -> None:
        """Stop the code whose training is seen; else the run, else what trains several here, else any code."""
        exercises = self.exercises
        if exercises.is_training:
            exercises.stop()
        elif self.runs.control.active or not (self.luck.stop() or self.sweeping.stop() or self.challenges.stop()):
            (exercises if exercises.is_running and not self.runs.control.active else self.runs).stop()

    def use_listed(self, message: RunsTable.Used) -> None:
        """Do with listed runs what was asked for in their list."""
        listing = self.runs.listing
        match message:
            case RunsTable.Chosen():
                self.runs.compare_with(message.run)
            case RunsTable.PinToggled():
                self.comparison.toggle(message.run)
            case RunsTable.TestRequested():
                self.evaluation.open_of(message.run)
            case RunsTable.Noted():
                listing.note(message.run, message.note)
            case RunsTable.DeletionRequested():
                listing.ask_to_delete(message.runs)
            case RunsTable.ScopeToggled():
                listing.toggle_scope()

    def use_form(self, message: object) -> None:
        """Do what was done in the form, or report what it refuses."""
        match message:
            case HyperparameterForm.Changed():
                self.runs.change(message.experiment)
            case HyperparameterForm.RetrainToggled():
                self.runs.set_retrains(message.retrain)
            case HyperparameterForm.Refused():
                self._context.report(message.error)
            case HyperparameterForm.SweepRequested():
                self.sweep(message.experiments, message.name, message.label)

    def use_challenge(self, message: ChallengeView.SeedsRequested | ChallengeView.SolutionRequested) -> None:
        """Try a challenge on its seeds, or put its solution into the form."""
        wants_seeds = isinstance(message, ChallengeView.SeedsRequested)
        (self.challenges.try_seeds if wants_seeds else self.challenges.take_solution)(message.progress)

    def use_code(self, message: object) -> None:
        """Keep, run or stop the code of the step."""
        match message:
            case ExerciseView.Edited():
                self.exercises.take_edit(message.view)
            case ExerciseView.RunRequested():
                self.exercises.run(message.view)
            case ExerciseView.StopRequested():
                self.exercises.stop()
            case ExerciseView.CurvesRequested():
                self.exercises.show_trained(message.trainings)

    @property
    def is_from_memory(self) -> bool:
        """Whether the text is closed and a model written from memory, which nothing of the lab may give away."""
        return self._model.memory is not None

    def more(self) -> None:
        """Train on: from the epoch that is looked at, where that is an earlier one."""
        if self.cursor.is_back:
            self.cursor.ask_to_fork()
        else:
            self.runs.more()

    def train(self) -> None:
        """Train what the form says; a prediction that the step waits for comes first, once."""
        if not self.predictions.ask_first():
            self.runs.start()
