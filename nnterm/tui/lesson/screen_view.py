"""The widgets of a lesson's screen as its controllers see them; see `LessonView` for what each call is for."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.timer import Timer
from textual.worker import Worker

from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.panel_names import INSIDE
from nnterm.experiment.run import Run
from nnterm.lesson.judging import ChallengeProgress
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.frame.brief_notice import notify_briefly
from nnterm.tui.frame.focus_keys import taken_keys
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.frame.top_bar import TopBar, dots
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lesson import questions
from nnterm.tui.lesson.broken_notice import BrokenNotice
from nnterm.tui.lesson.halves import Halves
from nnterm.tui.lesson.keyboard.keys import Offer
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.run_control import RunControl
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.reader import Reader
from nnterm.tui.terminal import over_ssh

FRAMES, SSH_FRAMES = 10.0, 4.0
"""Frames a second while a run goes on, here and over SSH."""

SHOWING_A_RUN = ("curves", "map", *INSIDE)
"""Panels in which a run can be watched."""


class ScreenView:
    """A `LessonView` of a real screen."""

    def __init__(
        self,
        screen: SteadyScreen,
        model: LessonModel,
        draw: Callable[[], None],
        list_runs: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._model = model
        self._draw = draw
        self._list_runs = list_runs
        self._frames: Timer | None = None

    @property
    def _lab(self) -> Lab:
        return self._screen.query_one(Lab)

    # --- what is shown -----------------------------------------------------------------------------

    def refresh_lab(self) -> None:
        """See `LessonView`."""
        # What the code trains is seen even where the step is one to play with.
        explore = self._model.step.explore if self._model.own is None else None
        self._lab.set_state(self._model.shown_lab, explore, self._model.retrains)

    def follow_experiment(self) -> None:
        """See `LessonView`."""
        self._lab.follow()

    def begin_frames(self) -> None:
        """Be ready to draw what is new, so many times a second at most."""
        frames = SSH_FRAMES if over_ssh() else FRAMES
        self._frames = self._screen.set_interval(1 / frames, self.redraw, pause=True)

    def redraw(self) -> None:
        """See `LessonView`. Then rest until there is more."""
        if self._frames is not None:
            self._frames.pause()
        if self._screen.is_mounted:
            self._draw()

    def redraw_soon(self) -> None:
        """See `LessonView`."""
        if self._frames is not None:
            self._frames.resume()

    def reveal_run(self) -> None:
        """See `LessonView`."""
        lab, state = self._lab, self._model.lab
        if state is not None and lab.panel not in SHOWING_A_RUN:
            lab.open(next(panel for panel, _ in state.panels() if panel in ("curves", "map")))
        self.open_half("lab")
        self._screen.query_one(Halves).forget_news()
        lab.redraw_panel()
        self.redraw()

    def open_half(self, half: str) -> None:
        """See `LessonView`."""
        self._screen.query_one(Halves).open_view(half)

    def set_runs(self, runs: list[ListedRun], scope: str, notice: str) -> None:
        """See `LessonView`."""
        table, lab = self._screen.query_one(RunsTable), self._model.lab
        table.set_runs(runs, scope, notice)
        table.set_pins({pin.run.run_id: pin.mark for pin in lab.pins} if lab is not None else {})

    def shown_panel(self) -> str:
        """See `LessonView`."""
        return self._lab.panel

    def open_panel(self, panel: str) -> None:
        """See `LessonView`."""
        self.change_panel(lambda lab: lab.open(panel))

    def change_panel(self, change: Callable[[Lab], None]) -> None:
        """See the lab, and open another of its panels by `change`."""
        self.open_half("lab")
        change(self._lab)
        self._list_runs()
        # Which keys apply depends on the room the panels get.
        self._screen.call_after_refresh(self.redraw)

    async def open_step(self, answers: dict[str, tuple[str, bool]], progress: dict[str, ChallengeProgress]) -> None:
        """See `LessonView`."""
        model = self._model
        # Left to itself the focus would go from what is removed to whatever is beside it.
        self._screen.query_one(Halves).leave_fields()
        self._screen.query_one(TopBar).set_text(
            title=f"{model.head.number} {model.head.title}",
            place=dots(model.index + 1, len(model.lesson.steps)),
        )
        await self._screen.query_one(Reader).open_step(model.step, answers, progress)

    def scroll_position(self) -> Callable[[], object]:
        """See `LessonView`."""
        reader = self._screen.query_one(Reader)
        y = reader.scroll_offset.y
        return lambda: self._screen.call_after_refresh(reader.scroll_to, y=y, animate=False)

    def ask_to_leave(self, run: Run | None, stop: Callable[[], object], leave: Callable[[], object]) -> None:
        """See `LessonView`."""
        questions.ask_to_leave(self._screen, run, stop, leave)

    def redraw_panel(self) -> None:
        """See `LessonView`."""
        self._lab.redraw_panel()

    def redraw_map(self) -> None:
        """See `LessonView`."""
        if self._lab.shows_map:
            self._lab.redraw_map()

    def set_file_error(self, error: LessonError | None) -> None:
        """See `LessonView`."""
        self._screen.query_one(BrokenNotice).set_error(error)

    def reveal_challenge(self) -> None:
        """See `LessonView`."""
        view = self.challenges()[0]
        self._screen.call_after_refresh(view.scroll_visible, animate=False)
        # The key is offered as long as there are hints.
        self._screen.call_after_refresh(self.redraw)

    def set_news(self, about: str, news: str) -> None:
        """See `LessonView`."""
        self._screen.query_one(Halves).set_news(about, news)

    def notify_briefly(self, words: str, seconds: float = 4) -> None:
        """See `LessonView`."""
        notify_briefly(self._screen, words, seconds)

    def ask_to_fork(self, epoch: int, end: int, fork: Callable[[], object]) -> None:
        """See `LessonView`."""
        questions.ask_to_fork(self._screen, epoch, end, fork)

    def ask_for_seeds(self, count: int, begin: Callable[[int], object]) -> None:
        """See `LessonView`."""
        questions.ask_for_seeds(self._screen, count, begin)

    def ask_to_delete(self, count: int, kept: int, delete: Callable[[], object]) -> None:
        """See `LessonView`."""
        questions.ask_to_delete(self._screen, count, kept, delete)

    # --- what is on the screen now -----------------------------------------------------------------

    def inside_panel(self) -> Inside[Any] | None:
        """See `LessonView`."""
        return self._lab.inside

    def predictions(self) -> list[PredictView]:
        """See `LessonView`."""
        return self._screen.query_one(Reader).blocks(PredictView)

    def challenges(self) -> list[ChallengeView]:
        """See `LessonView`."""
        return self._screen.query_one(Reader).blocks(ChallengeView)

    def code_blocks(self) -> list[ExerciseView]:
        """See `LessonView`."""
        return self._screen.query_one(Reader).blocks(ExerciseView)

    def focus_settings(self) -> None:
        """Give the keys to the settings, or to what is played with."""
        self.open_half("lab")
        if settings := self._lab.reveal_settings():
            settings.focus()

    def give_to_panel(self, key: str) -> bool:
        """Give the keys to the open panel if `key` is one of its own; whether it is."""
        panel = self._lab.inside
        if panel is None or key not in taken_keys(panel):
            return False
        panel.focus()
        return True

    def focused_code(self) -> ExerciseView | None:
        """The code block that has the focus, else the first one of the step."""
        views, focused = self.code_blocks(), self._screen.focused
        inside = [view for view in views if focused is not None and view in focused.ancestors]
        return next(iter(inside or views), None)

    def offer(self, control: RunControl, hints_left: int, runs_code: bool) -> Offer:
        """What the keys can do now, and where in the lesson the learner is; `runs_code` while a program runs."""
        lab, model, shown = self._lab, self._model, self._model.shown_lab
        return Offer(
            control.run,
            control.may_continue,
            model.lab is not None and model.lab.run is not None and model.lab.run.hides_test,
            lab.other_chart,
            trains=model.lab is not None and model.memory is None,
            panels=len(shown.panels()) if shown is not None and model.step.explore is None else 0,
            plays=lab.panel == "explore",
            step=model.index,
            steps=len(model.lesson.steps),
            hints=hints_left,
            more=self._screen.query_one(Reader).more,
            looks_back=model.lab is not None and model.lab.view.cursor is not None,
            at_start=model.lab is not None and model.lab.view.cursor == 0,
            curves=lab.panel == "curves",
            of_epoch=lab.panel in SHOWING_A_RUN,
            several=next((study.KIND for study in model.studies_under_way()), ""),
            code=lab.panel == "code",
            memory=model.memory is not None,
            own=model.own is not None,
            runs_code=runs_code,
            remedy=remedy[0] if model.lab is not None and (remedy := model.lab.remedy()) else "",
        )

    def with_form(self, change: Callable[[Experiment], None], act: Callable[[], None]) -> None:
        """Put the number that is still being typed in the form into the lab by `change`, then `act`.

        A number that is refused trains nothing. While a file is still being read for the form, `act` waits for it.
        """
        form = self._screen.query_one(HyperparameterForm)

        def is_committed() -> bool:
            wanted = form.commit_form()
            if wanted is not None:
                change(wanted)
            return wanted is not None

        def go_on() -> None:
            # While the file was read, more may have been typed.
            if is_committed():
                self.with_form(change, act)

        if form.model.typed.is_under_way and not is_committed():
            return
        if form.files.are_under_way:
            form.files.when_made(go_on)
        else:
            act()

    # --- time --------------------------------------------------------------------------------------

    def after(self, seconds: float, call: Callable[[], object]) -> Timer:
        """See `LessonView`."""
        return self._screen.set_timer(seconds, call)

    def repeat(self, seconds: float, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """See `LessonView`."""

        def begin() -> None:
            _: Worker[None] = self._screen.run_worker(work)

        self._screen.set_interval(seconds, begin)

    def call_soon(self, call: Callable[..., object], *arguments: Any) -> None:
        """See `LessonView`."""
        self._screen.call_later(call, *arguments)

    def run_beside(self, work: Callable[[], Coroutine[None, None, None]], name: str) -> None:
        """See `LessonView`."""
        _: Worker[None] = self._screen.run_worker(work, group=name, exclusive=True)
