"""What the lab shows for one experiment: the form's state, the run, the ghost, the map."""

from dataclasses import dataclass, field, replace

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.panels import PANELS, fitting
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_results import InspectionResult, MapComputed, NotInspected
from nnterm.experiment.run import Run, RunState
from nnterm.experiment.verdict.applying import applied
from nnterm.experiment.verdict.diagnosis import Diagnosis
from nnterm.experiment.verdict.effect import effect
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.tui.drawing.changes import one_difference
from nnterm.tui.drawing.chart_view import ChartView
from nnterm.tui.drawing.guess_mark import GuessMark
from nnterm.tui.drawing.pins import MOST, Pin, pins_of

NAMES = {panel: panel.capitalize() for panel in (*PANELS, "explore")}
"""Names of the panels by id."""


@dataclass
class LabState:
    """The lab's state for one experiment of a lesson; kept while the lesson is open."""

    baseline: Experiment
    experiment: Experiment
    """The baseline as the form has changed it."""
    run: Run | None = None
    ghost: Run | None = None
    """The run before, or one chosen to compare with."""
    map: MapComputed | None = None
    guess: GuessMark | None = None
    """What the learner predicted of a run, where it is a place in the charts."""
    points: list[tuple[float, float, int]] = field(default_factory=list)
    flipped: list[int] = field(default_factory=list)
    """The places among `points` of rows whose label is flipped."""
    test_looks: int = 0
    """How often test rows of this experiment were opened, in all its runs."""
    answers: dict[type, Inspected] = field(default_factory=dict)
    """What was last seen inside the run's model, by kind."""
    view: ChartView = field(default_factory=ChartView)
    """How the learner looks at the run: at which epoch above all."""
    past_map: MapComputed | None = None
    """The decision map of the epoch that is looked at, or of the one before it that was."""

    pins: list[Pin] = field(default_factory=list)
    """Runs that are drawn beside the latest one, until they are unpinned."""

    @property
    def shown_map(self) -> MapComputed | None:
        """The map of the epoch that is looked at, as soon as it is there; the newest where none is chosen."""
        return self.past_map or self.map if self.view.cursor is not None else self.map

    @property
    def in_the_plane(self) -> bool:
        """Whether the data have two features and classes, so that a decision map can be drawn."""
        return catalog.in_plane(self.experiment.dataset)

    @property
    def shown_dataset(self) -> Dataset:
        """The data set of the run, whatever the form says meanwhile; that of the form where there is no run."""
        return (self.run or self.experiment).dataset

    def panels(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each panel, those that matter here first."""
        fillable = fitting(self.experiment.dataset, self.baseline.hyperparameters)
        names = [name for name in self.baseline.show if name in fillable]
        rest = [name for name in fillable if name not in names]
        return tuple((name, NAMES[name]) for name in (*names, *rest))

    def begin(self, run: Run) -> None:
        """Take a new run; the one before becomes the ghost if there is something of it to see."""
        if self.run is not None and self.run.epochs:
            self.ghost = self.run
        self.run, self.map, self.past_map, self.answers = run, None, None, {}
        self.view = replace(self.view, cursor=None)

    def pin(self, run: Run) -> bool:
        """Pin `run` to the chart, or take it off where it is pinned; False where there are as many as there can be."""
        runs = [pin.run for pin in self.pins]
        others = [other for other in runs if other.run_id != run.run_id]
        if len(others) == len(runs):
            if len(runs) == MOST:
                return False
            others.append(run)
        self.pins = pins_of(others, self.pins)
        return True

    def look(self, view: ChartView) -> None:
        """Look at the run in another way."""
        if view.cursor is None:
            self.past_map = None
        self.view = view

    def change(self, experiment: Experiment) -> None:
        """Let the form say `experiment`; points of other data are dropped."""
        if experiment.dataset != self.experiment.dataset:
            self.points, self.flipped = [], []
        self.experiment = experiment

    def keep_answer(self, answer: InspectionResult, replaced: type | None = None) -> None:
        """Keep what was seen inside the model, each kind for itself; that of kind `replaced` is dropped."""
        self.answers.pop(NotInspected, None)
        if isinstance(answer, MapComputed):
            self.past_map = answer
            return
        if replaced is not None:
            self.answers.pop(replaced, None)
        self.answers[type(answer)] = answer

    def plan(self, epochs: int) -> None:
        """Take over into the form how many epochs the run will have."""
        hyperparameters = msgspec.structs.replace(self.experiment.hyperparameters, epochs=epochs)
        self.experiment = msgspec.structs.replace(self.experiment, hyperparameters=hyperparameters)

    def effect(self) -> tuple[str, str] | None:
        """The one setting that the latest run has otherwise than the one before, and what it did; None for several."""
        run, before = self.run, self.ghost
        if run is None or before is None or not run.state.over or not before.state.over:
            return None
        if run.state is RunState.FAILED or not (what := one_difference(before, run)):
            return None
        found = effect(before, run)
        return (f"{what[0].upper()}{what[1:]}:", found) if found else None

    def remedy(self) -> tuple[str, Hyperparameters] | None:
        """The first remedy that the verdict of the run names, and what is trained with it; None where there is none."""
        diagnosis = self.diagnosis()
        if self.run is None or diagnosis is None or not self.run.state.over:
            return None
        return applied(diagnosis.sentence, self.run.current)

    def diagnosis(self) -> Diagnosis | None:
        """The reading of the run's curves, and of its test rows once they are open; None before its first epoch."""
        run = self.run
        return diagnosis_of(run, self.experiment, test=run.test_is_open) if run is not None else None
