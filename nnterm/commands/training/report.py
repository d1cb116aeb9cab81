"""How `nnterm train` reports a run: JSON lines, plain lines for a pipe, or a bar and curves on a terminal."""

import math
import shutil
from typing import Any, Protocol

import msgspec

from nnterm.commands.training.progress_bar import bar
from nnterm.experiment.datasets.table import words
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.live import differences
from nnterm.experiment.pretraining_words import pretraining_words
from nnterm.experiment.protocol.events import (
    EpochsEnded,
    Event,
    HyperparametersChanged,
    PretrainingAdvanced,
    RunStarted,
)
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.target_words import error_in_unit, guess_name, in_digits, left_out_words, unit_of
from nnterm.experiment.training_words import dropout_words, memorised_words
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.output import draw

BAR, LEAST_BAR = 24, 6
"""Cells of the bar on a terminal: at the most, and those below which it says nothing."""


class Report(Protocol):
    """Takes the run's events as they come, and the finished run."""

    def take(self, run: Run, event: Event) -> None:
        """An event was folded into `run`."""

    def finish(self, run: Run) -> None:
        """`run` is over."""


class JsonReport:
    """One JSON object a line: the events of the run as the trainer sent them, and `RunFinished`."""

    def take(self, run: Run, event: Event) -> None:
        """Print the event, but for its end, which `RunFinished` reports in full."""
        if isinstance(event, RunStarted | EpochsEnded | HyperparametersChanged):
            print(msgspec.json.encode(event).decode(), flush=True)

    def finish(self, run: Run, *, started: float | None = None, note: str = "") -> None:
        """Print `RunFinished`: everything about the run in one object. NaN becomes null.

        `started` is when it began, in seconds since 1970, where that is known; `note` is the learner's.
        """
        diagnosis = diagnosis_of(run)
        finished: dict[str, Any] = {
            "type": "RunFinished",
            "run_id": run.run_id,
            "lesson": run.lesson,
            "experiment": run.experiment,
            "outcome": run.state.value,
            "dataset": run.dataset,
            "split": run.split,
            "hyperparameters": run.hyperparameters,
            "changes": run.changes,
            "parameters": run.parameters,
            "epochs": run.epochs,
            "seconds": round(run.seconds, 4),
            "device": run.device,
            "history": run.history.columns,
            "evaluate": run.evaluate,
            "evaluated_on": run.evaluated_on,
            "stopped_early_at": run.stopped_early_at,
            "restored_epoch": run.restored_epoch,
            "training_rows": run.training_rows,
            "last_value_loss": run.last_value_loss,
            "target": run.target,
            "diagnosis": diagnosis,
        }
        if started is not None:
            finished["started"] = round(started, 3)
        if note:
            finished["note"] = note
        if run.forked_from:
            finished["forked_from"], finished["forked_at"] = run.forked_from, run.forked_at
        if run.failure:
            finished["failure"] = {"message": run.failure, "remedy": run.remedy}
        print(msgspec.json.encode(finished).decode(), flush=True)


