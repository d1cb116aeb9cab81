"""A trainer that leaves the processor to whoever waits for a key: what a pool beside a screen is made of."""

import os
from collections.abc import Sequence
from contextlib import suppress

from nnterm.runs.trainer.pool.pool import ALONE
from nnterm.runs.trainer.process import TrainerProcess

NICENESS = 10
"""How far it steps back. On an idle machine it trains as fast as any other."""


class BackgroundTrainer(TrainerProcess):
    """A trainer beside others and beside an app, with less claim to the processor than the app has."""

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__(command, environment=ALONE)

    async def start(self) -> None:
        """Start the child, and let it step back before it has any thread but the first. Raises TrainerError."""
        await super().start()
        if self.pid is not None and hasattr(os, "setpriority"):
            # It may have ended already.
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)
