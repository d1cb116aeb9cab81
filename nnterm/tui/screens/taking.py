"""The part of a lab's screen that trains what is seen in the form, whether enter was pressed behind it or not."""

from nnterm.tui.screens.lab_screen import LabScreen
from nnterm.tui.widgets.hyperparameter_form import HyperparameterForm


class Taking(LabScreen):
    """A lab whose keys that train take the number that is still being typed."""

    def action_train(self) -> None:
        """Train what the form says."""
        if self._taken():
            super().action_train()

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        if self._taken():
            super().action_pause()

    def action_epoch(self) -> None:
        """Train one epoch and hold."""
        if self._taken():
            super().action_epoch()

    def action_batch(self) -> None:
        """Train one batch and hold."""
        if self._taken():
            super().action_batch()

    def _taken(self) -> bool:
        """Whether what was typed, if anything, is in the experiment now; a value that cannot be trains nothing."""
        form = self.query_one(HyperparameterForm)
        if not form.is_typed_into:
            return True
        wanted = form.take()
        if wanted is None:
            return False
        self._change(wanted)
        return True
