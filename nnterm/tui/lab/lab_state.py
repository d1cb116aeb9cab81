"""What the lab shows for one experiment: the form's state, the run, the ghost, the map."""

from dataclasses import dataclass, field, replace

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.panel_names import PANELS
from nnterm.experiment.panels import fitting
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_results import InspectionResult, MapComputed, NotInspected
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import SeedStudy
from nnterm.experiment.study import same_training
from nnterm.experiment.sweep_study import SweepStudy
from nnterm.experiment.verdict.applying import applied
from nnterm.experiment.verdict.diagnosis import Diagnosis
from nnterm.experiment.verdict.effect import effect
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.lesson.challenge_study import ChallengeStudy
from nnterm.tui.drawing.changes import one_difference
from nnterm.tui.drawing.curves.chart_view import ChartView
from nnterm.tui.drawing.curves.guess_mark import GuessMark
from nnterm.tui.drawing.curves.pins import MOST, Pin, pins_of
from nnterm.tui.drawing.rows import Role
from nnterm.tui.drawing.several.bands import Bands
from nnterm.tui.lab.map_marks import Points

NAMES = {panel: panel.capitalize() for panel in (*PANELS, "explore", "sweep")}
"""Names of the panels by id."""

OPEN = ("curves", "map")
"""Panels that do not name the layers of a model."""


