"""The app: theme, store, training process, and the two screens."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from rich.theme import Theme
from textual.app import App
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Event, Key, Paste, Resize
from textual.message import Message
from textual.notifications import SeverityLevel

from nnterm.errors import NntermError, StoreError
from nnterm.experiment.run import Run
from nnterm.lesson.lesson import Course, Lesson, LessonHead
from nnterm.printable import printable, printable_lines
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.process import COMMAND
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.course.lesson_cache import Read, Shelf, read
from nnterm.tui.messages import RunAdvanced, TrainerChanged, Troubled
from nnterm.tui.off_loop import off_loop
from nnterm.tui.session.crash import Crash
from nnterm.tui.session.key_order import KeyOrder
from nnterm.tui.session.suspension import prepare_for_suspension
from nnterm.tui.session.terminal import SMALLEST
from nnterm.tui.session.trainer_health import IDLE_MINUTES
from nnterm.tui.session.training import Training
from nnterm.tui.theme import DARK, DARK_VARIABLES, LIGHT, LIGHT_VARIABLES, prose_styles

if TYPE_CHECKING:
    from nnterm.tui.session.ending import Ending


class NntermApp(App[None]):
    """nnterm on a terminal."""

    TITLE = "nnterm"
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
        self.course = course
        self.shelf = Shelf(course)
        self.progress = Progress(store)
        self.store = store
        self.training = Training(self._announce, store, trainer, idle_minutes)
        self.follows = follows
        """Whether an open lesson follows its file."""
        self._lesson = lesson
        self.opened: LessonHead | None = lesson
        """The lesson opened last."""
        self.unseen: Run | None = None
        """A run that ended while its lesson was not open: what was guessed about it waits for the answer."""
        self.just_left: LessonHead | None = lesson
        """The lesson opened last, until the course is seen again."""
        self.ending: Ending | None = None
        """What ends the app for certain; None where it runs without a terminal."""
        self.crash = Crash(self)
        self._key_order = KeyOrder(self, super().on_event)
        self.register_theme(DARK)
        self.register_theme(LIGHT)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The drawing colours, under any theme."""
        return DARK_VARIABLES if self.current_theme.dark else LIGHT_VARIABLES

    def on_mount(self) -> None:
        """Paint the course; the training process starts behind it."""
        import os

        if "TEXTUAL_THEME" in os.environ:
            # It was read before our own themes were known.
            self.mutate_reactive(NntermApp.theme)
        else:
            self.theme = self.progress.chosen("theme", DARK.name) if self._readable() else DARK.name
        self.push_screen(CourseScreen())
        if self._lesson is not None:
            self.open_lesson(self._lesson)
        prepare_for_suspension(self)
        self.call_after_refresh(self.training.warm)
        self.set_interval(1.0, self.training.watch)
        if self.store.notice:
            self.notify(self.store.notice, severity="warning", timeout=15)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast. Every one of the app comes through here, and none is markup: it may quote anything."""
        words = printable_lines(message), printable(title)
        super().notify(words[0], title=words[1], severity=severity, timeout=timeout, markup=False)

    def _readable(self) -> bool:
        try:
            return self.progress.chosen("theme", DARK.name) in self.available_themes
        except StoreError:
            return False

    def watch_theme(self, theme: str) -> None:
        """Set the lessons' text for its ground; remember it for the next time, once it is not the usual one."""
        self.console.push_theme(Theme(prose_styles(self.current_theme.dark)))

        import os

        def remember() -> None:
            if theme not in (self.progress.chosen("theme", DARK.name), os.environ.get("TEXTUAL_THEME")):
                self.progress.choose("theme", theme)

        self.keep(remember)

    async def on_event(self, event: Event) -> None:
        """Let each key do all that it does before the next one. Of the last ones the names are remembered."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if isinstance(event, Key):
                self.crash.note(event)
            await self._key_order.take(event)
        else:
            await super().on_event(event)

    async def on_unmount(self) -> None:
        """End the training process and close the store."""
        try:
            await self.training.close()
        finally:
            self.store.close()

    # --- the end -----------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver; on a Unix terminal one that survives it."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from nnterm.tui.session.terminal_driver import TerminalDriver

        return TerminalDriver

    def handle_loop_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End over an error in a task that nobody waits for, as over every other. The event loop calls it."""
        error = context.get("exception")
        # Of a pipe whose other side is gone, whoever reads from it hears in its own way.
        is_of_pipe = isinstance(error, ConnectionError) or "transport" in context
        if isinstance(error, Exception) and not is_of_pipe:
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Write a report, and end. Textual calls it for all that nobody caught."""
        self.crash.report(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would draw a traceback here with all its variables, which can take seconds and is not shown.
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        # A traceback in colours tells a learner nothing. The report is named when the terminal is given back.
        self._exit_renderables.clear()

    async def on_resize(self, event: Resize) -> None:
        """Ask for a larger window where nothing can be read."""
        from nnterm.tui.dialogs.small import SmallScreen

        too_small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        if too_small and not isinstance(self.screen, SmallScreen):
            await self.push_screen(SmallScreen())
        # What was opened over the request goes with it.
        while not too_small and any(isinstance(screen, SmallScreen) for screen in self.screen_stack):
            await self.pop_screen()

    def open_lesson(self, head: LessonHead, step: int | None = None) -> None:
        """Show a lesson where it was left, or at the step with index `step`; one that cannot be read is told of."""
        self.workers.cancel_group(self, "opening")
        if (lesson := self.shelf.at_hand(head)) is not None:
            self._show(head, lesson, step)
        else:
            self.run_worker(self._open(head, step), group="opening")

    async def _open(self, head: LessonHead, step: int | None) -> None:
        """Read a lesson beside the keys, then show it."""
        try:
            found = await off_loop(partial(read, head.path))
        except NntermError as error:
            self.on_troubled(Troubled(error))
            return
        self.shelf.put(found)
        self._show(head, found.lesson, step)

    def _show(self, head: LessonHead, lesson: Lesson, step: int | None) -> None:
        from nnterm.tui.dialogs.small import SmallScreen
        from nnterm.tui.lesson.screen import LessonScreen

        self.opened = self.just_left = head
        is_small = isinstance(self.screen, SmallScreen)
        if is_small:
            self.pop_screen()
        self.push_screen(LessonScreen(lesson, step))
        if is_small:
            self.push_screen(SmallScreen())

    def renew(self, read: Read) -> None:
        """Take up a lesson whose file was changed."""
        lesson = read.lesson
        heads = (lesson.head if head.path == lesson.head.path else head for head in self.course.lessons)
        self.course = msgspec.structs.replace(self.course, lessons=tuple(heads))
        self.opened = lesson.head
        self.shelf.renew(self.course, read)

    def finish_lesson(self, head: LessonHead) -> None:
        """Mark a lesson as done and go on to the next one, or back to the course behind the last."""
        self.keep(lambda: self.progress.finish(head.id))
        after = next((other for other in self.course.lessons if other.number > head.number), None)
        self.pop_screen()
        if after is None:
            self.notify(f"{head.title} is done. It was the last lesson of the course.", timeout=6)
        else:
            self.notify(f"{head.title} is done. Next: {after.title}.", timeout=4)
            self.open_lesson(after)

    def keep(self, write: Callable[[], None]) -> None:
        """Write to the store; a failure is told once, never fatal."""
        try:
            write()
        except StoreError as error:
            if not error.repeated:
                self.on_troubled(Troubled(error))

    def _announce(self, message: Message) -> None:
        """Pass a message of the trainer's to the screens, wherever the learner is."""
        if not self.is_running:
            return
        from nnterm.tui.lesson.screen import LessonScreen

        if isinstance(message, TrainerChanged):
            for screen in self.screen_stack:
                screen.post_message(message)
        elif isinstance(message, Troubled):
            self.post_message(message)
        else:
            # A message may go to one queue only.
            target = next((s for s in reversed(self.screen_stack) if hasattr(s, "on_run_advanced")), None)
            if target is not None:
                target.post_message(message)
            if isinstance(message, RunAdvanced) and message.run.state.over:
                lesson = target.lesson.head.id if isinstance(target, LessonScreen) else ""
                self.unseen = None if message.run.lesson == lesson else message.run

    def on_troubled(self, message: Troubled) -> None:
        """Say what failed and what to do."""
        error = message.error
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
        from nnterm.tui.lesson.keys import ALL_KEYS

        self.push_screen(HelpScreen(getattr(self.screen, "ALL_KEYS", ALL_KEYS)))

    def action_command_palette(self) -> None:
        """Show Textual's commands, among them the theme."""
        from nnterm.tui.dialogs.palette import Palette

        # In a window that became too small it lies under the request for a larger one.
        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Choose a theme, in a palette of its own."""
        from textual.theme import ThemeProvider

        from nnterm.tui.dialogs.palette import Palette

        self.push_screen(Palette(providers=[ThemeProvider], placeholder="Search for themes ..."))

    async def action_quit(self) -> None:
        """Quit by the palette, which asks as the key does."""
        self.action_leave()

    def action_device(self) -> None:
        """Show the device and why it is used."""
        from nnterm.tui.dialogs.device import DeviceScreen

        self.push_screen(DeviceScreen())

    def action_leave(self) -> None:
        """Quit; while a run is under way, ask once."""
        from nnterm.tui.dialogs.leave import LeaveScreen
        from nnterm.tui.lesson.sweeping import Sweeping

        sweeps = any(screen.turns_left for screen in self.screen_stack if isinstance(screen, Sweeping))
        if isinstance(self.screen, LeaveScreen) or not (sweeps or self.training.under_way):
            self.exit()
        else:
            self.push_screen(LeaveScreen())
