"""Why a model cannot be looked into now, and which key is next."""

from nnterm.experiment.run import RunState
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.session.training import Training


def inspection_blocker(state: LabState | None, training: Training) -> str:
    """What is missing to look inside the model of `state`; empty where nothing is."""
    if state is None:
        return "This step has nothing to train. n goes on to the next one."
    run = state.run
    if run is None:
        return "Press t first: there is no trained model yet."
    match run.state:
        case RunState.FAILED:
            return "This run failed, so there is no model. Press r for the lesson's own values, then t."
        case RunState.DIVERGED:
            return "This run diverged: its weights became NaN. Lower the learning rate (f), then press t."
        case RunState.REQUESTED:
            return "The model is being built. A moment."
    if run is not training.run or not training.has_model:
        return "This model is gone: train again (t) to look inside."
    return ""