class PlainReport:
    """Lines for a pipe or a log: at most about twenty epochs of a long run."""

    def __init__(self, experiment: Experiment) -> None:
        self._every = max(1, experiment.hyperparameters.epochs // 20)
        self._printed = 0
        self._named_first = False
        """Whether the training that comes before the run was named."""

    def take(self, run: Run, event: Event) -> None:
        """Say what is trained before the run, how it began, and how its epochs went."""
        first = run.hyperparameters.pretraining
        if isinstance(event, PretrainingAdvanced) and first is not None and not self._named_first:
            self._named_first = True
            print(f"training {first.experiment} first: {first.hyperparameters.epochs} epochs", flush=True)
        if isinstance(event, RunStarted):
            print(heading(run), flush=True)
        if isinstance(event, HyperparametersChanged):
            print(_changed(run), flush=True)
        for epoch in range(self._printed + 1, run.epochs + 1):
            if epoch == 1 or epoch % self._every == 0:
                print(epoch_words(run, epoch), flush=True)
        self._printed = run.epochs

    def finish(self, run: Run) -> None:
        """Say how it ended."""
        print_ending(run)


class TerminalReport:
    """A bar that follows the run on one line, and the curves when it is over."""

    def __init__(self, experiment: Experiment) -> None:
        self._shown = ""

    def take(self, run: Run, event: Event) -> None:
        """Draw the bar anew."""
        if isinstance(event, RunStarted):
            draw(f"\r{' ' * len(self._shown)}\r")
            print(heading(run))
        width = shutil.get_terminal_size().columns - 1
        if isinstance(event, PretrainingAdvanced):
            self._draw(pretraining_words(run)[:width])
        elif run.state in (RunState.RUNNING, RunState.COMPILING):
            self._draw(bar(run, width))

    def _draw(self, line: str) -> None:
        draw(f"\r{line:<{len(self._shown)}}")
        self._shown = line

    def finish(self, run: Run) -> None:
        """Draw the curves and say how it ended."""
        draw(f"\r{' ' * len(self._shown)}\r")
        if run.epochs:
            from nnterm.tui.drawing.curves.terminal_chart import printed_curves

            size = shutil.get_terminal_size()
            for line in printed_curves(run, min(size.columns, 100), 22):
                draw(f"{line}\n")
        print_ending(run)


def heading(run: Run) -> str:
    """What is trained: experiment, device, weights and rows."""
    parts = f"{run.train:,} train, {run.validation:,} validation, {run.test:,} test rows"
    table = f"{words(run.dataset.table)}\n" if run.dataset.table is not None else ""
    return f"{table}{run.lesson}/{run.experiment} on {run.device}: {run.parameters:,} parameters, {parts}"


def epoch_words(run: Run, epoch: int) -> str:
    """One epoch in a line of Keras's names."""
    numbers = "  ".join(
        f"{key} {run.history[key][epoch - 1]:.4f}" for key in sorted(run.history, key=lambda key: key.startswith("val"))
    )
    return f"epoch {epoch}/{run.planned}  {numbers}"


def _changed(run: Run) -> str:
    """What the run goes on with now."""
    before = run.changes[-2].hyperparameters if len(run.changes) > 1 else run.hyperparameters
    pairs = differences(before, run.current)
    return f"from epoch {run.epochs + 1} on: " + ", ".join(f"{d.name} {d.before:g} -> {d.after:g}" for d in pairs)


def _print_target(run: Run) -> None:
    """The guess that costs nothing beside the result, the error in the target's unit, and classes that are missing."""
    guessing = run.target.guessing.get(run.evaluated_on, {}) if run.evaluate else {}
    if guessing:
        numbers = ", ".join(f"{key} {guessing[key]:.4f}" for key in run.evaluate if key in guessing)
        print(f"{guess_name(run)}, on the {run.evaluated_on} rows: {numbers}")
    if (error := error_in_unit(run)) is not None:
        metric, own, guess = error
        beside = f" ({guess_name(run)}: {in_digits(guess)})" if guess is not None else ""
        print(f"in {unit_of(run)}: {metric} {in_digits(own)}{beside}")
    for sentence in left_out_words(run):
        print(f"warning: {sentence}")


def print_ending(run: Run) -> None:
    """Say how the run ended, and what it came to on rows that were not trained on."""
    if run.epochs:
        speed = f" in {run.seconds:.2f} s" if math.isfinite(run.seconds) else ""
        print(f"{run.state.value} after {run.epochs:,} epochs{speed}")
    if run.stopped_early_at is not None:
        restored = f"; the weights of epoch {run.restored_epoch} were put back" if run.restored_epoch else ""
        print(f"early stopping ended it after epoch {run.stopped_early_at}{restored}")
    if run.evaluate:
        numbers = ", ".join(f"{key} {value:.4f}" for key, value in run.evaluate.items())
        print(f"on the {run.evaluated_on} rows: {numbers}")
    for said in (memorised_words(run, run.epochs), dropout_words(run)):
        if said:
            print(said)
    _print_target(run)
    for part, loss in run.last_value_loss.items():
        print(f"saying the last value again, on the {part} rows: loss {loss:.4f}")
    diagnosis = diagnosis_of(run)
    if diagnosis is not None:
        print(f"{diagnosis.kind.value}: {diagnosis.sentence}")
