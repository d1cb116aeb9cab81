"""Early stopping of a loop that trains many epochs a call: it ends at the very epoch, as `fit` does."""

from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping, Patience
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.loops.protocol import Columns, Loop, State
from nnterm.trainer.loops.snapshot import Snapshot


class Watch:
    """Advances a loop until the rule ends the training. Epochs trained too many are taken back."""

    def __init__(self, rule: EarlyStopping, loop: Loop) -> None:
        self.ended = False
        """Whether the rule has ended the training."""
        self._rule = rule
        self._patience = Patience(rule)
        self._loop = loop
        self._best: State | None = None
        """The state of the loop at the best epoch, or at the call that paused it."""
        self._best_weights: Snapshot | None = None

    def advance(self, until: int) -> Columns:
        """As the loop's own; the columns end with the epoch after which the rule ends the training."""
        loop = self._loop
        # Only where a call may train several epochs can there be one too many.
        before = loop.save() if loop.trains_whole_epochs else None
        best = self._patience.best_epoch
        columns = loop.advance(until)
        count = len(columns.get("loss", ()))
        first = loop.done - count + 1
        for index in range(count):
            if self._patience.ends(first + index, {name: values[index] for name, values in columns.items()}):
                self.ended, count = True, index + 1
                break
        if self._patience.best_epoch != best:
            self._best_weights = None
            self._best = loop.save() if self._patience.best_epoch == loop.done else before
        if before is not None and loop.done >= first + count:
            loop.restore(before)
            _train(loop, first + count - 1)
        return {name: values[:count] for name, values in columns.items()}

    def follow(self, loop: Loop) -> None:
        """Go on with another loop, to which the training was carried over."""
        self._settle()
        self._loop = loop

    def restore(self) -> int | None:
        """Put the weights of the best epoch back, where the rule says so. The number of that epoch."""
        if not self._rule.restore_best_weights or self._patience.best_epoch is None:
            return None
        self._settle()
        if self._best_weights is not None:
            self._best_weights.put_weights(self._loop.model)
        return self._patience.best_epoch

    def _settle(self) -> None:
        """Keep the weights of the best epoch, trained once more from where they were begun."""
        if self._best is None or self._patience.best_epoch is None:
            return
        now = self._loop.save()
        self._loop.restore(self._best)
        _train(self._loop, self._patience.best_epoch)
        self._best, self._best_weights = None, Snapshot(self._loop.model)
        self._loop.restore(now)


def watch_of(hyperparameters: Hyperparameters, loop: Loop) -> Watch | None:
    """What stops `loop` early; None where nothing does."""
    rule = hyperparameters.early_stopping
    return Watch(rule, loop) if rule is not None else None


def _train(loop: Loop, until: int) -> None:
    while loop.done < until:
        loop.advance(until)
