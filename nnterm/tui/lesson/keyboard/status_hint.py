"""The hint in place of the verdict while there is none: what happens, and which key is next."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.table import words
from nnterm.experiment.run_state import RunState
from nnterm.tui.drawing.rows import Piece, Role
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.session.status import Status
from nnterm.tui.session.trainer_health import SILENCE
from nnterm.tui.session.training import Training


def status_hint(state: LabState | None, training: Training) -> Piece:
    """The hint for `state` at the present status of the trainer."""
    # A run that is trained waits for no more epochs, and what it came to matters more.
    run_state = state.run.state if state is not None and state.run is not None else None
    waits = run_state is None or not (run_state.over or run_state is RunState.EVALUATING)
    if training.silent and waits:
        return f"The trainer has not answered for {SILENCE} seconds. t restarts it; the run so far is kept.", Role.BAD
    if state is None:
        return "", Role.QUIET
    run, table = state.run, state.experiment.dataset.table
    if table is not None and (run is None or (run.state.over and run.dataset.table != table)):
        return f"{words(table)} t trains.", Role.TEXT
    if run is None and catalog.awaits_file(state.experiment.dataset):
        return "First choose a file: f goes to its path, enter begins to write it.", Role.QUIET
    if run is None:
        if state.closed:
            return "ctrl+r runs what you write, ? for all keys.", Role.QUIET
        return "Press t to train, f for the settings, ? for all keys.", Role.QUIET
    if run.state is RunState.REQUESTED and training.status is Status.CONNECTING:
        way = training.connecting
        return f"{way[0].upper()}{way[1:]}. Training starts by itself in a moment; read on.", Role.WARNING
    if run.state is RunState.REQUESTED and training.status is not Status.READY:
        return "TensorFlow is still loading. Training starts by itself in a moment; read on.", Role.WARNING
    if run.state is RunState.PAUSED and not run.epochs:
        return "Paused. space resumes, . trains one epoch, comma one batch.", Role.QUIET
    if not run.epochs and not run.state.over:
        return "Compiling the training loop for this model.", Role.QUIET
    return "", Role.QUIET
