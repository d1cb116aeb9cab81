"""The code of a lesson's steps: runs it on request, and keeps what the learner wrote. No Textual here."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from nnterm.errors import CodeError, StoreError
from nnterm.runs.exercise.code_events import CodeEvent, Ended, FitBegan, FitEnded, FitEpochs
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import CodeBlock, LessonView, Pending

if TYPE_CHECKING:
    from nnterm.runs.exercise.run import CodeRun
    from nnterm.runs.exercise.trainings import Trainings

REST = 0.5
"""Seconds of rest after typing before the code is kept."""


class Exercises:
    """One program runs at a time."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext) -> None:
        self._model = model
        self._view = view
        self._context = context
        self._run: CodeRun | None = None
        self._unkept: CodeBlock | None = None
        self._keeping: Pending | None = None

    # --- the learner's text ------------------------------------------------------------------------

    def load_drafts(self) -> None:
        """A step is shown: put back what the learner wrote there."""
        blocks = list(self._view.code_blocks())
        if not blocks:
            return
        try:
            drafts = self._context.progress.drafts(self._model.head.id)
        except StoreError as error:
            self._context.report(error)
            return
        for block in blocks:
            if draft := drafts.get(block.block.id):
                block.load(draft)

    def leave(self) -> None:
        """A step is left: keep what was written, and end what runs."""
        self._keep()
        self.stop()
        # What it may still say on its way out is of no step any more.
        self._run = None

    def take_edit(self, block: CodeBlock) -> None:
        """Keep the text as soon as the learner rests."""
        if self._unkept not in (None, block):
            self._keep()
        self._unkept = block
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self._view.after(REST, self._keep)

    def _keep(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
        block, self._unkept = self._unkept, None
        if block is not None:
            text, lesson, progress = block.text if block.is_changed else "", self._model.head.id, self._context.progress
            self._context.keep(lambda: progress.keep_draft(lesson, block.block.id, text))

    # --- running -----------------------------------------------------------------------------------

    def run(self, block: CodeBlock) -> None:
        """Run the code; another program that runs ends."""
        self._keep()
        self._view.run_beside(partial(self._follow, block), "code")

    def stop(self) -> None:
        """End the program, if one runs."""
        if self._run is not None:
            self._run.stop()

    @property
    def is_running(self) -> bool:
        """Whether a program of this step runs."""
        return self._run is not None and not self._run.report.is_over

    @property
    def is_training(self) -> bool:
        """Whether the lab shows what a program trains, and that is not over."""
        own = self._model.own
        return own is not None and own.run is not None and not own.run.state.over

    def show_lesson(self) -> None:
        """Let the lab show the lesson's experiment again, if it shows what a program trains."""
        if self._model.own is not None:
            self._model.leave_own()
            self._view.refresh_lab()
            self._view.redraw()

    def show_trained(self, trainings: "Trainings") -> None:
        """Let the lab show what a program of this step has trained, or trains, once more."""
        self._model.show_own(trainings)
        self._view.open_half("lab")
        self._view.refresh_lab()
        self._view.redraw()

    def _show_training(self, event: CodeEvent, trainings: "Trainings") -> None:
        """Let the lab show what the program trains, until the learner has left that."""
        if isinstance(event, FitBegan) and (self._model.own is not None or trainings.before is None):
            self._model.show_own(trainings)
            self._view.refresh_lab()
            self._view.redraw()
        elif isinstance(event, FitEpochs | FitEnded | Ended) and self._model.own is not None:
            self._view.redraw_soon()

    async def _follow(self, block: CodeBlock) -> None:
        from nnterm.runs.exercise.run import CodeRun

        run = self._run = CodeRun(block.text, block.block, columns=block.columns)
        lesson, progress = self._model.head.id, self._context.progress
        is_kept = False
        block.set_report(run.report)
        self._view.redraw_soon()
        try:
            async for event in run.events():
                if run is self._run:
                    self._show_training(event, run.report.trainings)
                # Kept before it is shown: whoever sees it may leave the step at once, which ends the program.
                if run.report.passed and block.block.checks and not is_kept:
                    self._context.keep(lambda: progress.answer(lesson, block.block.id, "passed", True))
                    is_kept = True
                block.set_report(run.report)
        except CodeError as error:
            self._context.report(error)
            block.set_report(None)
        except asyncio.CancelledError:
            block.set_report(None)
            raise
        finally:
            if run is self._run:
                self._run = None
            # Which keys apply depends on whether it runs.
            self._view.redraw_soon()
