"""The key `weights_from` of an experiment: which one is trained first, so that this one starts from its weights."""

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Pretraining
from nnterm.lesson.blocks.block_fields import Fields


def read_pretraining(fields: Fields, above: dict[str, Experiment]) -> Pretraining | None:
    """The training that comes first; None where the block names none, or one that cannot be used, which is noted.

    `above` are the lesson's experiments so far, by their ids.
    """
    entry = fields.entry("weights_from")
    if entry is None:
        return None
    if not above:
        fields.problems.add(
            entry.line,
            "`weights_from` needs an experiment above this one.",
            "Put the one that is trained first above it.",
        )
        return None
    named = fields.chosen("weights_from", entry.value, above)
    if named is None:
        return None
    first = above[named]
    if first.hyperparameters.pretraining is not None:
        fields.problems.add(
            entry.line,
            f"`weights_from` names {named}, which starts from the weights of another experiment itself.",
            "Name one that starts from its seed.",
        )
        return None
    return Pretraining(experiment=first.id, dataset=first.dataset, split=first.split, plain=first.hyperparameters.plain)
