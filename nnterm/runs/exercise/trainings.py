"""The trainings of a learner's own program, folded into runs that are drawn as any other, and never stored."""

from typing import Literal, cast

import msgspec

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.losses import LOSS_ALIASES, LOSSES, METRIC_ALIASES, Loss, Metric
from nnterm.experiment.hyperparameters.optimizers import OPTIMIZERS, Optimizer
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted, TrainingEnded
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.base_rates import CROSSENTROPIES, of_classes, of_regression
from nnterm.experiment.verdict.diagnosis import Diagnosis, diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.runs.exercise.code_events import FitBegan, FitEnded, FitEpochs, FitEvent, LayerReported

PROGRAM = Dataset("your code")
"""The data of a program: they are its own, and no data set of the catalog."""

NOT_MEASURED = ("loss", "learning_rate")
"""Columns of a history that are no metric."""


class Trainings:
    """Everything known of what one program trains, from event to event: its latest run, and the one before."""

    def __init__(self) -> None:
        self.run: Run | None = None
        """The training under way, or the last one; None before the first."""
        self.before: Run | None = None
        """The training before it."""
        self.layers: tuple[LayerReported, ...] = ()
        """The model of `run`."""
        self._began: FitBegan | None = None
        self._count = 0

    def apply(self, event: FitEvent) -> None:
        """Take note of `event`, unless it is out of its place: the program may say what it likes."""
        match event:
            case FitBegan():
                self._begin(event)
            case FitEpochs():
                self._extend(event)
            case FitEnded():
                self._end("completed" if event.is_whole else "stopped", event)

    def end(self) -> None:
        """The program has ended, and with it what it trained."""
        self._end("stopped", None)

    def diagnosis(self) -> Diagnosis | None:
        """What the curves of the latest run say; None before its first epoch. What they advise, code can do too."""
        run, began = self.run, self._began
        if run is None or began is None or not run.epochs:
            return None
        loss = run.hyperparameters.loss
        base = of_regression(began.guessing_loss)
        if began.classes and loss in CROSSENTROPIES:
            base = of_classes(began.classes, began.class_rows, loss, began.classes)
        known = Known(
            classes=began.classes,
            base=base,
            train_rows=run.train,
            validation_rows=run.validation,
            restored_epoch=run.restored_epoch,
        )
        return diagnose(run.history, run.planned, known, over=run.state.over)

    def _begin(self, event: FitBegan) -> None:
        self._end("stopped", None)
        self._count += 1
        self.before = self.run if self.run is not None and self.run.epochs else None
        self._began, self.layers = event, event.layers
        self.run = Run(
            run_id=f"your-code-{self._count}",
            dataset=PROGRAM,
            split=Split(),
            hyperparameters=Hyperparameters(
                layers=(),
                epochs=event.epochs,
                batch_size=event.batch_size,
                loss=_loss(event.loss),
                optimizer=_optimizer(event.optimizer),
                learning_rate=event.learning_rate or 0.0,
                metrics=(),
            ),
        )
        self.run.apply(
            RunStarted(
                run_id=self.run.run_id,
                parameters=event.parameters,
                train=event.train,
                validation=event.validation,
                test=0,
                steps_per_epoch=0,
                device="",
            )
        )

    def _extend(self, event: FitEpochs) -> None:
        run = self.run
        lengths = {len(column) for column in event.columns.values()}
        # Epochs that were left out on the way would shift all later ones.
        if run is None or run.state.over or event.first != run.epochs + 1 or len(lengths) != 1 or 0 in lengths:
            return
        if "loss" not in event.columns or run.epochs + lengths.pop() > run.planned:
            return
        columns = {_column(key): values for key, values in event.columns.items()}
        if not run.epochs:
            measured = [key for key in columns if not key.startswith("val_") and key not in NOT_MEASURED]
            metrics = tuple(cast(Metric, key) for key in measured)
            run.hyperparameters = msgspec.structs.replace(run.hyperparameters, metrics=metrics)
        run.apply(EpochsEnded(run_id=run.run_id, first=event.first, columns=columns, seconds=event.seconds))

    def _end(self, outcome: Literal["completed", "stopped"], event: FitEnded | None) -> None:
        run = self.run
        if run is None or run.state.over:
            return
        run.apply(TrainingEnded(run_id=run.run_id, epochs=run.epochs))
        stopped, restored = (event.stopped_early_at, event.restored_epoch) if event is not None else (None, None)
        run.apply(
            RunEnded(
                run_id=run.run_id,
                outcome=outcome,
                epochs=run.epochs,
                seconds=event.seconds if event is not None else run.seconds,
                stopped_early_at=stopped if stopped and stopped <= run.epochs else None,
                evaluate={},
                evaluated_on="train",
                restored_epoch=restored if restored and restored <= run.epochs else None,
            )
        )


def _column(key: str) -> str:
    """The column of a history as nnterm calls it: `val_mean_absolute_error` for `val_mae`."""
    prefix = "val_" if key.startswith("val_") else ""
    name = key.removeprefix(prefix)
    return prefix + METRIC_ALIASES.get(name, name)


def _loss(name: str) -> Loss:
    """The loss that the program calls `name`; a loss of its own stays what it is called."""
    return cast(Loss, name if name in LOSSES else LOSS_ALIASES.get(name, name))


def _optimizer(name: str) -> Optimizer:
    return cast(Optimizer, name.lower() if name.lower() in OPTIMIZERS else name)
