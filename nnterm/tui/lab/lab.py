"""The right half of a lesson: panels, numbers and verdict, and the form."""

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from nnterm.experiment.datasets import catalog
from nnterm.experiment.panel_names import INSIDE, JUDGING
from nnterm.lesson.explorations import Explore
from nnterm.tui.drawing.curves.chart import BOTH_FROM
from nnterm.tui.drawing.rows import Piece
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.curves import PLAIN, Curves
from nnterm.tui.lab.curves_and_map import MAP_FROM, CurvesAndMap
from nnterm.tui.lab.decision_map import NO_MAP, DecisionMap
from nnterm.tui.lab.explore.view import ExploreView
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab_state import NAMES, LabState
from nnterm.tui.lab.model_table import ModelTable
from nnterm.tui.lab.own_lab import OwnLab
from nnterm.tui.lab.owner_line import OwnerLine
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lab.panels import made_panel
from nnterm.tui.lab.pinned_runs import PinnedRuns
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lab.seeds_line import SeedsLine
from nnterm.tui.lab.sweep_panel import SweepPanel

COMPACT_BELOW = 28
"""Rows of the lab below which the form leaves its room to the curves."""


class Lab(Vertical):
    """Shows a `LabState`. Only the open panel is drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state: LabState | None = None
        self._explore: Explore | None = None
        self._retrain = False
        self.panel = "curves"
        """Id of the open panel."""
        self._opens_by_itself = True
        """Whether the learner has not chosen a panel."""

    def compose(self) -> ComposeResult:
        """Names, the panels that lessons begin with, status, form."""
        yield PanelBar(id="panels")
        yield OwnerLine()
        with ContentSwitcher(initial="curves"):
            yield CurvesAndMap(id="curves")
            yield DecisionMap(id="map")
            yield RunsTable(id="runs")
            yield SweepPanel(id="sweep")
            yield ExploreView(id="explore")
        yield PinnedRuns()
        yield SeedsLine()
        yield RunStatus()
        yield HyperparameterForm(id="form")

    @property
    def other_chart(self) -> str:
        """The metric to be seen in place of the loss, where curves are open and have room for one; else nothing."""
        is_small = self.panel == "curves" and 0 < self.query_one(Curves).size.height < BOTH_FROM
        return self._metrics()[0] if is_small and self._metrics() else ""

    @property
    def inside(self) -> Inside[Any] | None:
        """The open panel, where it looks inside a model."""
        return self.query_one(f"#{self.panel}", Inside) if self.panel in INSIDE else None

    def set_state(self, state: LabState | None, explore: Explore | None, retrain: bool) -> None:
        """Show another experiment, or the exploration of a step."""
        same = state is self._state and explore is self._explore
        self._state, self._explore, self._retrain = state, explore, retrain
        self.query_one(OwnerLine).display = self._is_own
        panels = self._panels()
        if not same or self.panel not in dict(panels):
            self._opens_by_itself = True
            self.panel = self._first_panel()
        self.redraw_form()
        self._open(self.panel)

    @property
    def _is_own(self) -> bool:
        """Whether it shows what the learner's code trains, which no form changes."""
        return isinstance(self._state, OwnLab)

    def _first_panel(self) -> str:
        """The panel that is open before the learner chooses one: where they fit, curves and map are seen together."""
        first = self._panels()[0][0]
        return "curves" if first == "map" and self.size.width >= MAP_FROM else first

    def open(self, panel: str) -> None:
        """Open the panel that the learner chose, by its id.

        The focus goes along from panel to panel; it goes there from the settings too, where the panel takes keys: an
        arrow in a panel changes no setting.
        """
        self._opens_by_itself = False
        self._open(panel)
        if self._panel_stop is not None and self.query_one(HyperparameterForm).has_focus:
            self.screen.set_focus(self._panel_stop)

    def _open(self, panel: str) -> None:
        focused = self.screen.focused
        was_in_panel = focused is not None and self.query_one(ContentSwitcher) in focused.ancestors
        self.panel = panel
        panels = self.query_one(ContentSwitcher)
        if not any(made.id == panel for made in panels.children):
            panels.mount(made_panel(panel))
        panels.current = panel
        self._make_room()
        self.redraw_panel()
        if was_in_panel and focused is not self._panel_stop:
            self.screen.set_focus(self._panel_stop)
        self._name_panels()

    def _name_panels(self) -> None:
        """Name the panels, and say whether the open one has the keys."""
        panels = self._panels()
        bar = self.query_one(PanelBar)
        bar.has_keys = self._panel_stop is not None and self._panel_stop is self.screen.focused
        bar.set_panels(panels, self.panel, "v next panel" if len(panels) > 1 else "")

    def on_descendant_focus(self) -> None:
        """The open panel may have taken the keys."""
        self._name_panels()

    def on_descendant_blur(self) -> None:
        """The open panel may have given the keys back."""
        self._name_panels()

    @property
    def stops(self) -> tuple[Widget, ...]:
        """What takes keys here: the open panel, then the form."""
        form = self.query_one(HyperparameterForm)
        stops = (self._panel_stop, form if form.display else None)
        return tuple(stop for stop in stops if stop is not None)

    @property
    def _panel_stop(self) -> Widget | None:
        """What takes keys in the open panel; None where nothing does."""
        if self.panel == "explore":
            return self.query_one(ExploreView).shown
        if self.panel == "runs":
            table = self.query_one(RunsTable)
            return table if table.has_runs else None
        if self.panel in ("sweep", "code"):
            return self.query_one(f"#{self.panel}")
        return self.inside

    def _make_room(self) -> None:
        """Leave out what the open panel does without; where rows are few a look inside takes those of the form."""
        exploring, status, form = self.panel == "explore", self.query_one(RunStatus), self.query_one(HyperparameterForm)
        is_tight = self.panel in INSIDE and self._is_compact
        status.display = not exploring
        status.set_class(is_tight or (self.panel == "sweep" and self._is_compact), "brief")
        is_closed = self._state is not None and self._state.closed
        form.display = not (exploring or is_tight or is_closed or self._is_own) and self._state is not None
        if form.has_focus and not form.display:
            self.screen.set_focus(self._panel_stop)

    @property
    def _is_compact(self) -> bool:
        # Behind the text the lab has no size; what holds them both has the height it will get.
        around = self.parent.size.height if isinstance(self.parent, Widget) else 0
        return 0 < (self.size.height or around) < COMPACT_BELOW

    def reveal_settings(self) -> Widget | None:
        """Bring the settings into view; what takes the keys then: the open exploration, else the form, or None."""
        if self.panel == "explore":
            return self.query_one(ExploreView).shown
        if self._state is not None and self.panel in INSIDE and self._is_compact:
            self.open("curves")
        form = self.query_one(HyperparameterForm)
        return form if form.display else None

    def next_panel(self, direction: int = 1) -> None:
        """Open the next or previous panel."""
        ids = [panel for panel, _ in self._panels()]
        # A file that was chosen meanwhile may have taken the open panel away.
        at = ids.index(self.panel) if self.panel in ids else -1
        self.open(ids[(at + direction) % len(ids)])

    def follow(self) -> None:
        """Bring form and panel up to date with a change of the experiment."""
        self.redraw_form()
        self.redraw_panel()

    def redraw_form(self) -> None:
        """Bring the form up to date with the state."""
        form = self.query_one(HyperparameterForm)
        state = self._state
        if self._is_own:
            return
        if state is None:
            form.set_experiment(None, None, self._retrain)
            return
        form.set_experiment(state.experiment, state.baseline, self._retrain)
        form.set_training(state.run)
        form.compact = self._is_compact
        lines = form.lines(self.size.width or 80)
        # The rule above the form, where there is one, is part of its height.
        height = lines + form.gutter.height
        if form.styles.height is None or form.styles.height.value != height:
            form.styles.height = height

    def redraw_panel(self) -> None:
        """Bring the open panel up to date with the state."""
        state = self._state
        match self.panel:
            case "curves":
                planned = state.experiment.hyperparameters.epochs if state else 0
                run, ghost = (state.run, state.ghost) if state else (None, None)
                guess, view, pins = (state.guess, state.view, state.pins) if state else (None, PLAIN, [])
                self.query_one(CurvesAndMap).set_plane(state is not None and state.in_the_plane)
                bands = state.bands if state else None
                self.query_one(Curves).set_run(
                    run, ghost, planned, self._metrics(), guess=guess, view=view, pins=pins, bands=bands
                )
                self.redraw_map()
            case "map":
                self.redraw_map()
            case "sweep":
                self.query_one(SweepPanel).set_study(*((state.sweep, state.experiment) if state else (None, None)))
            case "model" if isinstance(state, OwnLab):
                self.query_one(ModelTable).set_layers(state.trainings.layers, state.run)
            case "model":
                self.query_one(ModelTable).set_experiment(state.experiment if state else None)
            case "code" if state is not None:
                # Only who opens this panel waits for what writes and colours a program.
                from nnterm.runs.export.script import script
                from nnterm.tui.lab.code_view import CodeView

                self.query_one(CodeView).set_code(script(state.experiment))
            case "explore":
                self.query_one(ExploreView).set_exploration(self._explore)

    @property
    def shows_map(self) -> bool:
        """Whether the decision map can be seen."""
        return self.panel == "map" or (self.panel == "curves" and self.query_one(CurvesAndMap).shows_map)

    @on(CurvesAndMap.MapShown)
    def redraw_map(self) -> None:
        """Bring the decision map that is seen up to date with the state."""
        if (state := self._state) is not None and self.shows_map:
            classes = catalog.entry(state.experiment.dataset).classes
            place = "#map" if self.panel == "map" else "#beside"
            plane, others = self.query_one(place, DecisionMap), state.other_points
            lack = NO_MAP if state.lacks_map else ""
            plane.set_map(state.shown_map, state.points, classes, state.flipped, others, lack=lack)

    def grow(self, notice: Piece, pace: float | None = None) -> None:
        """The run has something new: draw what of it is in sight. `pace` holds it back, in epochs a second."""
        state = self._state
        if self.panel == "curves":
            self.query_one(Curves).redraw()
            self.redraw_map()
        elif self.panel in ("map", "sweep"):
            self.redraw_panel()
        if not self._is_own:
            self.query_one(HyperparameterForm).set_training(state.run if state else None)
        diagnosis = state.diagnosis() if state else None
        pinned = self.query_one(PinnedRuns)
        if state is not None and self.panel == "curves":
            pinned.set_pins(state.pins, state.run, state.baseline)
        else:
            pinned.display = False
        shows_seeds = self.panel == "curves"
        seeds, pin = (state.shown_seeds, state.compared_pin) if state is not None and shows_seeds else (None, None)
        self.query_one(SeedsLine).set_seeds(seeds, pin)
        status, cursor = self.query_one(RunStatus), state.view.cursor if state else None
        status.set_effect(state.effect() if state else None)
        status.set_test(state.test_looks if state and self.panel in JUDGING else None)
        status.set_run(state.run if state else None, diagnosis, notice, pace, cursor)

    def on_resize(self) -> None:
        """The form has another shape in another width."""
        if self._state is not None:
            if self._opens_by_itself and self.panel != (first := self._first_panel()):
                self._open(first)
            self.redraw_form()
            self._make_room()

    def _metrics(self) -> tuple[str, ...]:
        """What is measured beside the loss: in the run that is shown, or in the next one."""
        if self._state is None:
            return ("accuracy",)
        return (self._state.run or self._state.experiment).hyperparameters.metrics

    def _panels(self) -> tuple[tuple[str, str], ...]:
        explore = (("explore", NAMES["explore"]),) if self._explore is not None else ()
        return (*explore, *(self._state.panels() if self._state is not None else ())) or (("curves", "Curves"),)
