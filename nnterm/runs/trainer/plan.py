"""How a run is to go, and the command that starts it."""

from typing import NamedTuple

from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.commands import StartRun
from nnterm.experiment.run import Run


class Plan(NamedTuple):
    """How a run is to go, beside its hyperparameters."""

    pause_after: int | None = None
    """Pause by itself after this many epochs."""
    probes: tuple[str, ...] = ()
    """What to look at on the way: `map`."""
    changes: tuple[Change, ...] = ()
    """What to go on with after some of the epochs."""
    pace: float | None = None
    """Epochs a second at the most."""


PLAIN = Plan()
"""From the first epoch to the last, as fast as it goes."""


def start_command(run: Run, plan: Plan = PLAIN) -> StartRun:
    """The command that starts `run`."""
    return StartRun(
        run_id=run.run_id,
        dataset=run.dataset,
        split=run.split,
        hyperparameters=run.hyperparameters,
        **plan._asdict(),
    )
