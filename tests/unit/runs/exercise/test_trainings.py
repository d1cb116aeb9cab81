"""What a learner's program trains becomes a run; what it makes up does no harm."""

from math import isnan

from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.diagnosis import DiagnosisKind
from nnterm.runs.exercise.code_events import FitBegan, FitEnded, FitEpochs, LayerReported
from nnterm.runs.exercise.trainings import Trainings


def began(epochs: int = 100, loss: str = "binary_crossentropy", classes: int = 2) -> FitBegan:
    return FitBegan(
        epochs=epochs,
        batch_size=32,
        loss=loss,
        optimizer="Adam",
        learning_rate=0.01,
        parameters=9,
        layers=(LayerReported("Dense", "relu", "(None, 1)", 9),),
        train=70,
        validation=30,
        classes=classes,
        class_rows={"train": [35, 35], "validation": [15, 15]} if classes else {},
    )


def epochs(first: int, *losses: float | None, **others: list[float | None]) -> FitEpochs:
    return FitEpochs(first=first, columns={"loss": list(losses), **others}, seconds=1.0)


def test_a_training_is_a_run_from_its_first_epoch_to_its_end() -> None:
    trainings = Trainings()
    trainings.apply(began(3))
    run = trainings.run
    assert run is not None
    assert run.state is RunState.COMPILING
    trainings.apply(epochs(1, 0.7, 0.6, acc=[0.5, 0.6], val_loss=[0.8, 0.7], val_acc=[0.4, None]))
    assert (run.state, run.epochs, run.planned, run.train, run.validation) == (RunState.RUNNING, 2, 3, 70, 30)
    # Under the names that nnterm has for them.
    assert run.hyperparameters.metrics == ("accuracy",)
    assert run.history["val_accuracy"][0] == 0.4
    assert isnan(run.history["val_accuracy"][1])
    trainings.apply(epochs(3, 0.5, acc=[0.7], val_loss=[0.6], val_acc=[0.7]))
    trainings.apply(FitEnded(is_whole=True, seconds=2.0))
    assert (run.state, run.epochs) == (RunState.COMPLETED, 3)


def test_its_curves_are_judged_like_those_of_a_lesson() -> None:
    trainings = Trainings()
    trainings.apply(began(60))
    trainings.apply(epochs(1, *[0.693] * 60))
    trainings.apply(FitEnded(is_whole=True, seconds=2.0))
    verdict = trainings.diagnosis()
    assert verdict is not None
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "guessing by the classes' shares gives 0.693" in verdict.sentence


def test_a_second_training_is_drawn_over_the_first() -> None:
    trainings = Trainings()
    trainings.apply(began())
    trainings.apply(epochs(1, 0.7))
    first = trainings.run
    trainings.apply(began())
    assert trainings.before is first
    assert trainings.run is not first
    assert first is not None
    assert first.state is RunState.STOPPED


def test_early_stopping_is_named_with_the_epoch_it_went_back_to() -> None:
    trainings = Trainings()
    trainings.apply(began())
    trainings.apply(epochs(1, 0.7, 0.6, 0.65))
    trainings.apply(FitEnded(is_whole=True, seconds=1.0, stopped_early_at=3, restored_epoch=2))
    run, verdict = trainings.run, trainings.diagnosis()
    assert run is not None
    assert (run.stopped_early_at, run.restored_epoch) == (3, 2)
    assert verdict is not None


def test_a_program_that_ends_ends_its_training() -> None:
    trainings = Trainings()
    trainings.end()
    trainings.apply(began())
    trainings.end()
    assert trainings.run is not None
    assert trainings.run.state is RunState.STOPPED


def test_what_was_made_up_is_left_out() -> None:
    trainings = Trainings()
    trainings.apply(epochs(1, 0.5))
    trainings.apply(FitEnded(is_whole=True, seconds=1.0))
    assert trainings.run is None
    trainings.apply(began(5, loss="of my own", classes=1000))
    run = trainings.run
    assert run is not None
    # Gaps, columns of other lengths or without a loss, and more epochs than planned.
    trainings.apply(epochs(100_000, 0.5))
    trainings.apply(epochs(1, 0.5, 0.4, accuracy=[0.5]))
    trainings.apply(FitEpochs(first=1, columns={"accuracy": [1.0]}, seconds=1.0))
    trainings.apply(epochs(1, *[0.5] * 6))
    assert run.epochs == 0
    assert trainings.diagnosis() is None
    trainings.apply(epochs(1, 0.5, None, 1e99, -1e99, 0.5))
    assert run.epochs == 5
    assert trainings.diagnosis() is not None
    trainings.apply(FitEnded(is_whole=True, seconds=1.0, stopped_early_at=99_999, restored_epoch=99_999))
    assert (run.stopped_early_at, run.restored_epoch) == (None, None)
    trainings.apply(epochs(6, 0.5))
    assert run.epochs == 5
