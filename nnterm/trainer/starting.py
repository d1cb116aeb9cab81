"""What is known of a run when it begins."""

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.commands import StartRun
from nnterm.experiment.protocol.events import RunStarted
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.summary import summary
from nnterm.trainer.datasets.targets import class_rows, guessing_loss, last_value_loss
from nnterm.trainer.loops.protocol import Loop


def started(command: StartRun, loop: Loop, parts: Parts, chosen: Hyperparameters, device: str) -> RunStarted:
    """The event for a run of `command`, whose model `loop` trains on `device`."""
    train, validation, test = parts.sizes
    dataset = command.dataset
    return RunStarted(
        run_id=command.run_id,
        parameters=loop.model.count_params(),
        train=train,
        validation=validation,
        test=test,
        steps_per_epoch=loop.steps_per_epoch,
        device=device,
        guessing_loss=guessing_loss(parts.train[1], dataset, chosen.loss),
        last_value_loss=last_value_loss(parts, dataset, chosen.loss),
        class_rows=class_rows(parts, dataset),
        target=summary(parts, dataset, chosen),
    )
