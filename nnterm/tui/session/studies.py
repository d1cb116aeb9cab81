"""The studies of the app: several runs at once, in a pool of trainers beside the app's own. No Textual here."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Lock

from nnterm.errors import NntermError, StoreError, TrainerError
from nnterm.experiment.protocol.events import EpochsEnded, Event, RunEnded, RunStarted
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.study import Study, described
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.store.trained_before import trained_before
from nnterm.runs.trainer.pool.background_trainer import BackgroundTrainer
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import pool_size, refusal
from nnterm.runs.trainer.pool.warm_trainer import NewProcess, train_here
from nnterm.tui.messages import StudyAdvanced, Troubled
from nnterm.tui.off_loop import off_loop
from nnterm.tui.terminal import over_ssh

FRAME, SSH_FRAME = 0.1, 0.25
"""Seconds for which what the pool says is gathered before it is shown, here and over SSH."""

REST = 60.0
"""Seconds without a study after which the trainers of the pool are ended: each has some 700 MB."""

PATIENCE = 2.0
"""Seconds that the end of the app waits for the pool. Trainers whose app is gone end by themselves."""

Heard = tuple[str, Event | Run | BaseException | None]
"""The id of a run and what became of it: an event, its end, why it could not be trained, or that it was left out."""


class Studies:
    """Trains studies, and says through `post` what comes of them.

    The pool begins with the first study and ends when there was none for a while. What its threads say is folded into
    the runs in the event loop, a frame's worth at a time: nothing is shared with the threads but events and runs that
    are over. What is kept from before is not trained again.
    """

    def __init__(
        self, post: Callable[[StudyAdvanced | Troubled], object], store: RunStore, recording: Recording
    ) -> None:
        self._post = post
        self._store = store
        self._recording = recording
        self.new_process: NewProcess = BackgroundTrainer
        """Makes the processes of the trainers; another one may train in this process, as in tests."""
        self._pool: TrainerPool | None = None
        self._reason = ""
        self._active: list[Study] = []
        self._shown: dict[tuple[str, str, str], Study] = {}
        self._futures: dict[str, Future[Run]] = {}
        self._studies: dict[str, Study] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = Lock()
        self._news: list[Heard] = []
        self._is_due = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting: asyncio.TimerHandle | None = None

    # --- what is asked -----------------------------------------------------------------------------

    def of(self, kind: str, lesson: str, experiment: str) -> Study | None:
        """The study of that kind that was begun last for an experiment of a lesson, over or not."""
        return self._shown.get((kind, lesson, experiment))

    @property
    def is_busy(self) -> bool:
        """Whether something is being trained, or waits to be."""
        return bool(self._active)

    @property
    def progress(self) -> str:
        """How far the studies under way are, as `sweep 7/15`; empty where there is none."""
        return ", ".join(study.progress for study in self._active)

    # --- what is wanted ----------------------------------------------------------------------------

    def begin(self, study: Study) -> None:
        """Train what of `study` is not kept from before, in place of the one of its kind that the experiment had."""
        place = (study.KIND, study.lesson, study.experiment)
        if (before := self._shown.get(place)) is not None:
            self.stop(before)
        self._shown[place] = study
        self._active.append(study)
        self._start(self._begin(study))

    def forget(self, study: Study) -> None:
        """Stop `study`, and show it no longer."""
        self.stop(study)
        self._shown = {place: other for place, other in self._shown.items() if other is not study}
        self._post(StudyAdvanced(study))

    def stop(self, study: Study) -> None:
        """Begin nothing more of `study`, and stop what is under way of it in order: all that it has is kept."""
        if study not in self._active:
            return
        study.stop()
        for run in study.runs:
            if self._pool is not None and (future := self._futures.get(run.run_id)) is not None:
                self._pool.cancel(future)
        self._end_of(study)
        self._post(StudyAdvanced(study))

    async def close(self) -> None:
        """Keep what there is of the runs under way, and end the pool."""
        for task in tuple(self._tasks):
            task.cancel()
        for study in tuple(self._active):
            study.stop()
        await self._close_pool()

    # --- in the event loop -------------------------------------------------------------------------

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin(self, study: Study) -> None:
        """Take what is kept, and hand the others to the pool."""
        self._loop = asyncio.get_running_loop()
        try:
            # Reading the runs of an experiment may take longer than a frame.
            found = await off_loop(partial(trained_before, self._store, [described(run) for run in study.runs]))
        except StoreError as error:
            found = {}
            self._post(Troubled(error))
        for run_id, run in found.items():
            study.take(run_id, run)
        left = [run for run in study.runs if not run.state.over]
        if left and not study.is_stopped:
            await self._hand_over(study, left)
        self._end_of(study)
        self._post(StudyAdvanced(study))

    async def _hand_over(self, study: Study, left: list[Run]) -> None:
        """Let the pool train `left`, or say why there can be none."""
        size = pool_size(len(left))
        if self._pool is not None and self._pool.size < size.trainers and not self._futures:
            await self._close_pool()
        if self._pool is None:
            if study.is_stopped:
                return
            if refused := refusal():
                study.refusal = refused
                study.stop()
                self._post(Troubled(TrainerError(refused, "Close other programs; the same key then goes on.")))
                return
            self._pool = TrainerPool(size, recording=self._recording, listener=self._hear, new_process=self.new_process)
            self._reason = size.reason
        study.notice = self._reason
        for run in left:
            self._studies[run.run_id] = study
            future = self._pool.submit(train_here, described(run))
            self._futures[run.run_id] = future
            future.add_done_callback(partial(self._hear_of_end, run.run_id))

    def _end_of(self, study: Study) -> None:
        """Take note where `study` is over; when nothing is left the pool rests, and later ends."""
        if (study.is_over or study.is_stopped) and study in self._active:
            self._active.remove(study)
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        if not self._active and self._pool is not None and self._loop is not None:
            self._resting = self._loop.call_later(REST, lambda: self._start(self._close_pool()))

    async def _close_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        # Twice: what is under way is kept as it is, without waiting for its evaluation.
        pool.stop()
        pool.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(off_loop(pool.shutdown), PATIENCE)

    def _drain(self) -> None:
        """Fold in what came since the last frame, and say which studies it changed."""
        with self._lock:
            news, self._news, self._is_due = self._news, [], False
        changed = dict.fromkeys(study for heard in news for study in self._fold(heard))
        for study in changed:
            self._end_of(study)
            self._post(StudyAdvanced(study))

    def _fold(self, heard: Heard) -> Iterator[Study]:
        run_id, said = heard
        study = self._studies.get(run_id)
        if study is None:
            return
        match said:
            case Run():
                study.take(run_id, said)
            case NntermError():
                is_first = not any(run.failure for run in study.runs)
                study.fail(run_id, said.message, said.remedy)
                if is_first:
                    self._post(Troubled(said))
            case BaseException():
                # Nobody expected it: it ends the app with a report, as one of its own does.
                raise said
            case None:
                pass
            case _:
                if study.apply(said):
                    yield study
                return
        del self._studies[run_id], self._futures[run_id]
        yield study

    # --- in the threads of the pool ----------------------------------------------------------------

    def _hear(self, run: Run, event: Event) -> None:
        if isinstance(event, RunStarted | EpochsEnded | RunEnded | MapComputed):
            self._put((run.run_id, event))

    def _hear_of_end(self, run_id: str, future: "Future[Run]") -> None:
        if future.cancelled():
            self._put((run_id, None))
        else:
            self._put((run_id, future.exception() or future.result()))

    def _put(self, heard: Heard) -> None:
        """Let the event loop know, with the next frame."""
        with self._lock:
            self._news.append(heard)
            is_due, self._is_due = self._is_due, True
        if not is_due and self._loop is not None:
            # The app may have ended meanwhile.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._loop.call_later, SSH_FRAME if over_ssh() else FRAME, self._drain)
