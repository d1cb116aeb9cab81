"""The part of a lab's screen that trains what is seen in the form, whether enter was pressed behind it or not."""

from collections.abc import Callable
from functools import partial

from nnterm.experiment.datasets.own_table import adapted, refreshed
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson.lab_screen import LabScreen
from nnterm.tui.lesson.model import LabState
from nnterm.tui.off_loop import off_loop


class Taking(LabScreen):
    """A lab whose keys that train take the number that is still being typed."""

    def action_train(self) -> None:
        """Train what the form says."""
        if self._taken(self.action_train):
            super().action_train()

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        if self._taken(self.action_pause):
            super().action_pause()

    def action_epoch(self) -> None:
        """Train one epoch and hold."""
        if self._taken(self.action_epoch):
            super().action_epoch()

    def action_batch(self) -> None:
        """Train one batch and hold."""
        if self._taken(self.action_batch):
            super().action_batch()

    def _taken(self, again: Callable[[], None]) -> bool:
        """Whether what was typed, if anything, is in the experiment now; a value that cannot be trains nothing.

        While a file is still being read for it, `again` is called as soon as that is done.
        """
        form = self.query_one(HyperparameterForm)
        if form.is_typed_into:
            wanted = form.take()
            if wanted is None:
                return False
            self._change(wanted)
        if form.files.are_under_way:
            form.files.when_made(partial(self._go_on, again))
            return False
        return True

    def _go_on(self, again: Callable[[], None]) -> None:
        """The file was read: take what the form says now, and do what was asked for meanwhile."""
        if (wanted := self.query_one(HyperparameterForm).take()) is not None:
            self._change(wanted)
            again()

    def _start(self, pause_after: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        """Train; where that is on a table of the learner's, on what its file holds by now."""
        state = self.state
        if state is None or state.experiment.dataset.table is None:
            super()._start(pause_after, then)
        else:
            self.run_worker(self._start_on(state, pause_after, then), exclusive=True, group="table")

    async def _start_on(self, state: LabState, pause_after: int | None, then: Callable[[], None]) -> None:
        asked = state.experiment
        fresh = await off_loop(partial(refreshed, asked, state.baseline))
        # The learner may have gone to another step, or have chosen another table, while the file was read.
        if self.state is not state or state.experiment.dataset != asked.dataset:
            return
        if fresh.dataset != asked.dataset:
            state.experiment = adapted(state.experiment, fresh.dataset, state.baseline)
            self.show_lab()
        super()._start(pause_after, then)
