"""The app under the eyes of somebody who knows what must never happen, whatever is pressed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monkey_events import Event
from monkey_losses import Losses
from textual.widgets.text_area import Edit, EditResult

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.dialogs.leave import LeaveScreen
from nnterm.tui.dialogs.small import SmallScreen
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.messages import RunAdvanced, TrainerNews, Troubled
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.terminal import SMALLEST

TURNING = {"n", "p", "o", "c", "enter"}
"""Keys that may show another step, or another lesson."""

LEAVING = {"q", "ctrl+q", "y", "enter"}
"""Keys that may end the app."""


LATELY = 6
"""Events that may be the cause of what is seen now."""


class BrokenPromiseError(AssertionError):
    """What must never happen has happened."""


class WatchedApp(NntermApp):
    """Notes what is said of runs, and how the app ends."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.announced: dict[str, tuple[str, str, int]] = {}
        """Lesson, experiment and epochs of every run, by its id, as the screens got to know them."""
        self.left_from = ""
        """The screen from which the app was ended; empty while it goes on."""
        self.left_training = False
        """Whether a run was under way then."""
        super().__init__(*arguments, **options)

    def _announce(self, message: TrainerNews | Troubled) -> None:
        if isinstance(message, RunAdvanced):
            run = message.run
            self.announced[run.run_id] = (run.lesson, run.experiment, run.epochs)
        super()._announce(message)

    def exit(self, *arguments: Any, **options: Any) -> None:
        run = self.training.run
        self.left_training = run is not None and not run.state.over and run.state is not RunState.EVALUATING
        self.left_from = type(self.screen).__name__
        super().exit(*arguments, **options)

    @property
    def is_training(self) -> bool:
        """Whether a run is under way."""
        run = self.training.run
        return run is not None and not run.state.over

    @property
    def is_opening(self) -> bool:
        """Whether a lesson is being read, to be shown next."""
        return any(worker.group == "opening" and not worker.is_finished for worker in self.workers)

    @property
    def is_over(self) -> bool:
        """Whether the app was quit, or has failed."""
        return self._exit or self._exception is not None

    def check_store(self, store: RunStore) -> None:
        """After the end: every epoch that was shown is kept. Raises BrokenPromiseError."""
        for id, (lesson, experiment, epochs) in self.announced.items():
            kept = next((run for run in store.runs(lesson, experiment, 10_000) if run.run_id == id), None)
            if epochs and (kept is None or kept.epochs < epochs):
                found = kept.epochs if kept is not None else "none"
                raise BrokenPromiseError(f"of {epochs} epochs of {lesson}/{experiment} {found} are kept")


class Watch:
    """Looks at the app after each event that it had time for. Raises BrokenPromiseError."""

    def __init__(self, app: WatchedApp) -> None:
        self._app = app
        self._keys: list[str] = []
        self._now: list[Event] = []
        self._losses = Losses(app)
        self._place = self._shown()

    def _shown(self) -> tuple[int, int] | None:
        screen = next((s for s in reversed(self._app.screen_stack) if isinstance(s, LessonScreen)), None)
        # Until it is open it has not looked up the step the learner left.
        return (id(screen), screen.model.index) if screen is not None and screen.is_open else None

    def done(self, event: Event) -> None:
        """`event` was sent."""
        self._keys.append(event.key if event.do == "key" else event.do)
        self._now.append(event)

    def check(self) -> None:
        """The app has come to rest after what was sent."""
        # What a key began may end a little later.
        keys = self._keys = self._keys[-max(LATELY, len(self._now)) :]
        now, self._now = self._now, []
        app = self._app
        if app.is_over:
            self._check_end(keys)
            return
        self._check_place(keys)
        self._losses.check(now, keys)
        width, height = app.size
        fits = width >= SMALLEST[0] and height >= SMALLEST[1]
        if fits and any(isinstance(screen, SmallScreen) for screen in app.screen_stack):
            raise BrokenPromiseError(f"{width} columns and {height} rows are said to be too small, after {keys}")
        focused = app.focused
        if focused is not None and not all(node.display for node in focused.ancestors_with_self):
            raise BrokenPromiseError(f"the focus is out of sight, in {focused}, after {keys}")
        for screen in app.screen_stack:
            if isinstance(screen, LessonScreen):
                for id, state in screen.model.labs.items():
                    if state.run is not None and state.run.experiment != id:
                        raise BrokenPromiseError(f"a run of {state.run.experiment} is in the lab of {id}, after {keys}")

    def _check_place(self, keys: list[str]) -> None:
        before, self._place = self._place, self._shown()
        is_other = None not in (before, self._place) and before != self._place
        if is_other and not TURNING.intersection(keys) and "click" not in keys:
            raise BrokenPromiseError(f"step {before} became {self._place} by {keys}")

    def _check_end(self, keys: list[str]) -> None:
        app = self._app
        if app._exception is not None:
            return
        if not LEAVING.intersection(keys) and "click" not in keys:
            raise BrokenPromiseError(f"the app ended by {keys}")
        if app.left_training and app.left_from != LeaveScreen.__name__:
            raise BrokenPromiseError(f"the app ended from {app.left_from} in the middle of a run, unasked, by {keys}")


@contextmanager
def watched_editors() -> Iterator[None]:
    """Code changes only while its editor, or what can be pressed below it, has the focus. Raises BrokenPromiseError."""
    edit = CodeEditor.edit

    def guarded(self: CodeEditor, change: Edit) -> EditResult:
        focused = self.screen.focused
        view = next(node for node in self.ancestors if isinstance(node, ExerciseView))
        if focused is None or view not in focused.ancestors:
            raise BrokenPromiseError(f"code was edited while {focused} had the focus: {change.text!r}")
        return edit(self, change)

    CodeEditor.edit = guarded  # type: ignore[method-assign]
    try:
        yield
    finally:
        CodeEditor.edit = edit  # type: ignore[method-assign]
