"""What is said of a run that waits for the training whose weights it starts from."""

from nnterm.experiment.run import Run


def pretraining_words(run: Run) -> str:
    """`training digits first: epoch 3/6`, the one that is under way; empty for a run that starts from its seed."""
    first = run.hyperparameters.pretraining
    if first is None:
        return ""
    planned = first.hyperparameters.epochs
    return f"training {first.experiment} first: epoch {min(run.pretraining_epochs + 1, planned)}/{planned}"
