"""The way through the steps of a lesson: to open, change, renew and leave them. No Textual here."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import NamedTuple

from nnterm.errors import StoreError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.run import Run
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.evaluation import Evaluation
from nnterm.tui.lesson.keyboard.escapes import Escapes
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.tasks.challenges import Challenges
from nnterm.tui.lesson.tasks.exercises import Exercises
from nnterm.tui.lesson.tasks.predictions import Predictions
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.session.lesson_cache import Read


class Parts(NamedTuple):
    """The controllers that have to know when another step is shown."""

    runs: Runs
    predictions: Predictions
    challenges: Challenges
    exercises: Exercises
    evaluation: Evaluation
    recall: Callable[[], None]
    """Takes up the studies of the shown experiment."""


class Steps:
    """Goes from step to step, and sees to it that nothing is lost on the way."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext, parts: Parts) -> None:
        self._model = model
        self._view = view
        self._context = context
        self._parts = parts
        self._escapes = Escapes()

    async def open(self, wanted: int | None) -> None:
        """Show the step with the index `wanted`, or the one where the learner left."""
        self._parts.runs.load_choices()
        self._load_kept()
        self._model.go_to(self._left_at() if wanted is None else wanted)
        await self._open_step()

    def _load_kept(self) -> None:
        self._parts.predictions.load()
        self._parts.challenges.load()

    def _left_at(self) -> int:
        try:
            progress = self._context.progress.of(self._model.head.id)
        except StoreError as error:
            self._context.report(error)
            return 0
        return progress.step if progress else 0

    async def change_step(self, direction: int, finish: Callable[[], object]) -> None:
        """Go so many steps on (+1) or back (-1); `finish` is called after the last one.

        The learner's code ends with its step, so while it runs the learner is asked before.
        """
        await self._when_code_may_end(partial(self._go, direction, finish))

    async def _go(self, direction: int, finish: Callable[[], object]) -> None:
        index = self._model.index + direction
        if index >= len(self._model.lesson.steps):
            self._context.keep(lambda: self._context.progress.finish(self._model.head.id))
            finish()
        elif index >= 0:
            self._model.go_to(index)
            self._view.open_half("read")
            await self._open_step()

    async def toggle_memory(self) -> None:
        """Close the text for an empty page on which the model of the lab is written, or open it again."""
        await self._when_code_may_end(self._toggle_memory)

    async def _toggle_memory(self) -> None:
        lab = self._model.lab
        if self._model.memory is not None:
            self._model.close_memory()
        elif lab is None or catalog.awaits_file(lab.experiment.dataset):
            self._view.notify_briefly("This step has no model yet to write from memory.")
            return
        else:
            # It compares with the script of the experiment, which few look at.
            from nnterm.tui.lesson.tasks.memory_page import memory_step

            # Without a table there is no model of the lesson's to compare with.
            is_own = catalog.awaits_file(lab.baseline.dataset)
            experiment = lab.experiment if is_own else lab.baseline
            number = self._model.step_of(experiment.id)
            title = self._model.lesson.steps[number - 1].title
            self._model.open_memory(memory_step(experiment, number, title, is_own=is_own))
        self._view.open_half("read")
        await self._open_step()

    async def _when_code_may_end(self, go: Callable[[], Coroutine[None, None, None]]) -> None:
        """Do `go`; while the learner's code runs, only if the learner agrees to end it."""
        exercises = self._parts.exercises
        if exercises.is_running:
            self._view.ask_to_leave(None, exercises.stop, lambda: self._view.run_beside(go, "steps"))
        else:
            await go()

    async def _open_step(self) -> None:
        """Show the model's step from its beginning."""
        model, context, parts = self._model, self._context, self._parts
        head, index = model.head, model.index
        parts.exercises.leave()
        context.keep(lambda: context.progress.visit(head.id, index))
        try:
            answers = context.progress.answers(head.id)
        except StoreError:
            answers = {}
        await self._view.open_step(answers, parts.challenges.all_progress)
        parts.exercises.load_drafts()
        parts.predictions.mark()
        parts.evaluation.count()
        parts.recall()
        self._view.refresh_lab()
        self._view.redraw()
        parts.runs.tables.recall()
        parts.runs.control.prepare()

    async def take_up(self, found: Read) -> None:
        """Show the lesson as its file has it now: the same step of it, scrolled as it was."""
        self._parts.exercises.leave()
        self._context.lessons.renew(found)
        self._model.replace_lesson(found.lesson)
        self._load_kept()
        scroll_back = self._view.scroll_position()
        await self._open_step()
        scroll_back()

    def leave(self, leave: Callable[[], object], *, by_esc: bool = False) -> None:
        """Leave the lesson by `leave`; while it trains, or the learner's code runs, ask the learner before.

        The first esc only says what the second one does: it may be one too many after a field or a panel.
        """
        run, exercises = self._run_here(), self._parts.exercises
        if run is not None:
            self._view.ask_to_leave(run, self._context.training.stop, leave)
        elif exercises.is_running:
            self._view.ask_to_leave(None, exercises.stop, leave)
        elif by_esc and not self._escapes.take():
            self._view.notify_briefly("esc once more goes back to the lessons.")
        else:
            leave()

    def _run_here(self) -> Run | None:
        """The run of this lesson that is under way; one of another lesson goes on without this one."""
        run = self._context.training.under_way
        return run if run is not None and run.lesson == self._model.head.id else None