@dataclass
class LabState:
    """The lab's state for one experiment of a lesson; kept while the app runs."""

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
    unseen: list[tuple[float, float, int]] = field(default_factory=list)
    """Points of validation rows."""
    tested: list[tuple[float, float, int]] = field(default_factory=list)
    """Points of test rows, whether they may be seen or not."""
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

    seeds: SeedStudy | None = None
    """The experiment on several seeds, as it was trained last; shown while the run is one of them."""

    sweep: SweepStudy | None = None
    """The sweep of the experiment that was begun last."""

    challenge: ChallengeStudy | None = None
    """The seeds of the experiment that were begun last for a challenge."""

    closed: bool = False
    """Whether the model is being written from memory: nothing that names its layers is shown."""

    @property
    def shown_seeds(self) -> SeedStudy | None:
        """The seeds of the experiment of the run that is shown, where they were trained."""
        seeds, run = self.seeds, self.run
        return seeds if seeds is not None and run is not None and same_training(run, seeds.own[0]) else None

    @property
    def bands(self) -> Bands | None:
        """The same as the charts draw them; those of a pinned run, too, where it is compared."""
        seeds = self.shown_seeds
        if seeds is None:
            return None
        pin = self.compared_pin
        return Bands(seeds.own, seeds.against, pin.role if pin is not None else Role.THIRD)

    @property
    def compared_pin(self) -> Pin | None:
        """The pinned run that the seeds are compared with; None where there is none, or it was taken off."""
        seeds = self.shown_seeds
        if seeds is None or not seeds.against:
            return None
        return next((pin for pin in self.pins if same_training(pin.run, seeds.against[0])), None)

    @property
    def shown_map(self) -> MapComputed | None:
        """The map of the epoch that is looked at, as soon as it is there; the newest where none is chosen."""
        newest = self.map or self._map_of_study
        return self.past_map or newest if self.view.cursor is not None else newest

    @property
    def _map_of_study(self) -> MapComputed | None:
        """The map of a run that is one of several, as its model left it: no trainer has it any more."""
        studies = [study for study in (self.sweep, self.seeds) if study is not None]
        run = self.run
        return next((study.maps[run.run_id] for study in studies if run is not None and run.run_id in study.maps), None)

    @property
    def lacks_map(self) -> bool:
        """Whether the run is over and nothing is kept of it that a map could be drawn of."""
        return self.run is not None and self.run.state.over and bool(self.run.epochs) and self.shown_map is None

    @property
    def in_the_plane(self) -> bool:
        """Whether the data have two features and classes, so that a decision map can be drawn."""
        return catalog.in_plane(self.experiment.dataset)

    @property
    def shown_dataset(self) -> Dataset:
        """The data set of the run, whatever the form says meanwhile; that of the form where there is no run."""
        return (self.run or self.experiment).dataset

    @property
    def other_points(self) -> tuple[Points, Points]:
        """Points that nothing is learned from: of validation, and of the test once the learner has opened it."""
        is_open = self.run is not None and self.run.test_is_open
        return self.unseen, self.tested if is_open else ()

    def panels(self) -> tuple[tuple[str, str], ...]:
        """Id and name of each panel, those that matter here first."""
        fillable = fitting(self.experiment.dataset, self.baseline.hyperparameters)
        if self.closed:
            return tuple((name, NAMES[name]) for name in fillable if name in OPEN)
        names = [name for name in self.baseline.show if name in fillable]
        rest = [name for name in fillable if name not in names]
        found = [*names, *rest]
        if self.sweep is not None:
            # Where it is in sight on a narrow screen too.
            found.insert(1, "sweep")
        return tuple((name, NAMES[name]) for name in found)

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

    def forget(self, run_ids: set[str]) -> None:
        """Draw runs that were deleted no longer beside the latest one."""
        if self.ghost is not None and self.ghost.run_id in run_ids:
            self.ghost = None
        self.pins = [pin for pin in self.pins if pin.run.run_id not in run_ids]

    def look(self, view: ChartView) -> None:
        """Look at the run in another way."""
        if view.cursor is None:
            self.past_map = None
        self.view = view

    def change(self, experiment: Experiment) -> None:
        """Let the form say `experiment`; points of other data are dropped."""
        if experiment.dataset != self.experiment.dataset:
            self.points, self.flipped, self.unseen, self.tested = [], [], [], []
        self.experiment = experiment

    def keep_answer(self, answer: InspectionResult, replaced: type | None = None) -> None:
        """Keep what was seen inside the model, each kind for itself; that of kind `replaced` is dropped."""
        self.answers.pop(NotInspected, None)
        if isinstance(answer, MapComputed):
            if answer.requested is None:
                self.map = answer
            else:
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
        """The one setting that the latest run has otherwise than another, and what it did; None for several.

        The other is the run before, or after a judgement over seeds the pinned one: it is named.
        """
        if (judged := self._judged()) is not None:
            return judged
        run, before = self.run, self.ghost
        if run is None or before is None or not run.state.over or not before.state.over:
            return None
        if run.state is RunState.FAILED or not (what := one_difference(before, run)):
            return None
        found = effect(before, run)
        pin = next((pin for pin in self.pins if pin.run.run_id == before.run_id), None)
        return (_compared(what, pin.letter if pin is not None else "the run before"), found) if found else None

    def _judged(self) -> tuple[str, str] | None:
        """The run beside the pinned one, and whether that could be luck; None before all seeds are trained."""
        pin, seeds, run = self.compared_pin, self.shown_seeds, self.run
        if pin is None or seeds is None or run is None or not (sentence := seeds.judgement()):
            return None
        what = one_difference(pin.run, msgspec.structs.replace(run, hyperparameters=_with_seed_of(run, pin.run)))
        said = f"{sentence[0].lower()}{sentence[1:]}"
        return _compared(what, pin.letter), said

    def remedy(self) -> tuple[str, Hyperparameters] | None:
        """The first remedy that the verdict of the run names, and what is trained with it; None where there is none."""
        if self.run is None or not self.run.state.over or (diagnosis := self._diagnosis_of_run()) is None:
            return None
        return applied(diagnosis.sentence, self.run.current)

    def diagnosis(self) -> Diagnosis | None:
        """The verdict: of all seeds once they are trained, else of the run; None before its first epoch."""
        seeds = self.shown_seeds
        over_seeds = seeds.verdict(self.experiment) if seeds is not None else None
        return over_seeds or self._diagnosis_of_run()

    def _diagnosis_of_run(self) -> Diagnosis | None:
        """The reading of the run's curves, and of its test rows once they are open."""
        run = self.run
        return diagnosis_of(run, self.experiment, test=run.test_is_open) if run is not None else None


def _with_seed_of(run: Run, other: Run) -> Hyperparameters:
    return msgspec.structs.replace(run.hyperparameters, seed=other.hyperparameters.seed)


def _compared(what: str, other: str) -> str:
    """`Units 64 instead of 4 in A:`: what is different, and from which run."""
    return f"{what[0].upper()}{what[1:]} in {other}:" if what else f"Beside {other}:"
