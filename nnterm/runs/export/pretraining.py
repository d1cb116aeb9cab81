"""How an exported script starts from the weights of another training: it trains that one first, and copies layers."""

from nnterm.experiment.experiment import Experiment


def pretraining(experiment: Experiment) -> Experiment | None:
    """The experiment that is trained first; None where this one starts from its seed."""
    before = experiment.hyperparameters.pretraining
    if before is None:
        return None
    return Experiment(
        id=before.experiment, dataset=before.dataset, split=before.split, hyperparameters=before.hyperparameters
    )


def transfer(experiment: Experiment) -> str:
    """The lines that copy the weights of `pretrained`; none where the experiment starts from its seed."""
    if experiment.hyperparameters.pretraining is None:
        return ""
    return (
        "learned = [layer for layer in pretrained.layers[:-1] if layer.weights]\n"
        "own = [layer for layer in model.layers[:-1] if layer.weights]\n"
        "for layer, source in zip(own, learned):\n"
        "    layer.set_weights(source.get_weights())"
    )
