"""How much work one call of a graph is given, so that the trainer listens often enough and wastes little."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.trainer.loops.protocol import CALL


class CallSize:
    """How much of a kind of work makes a call of about `CALL` seconds. Starts small and learns."""

    def __init__(self) -> None:
        self.count = 1
        """Units of work for the next call."""

    def timed(self, count: int, work: Callable[[], Any]) -> NDArray[np.float32]:
        """Do `work`, wait for its result, and learn from the time that its `count` units took."""
        began = time.perf_counter()
        result: NDArray[np.float32] = work().numpy()
        wanted = CALL * count / max(time.perf_counter() - began, 1e-6)
        self.count = max(1, min(round(wanted), 4 * self.count))
        return result
