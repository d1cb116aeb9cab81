"""The code of a lesson's steps: runs it when asked, and keeps what the learner wrote."""

import asyncio

from textual.timer import Timer

from nnterm.errors import CodeError, StoreError
from nnterm.runs.exercise.run import CodeRun
from nnterm.tui.lesson.lab_screen import LabScreen
from nnterm.tui.messages import Troubled
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_view import ExerciseView

REST = 0.5
"""Seconds of rest after typing before the code is kept."""


class Exercises(LabScreen):
    """A screen whose steps may hold code to write. One program runs at a time."""

    _code_run: CodeRun | None = None
    _unkept: ExerciseView | None = None
    _keeping: Timer | None = None

    # --- the learner's text ------------------------------------------------------------------------

    def take_up_code(self) -> None:
        """A step is shown: bring back what the learner wrote there."""
        views = list(self.query(ExerciseView))
        if not views:
            return
        try:
            drafts = self.app.progress.drafts(self._head.id)
        except StoreError as error:
            self.app.on_troubled(Troubled(error))
            return
        for view in views:
            if draft := drafts.get(view.block.id):
                with view.prevent(ExerciseView.Edited):
                    view.load(draft)

    def leave_code(self) -> None:
        """A step is left: keep what was written, and end what runs."""
        self._keep_code()
        if self._code_run is not None:
            self._code_run.stop()

    def on_exercise_view_edited(self, message: ExerciseView.Edited) -> None:
        """Keep the text as soon as the learner rests."""
        if self._unkept not in (None, message.view):
            self._keep_code()
        self._unkept = message.view
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(REST, self._keep_code)

    def _keep_code(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
        view, self._unkept = self._unkept, None
        if view is not None:
            text = view.text if view.is_changed else ""
            self.app.keep(lambda: self.app.progress.keep_draft(self._head.id, view.block.id, text))

    def on_unmount(self) -> None:
        """The lesson is left."""
        self.leave_code()

    # --- running -----------------------------------------------------------------------------------

    def on_exercise_view_run_asked(self, message: ExerciseView.RunAsked) -> None:
        """Run the code; another program that runs ends."""
        self._keep_code()
        self.run_worker(self._run_code(message.view), group="code", exclusive=True)

    def on_exercise_view_stop_asked(self) -> None:
        """End the program."""
        if self._code_run is not None:
            self._code_run.stop()

    async def _run_code(self, view: ExerciseView) -> None:
        run = self._code_run = CodeRun(view.text, view.block, columns=view.columns)
        view.show(run.report)
        try:
            async for _ in run.events():
                view.show(run.report)
        except CodeError as error:
            self.app.on_troubled(Troubled(error))
            view.show(None)
        except asyncio.CancelledError:
            view.show(None)
            raise
        if run.report.passed and view.block.checks:
            self.app.keep(lambda: self.app.progress.answer(self._head.id, view.block.id, "passed", True))

    def action_run_code(self) -> None:
        """Run the code of the step, the one with the focus if there are several."""
        views = list(self.query(ExerciseView))
        focused = [view for view in views if self.focused is not None and view in self.focused.ancestors]
        if views:
            (focused or views)[0].action_run()

    # --- keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In an editor tab is the editor's."""
        if action == "tab" and isinstance(self.focused, CodeEditor):
            return False
        return super().check_action(action, parameters)

    async def action_edit(self, action: str) -> None:
        """Do in the editor what its key would do."""
        if isinstance(self.focused, CodeEditor):
            await self.focused.run_action(action)
