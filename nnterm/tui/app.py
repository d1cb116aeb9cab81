"""The app: theme, store, training process, and the two screens."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.theme import Theme
from textual import on
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import Screen
from textual.signal import Signal

from nnterm.errors import NntermError
from nnterm.lesson.course import Course, LessonHead
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.command import COMMAND
from nnterm.tui.context import AppContext
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.frame.few_colours import FewColours
from nnterm.tui.frame.under import lay_under
from nnterm.tui.frame.unseen import UnseenScreen
from nnterm.tui.messages import (
    DeviceRequested,
    LessonFinished,
    LessonOpened,
    LessonRenewed,
    OpenLessonRequested,
    RunAdvanced,
    TrainerNews,
    Troubled,
)
from nnterm.tui.off_loop import off_loop
from nnterm.tui.opening import LessonOpening
from nnterm.tui.preparing import prepare, prepare_training, read_sheets
from nnterm.tui.session import garbage
from nnterm.tui.session.crash import Crash
from nnterm.tui.session.idle_minutes import IDLE_MINUTES
from nnterm.tui.session.lesson_cache import LessonCache
from nnterm.tui.session.sturdy_app import SturdyApp
from nnterm.tui.session.suspension import prepare_for_suspension
from nnterm.tui.session.trainers import new_studies, new_training
from nnterm.tui.theme import DARK, begin_with, depth_of, palette_of, prose_styles, remembered, themes, variables

if TYPE_CHECKING:
    from nnterm.experiment.run import Run
    from nnterm.tui.lesson.screen import LessonScreen
    from nnterm.tui.session.training import Training


class NntermApp(SturdyApp):
    """nnterm on a terminal."""

    TITLE = "nnterm"
    # Style sheets of the screens that every learner sees: a screen that brought its own would have all of them parsed
    # again, and everything styled again, when it is opened.
    CSS_PATH: ClassVar = [
        Path(__file__).parent / sheet for sheet in ("course/course.tcss", "lesson/screen.tcss", "frame/pages.tcss")
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "leave", "quit", show=False),
        Binding("ctrl+q", "leave", "quit", show=False, priority=True),
        Binding("question_mark", "help", "keys", show=False),
        Binding("d", "device", "device", show=False),
        Binding("ctrl+z", "suspend_process", "to the shell", show=False, priority=True),
    ]

    def __init__(
        self,
        course: Course,
        store: RunStore,
        lesson: LessonHead | None = None,
        trainer: Sequence[str] = COMMAND,
        *,
        idle_minutes: float = IDLE_MINUTES,
        follows: bool = False,
    ) -> None:
        """`lesson` is opened at once; `idle_minutes` without a request give a GPU back.

        Where it `follows`, a lesson whose file changes on disk is shown anew.
        """
        super().__init__()
        self.context = AppContext(
            lessons=LessonCache(course),
            progress=Progress(store),
            store=store,
            make_training=partial(new_training, self._announce, store, trainer, idle_minutes),
            make_studies=partial(new_studies, self._announce, store),
            news=Signal(self, "trainer news"),
            report=self.report,
            follows_files=follows,
        )
        """What the screens work with."""
        self._lesson = lesson
        self.unseen: Run | None = None
        """A run that ended while its lesson was not open: what was guessed about it waits for the answer."""
        self._course_screen = CourseScreen(self.context)
        self._opening = LessonOpening(self, self.context, self._course_screen, self._show_first)
        self._opening.head = lesson
        self.crash = Crash(self, lambda: self.training, lambda: self.opened, lambda: self.ending)
        for theme in themes(depth_of(self)):
            self.register_theme(theme)
        self._filters.append(FewColours(depth_of(self)))
        # Textual has read its variable before our own themes were known.
        begin_with(self, self.theme if "TEXTUAL_THEME" in os.environ else remembered(self, self.context.progress))
        self.console.push_theme(Theme(prose_styles(palette_of(self))))

    @property
    def training(self) -> "Training":
        """The trainer of the app."""
        return self.context.training

    @property
    def opened(self) -> LessonHead | None:
        """The lesson opened last."""
        return self._opening.head

    def get_default_screen(self) -> Screen[None]:
        """What is below all screens is never seen."""
        return UnseenScreen(id="_default")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The drawing colours, under any theme."""
        return variables(palette_of(self))

    def on_mount(self) -> None:
        """Paint the course; meanwhile the training process starts, and what lessons need is imported."""
        if self._lesson is not None:
            # Nothing is drawn until there is something to see.
            self._begin_batch()
            self.open_lesson(self._lesson)
        else:
            self.push_screen(self._course_screen)
            self.call_after_refresh(self._make_ready)
        prepare_for_suspension(self)
        garbage.put_off(self.set_timer)
        if self.context.store.notice:
            self.notify(self.context.store.notice, severity="warning", timeout=15)

    def _show_first(self) -> None:
        """What the app was started for is there: draw it, and only then do the rest."""
        if self._lesson is not None:
            self._lesson = None
            self._end_batch()
            self.screen.refresh(layout=True)
            self.call_after_refresh(self._make_ready)

    def _make_ready(self) -> None:
        """The first screen is seen, so start the training process, and make ready what keys open."""
        lay_under(self, self._course_screen)
        read_sheets(self)
        self.run_worker(self._begin_training())

    async def _begin_training(self) -> None:
        """Start the training process, then make ready what keys open; neither keeps a key waiting."""
        await off_loop(prepare_training)
        self.training.warm()
        self.set_interval(1.0, self.training.watch)
        await off_loop(prepare)

    def watch_theme(self, theme: str) -> None:
        """Set the lessons' text for its ground; remember it for the next time, once it is not the usual one."""
        self.console.push_theme(Theme(prose_styles(palette_of(self))))

        def remember() -> None:
            progress = self.context.progress
            if theme not in (progress.chosen("theme", DARK), os.environ.get("TEXTUAL_THEME")):
                progress.choose("theme", theme)

        self.context.keep(remember)

    async def on_unmount(self) -> None:
        """End what trains and close the store."""
        await self.context.close()

    async def on_resize(self, event: Resize) -> None:
        """Ask for a larger window where nothing can be read."""
        from nnterm.tui.dialogs.small import ask_for_room

        await ask_for_room(self, event.size)

    # --- lessons -----------------------------------------------------------------------------------

    @on(OpenLessonRequested)
    def _open_requested(self, message: OpenLessonRequested) -> None:
        self.open_lesson(message.head, message.step)

    def open_lesson(self, head: LessonHead, step: int | None = None) -> None:
        """Show a lesson where it was left, or at the step with index `step`; report one that cannot be read."""
        self._opening.open(head, step)

    @on(LessonOpened)
    def _lesson_opened(self, message: LessonOpened) -> None:
        """Show the lesson's own run that ended while it was not open."""
        self._show_first()
        run = self.unseen
        if run is not None and run.lesson == message.head.id:
            self.unseen = None
            self.context.news.publish(RunAdvanced(run, None))

    @on(LessonRenewed)
    def _lesson_renewed(self, message: LessonRenewed) -> None:
        self._opening.head = message.head

    @on(LessonFinished)
    def _finish_lesson(self, message: LessonFinished) -> None:
        """Leave a lesson for the next one; after the last one, for the course."""
        after = next((head for head in self.context.course.lessons if head.number > message.head.number), None)
        self.pop_screen()
        if after is not None:
            self.open_lesson(after)
        else:
            self._course_screen.action_transcript()

    # --- news --------------------------------------------------------------------------------------

    def _announce(self, message: TrainerNews | Troubled) -> None:
        """Pass on what the trainer says, wherever the learner is."""
        if not self.is_running:
            return
        if isinstance(message, Troubled):
            self.post_message(message)
            return
        self.context.news.publish(message)
        if isinstance(message, RunAdvanced) and message.run.state.over:
            is_seen = any(screen.follows(message.run) for screen in self._lesson_screens())
            self.unseen = None if is_seen else message.run

    def _lesson_screens(self) -> Iterator["LessonScreen"]:
        from nnterm.tui.lesson.screen import LessonScreen

        return (screen for screen in self.screen_stack if isinstance(screen, LessonScreen))

    @on(Troubled)
    def _troubled(self, message: Troubled) -> None:
        self.report(message.error)

    def report(self, error: NntermError) -> None:
        """Show what failed and what to do."""
        self.notify(error.remedy or " ", title=error.message, severity="error", timeout=12)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an editor ctrl+z takes back what was typed."""
        if action == "suspend_process":
            from textual.widgets import TextArea

            return not isinstance(self.focused, TextArea)
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Show the keys of the screen."""
        from nnterm.tui.dialogs.help import HelpScreen
        from nnterm.tui.lesson.keyboard.all_keys import ALL_KEYS

        self.push_screen(HelpScreen(getattr(self.screen, "ALL_KEYS", ALL_KEYS)))

    def action_command_palette(self) -> None:
        """Show Textual's commands, among them the theme."""
        from nnterm.tui.dialogs.palette import open_palette

        open_palette(self)

    def search_themes(self) -> None:
        """Choose a theme, in a palette of its own."""
        from nnterm.tui.dialogs.palette import open_themes

        open_themes(self)

    async def action_quit(self) -> None:
        """Quit by the palette, which asks as the key does."""
        self.action_leave()

    @on(DeviceRequested)
    def action_device(self) -> None:
        """Show the device and why it is used."""
        from nnterm.tui.dialogs.device import DeviceScreen

        self.push_screen(DeviceScreen(self.context))

    def action_leave(self) -> None:
        """Quit; while a run is under way, or the learner's code runs, ask once."""
        from nnterm.tui.dialogs.leave import LeaveScreen

        run, studies = self.training.under_way, self.context.studies
        runs_code = any(screen.runs_code for screen in self._lesson_screens())
        if isinstance(self.screen, LeaveScreen) or not (run is not None or studies.is_busy or runs_code):
            self.exit()
        else:
            self.push_screen(LeaveScreen(run, lambda: studies.progress, runs_code=runs_code))
