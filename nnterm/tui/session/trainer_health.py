"""How long the training process has been silent, and how long nothing was requested of it. No Textual here."""

from nnterm.experiment.protocol.events import EpochsEnded, Event, Heartbeat, Phase, RunEnded, StepsEnded, TrainingEnded
from nnterm.tui.session.idle_minutes import IDLE_MINUTES

SILENCE = 10
"""Seconds without a sign of life, or at one piece of training, after which the process counts as hung."""

LONG_SILENCE = 60
"""The same while its libraries load or compile, which may hold everything up."""

GROWTH = 600
"""MiB by which the process may grow: TensorFlow keeps something of every program that it ever compiled."""

MOST_GROWTH = 1200
"""MiB of growth with which the process is replaced at the next run, though somebody waits: a shared server is not
filled by a learner who never rests."""

REST = 30
"""Seconds without a request before a process that has grown is replaced."""


class TrainerHealth:
    """Counts seconds by calls of `tick`, not by a clock: while the app itself is suspended nothing can be heard."""

    def __init__(self, idle_minutes: float = IDLE_MINUTES) -> None:
        self._idle_limit = idle_minutes * 60
        self.begin()

    def begin(self) -> None:
        """Another process starts."""
        self._phase: Phase = "loading"
        self._stuck = False
        self._silent_for = self._awaited_for = self._idle_for = 0
        self._is_awaited, self._evaluates = True, False
        self._first_resident: float | None = None
        self._needed: float | None = None
        self._resident: float | None = None
        self._has_trained = False
        self._is_settled = False

    def record_event(self, event: Event) -> None:
        """Note what the process reported."""
        self._silent_for = self._awaited_for = 0
        self._is_awaited = False
        if isinstance(event, Heartbeat):
            self._phase = event.phase
            # Whose heart beats while it evaluates many rows is not silent, and of the curves nothing is missing.
            self._stuck = event.phase == "training" and event.seconds > SILENCE and not self._evaluates
            if event.phase != "loading" and self._first_resident is None:
                self._first_resident = event.resident
            self._resident = event.resident
            if not self._is_settled:
                self._needed, self._is_settled = event.resident, self._has_trained
        elif isinstance(event, EpochsEnded | StepsEnded):
            self._phase, self._evaluates = "training", False
        elif isinstance(event, TrainingEnded):
            self._evaluates = True
        elif isinstance(event, RunEnded):
            self._has_trained = True

    def record_request(self) -> None:
        """Note that something was requested of the process."""
        self._idle_for = 0
        self._is_awaited, self._evaluates = True, False

    def tick(self, *, training: bool, paused: bool = False) -> None:
        """A second has passed; `training` says whether a run is under way, `paused` whether that one is held."""
        self._silent_for += 1
        is_awaited = (training and not paused) or self._is_awaited or self._phase == "loading"
        self._awaited_for = self._awaited_for + 1 if is_awaited else 0
        self._idle_for = 0 if training else self._idle_for + 1

    @property
    def is_hung(self) -> bool:
        """Whether the process has given no sign of life for too long, or is stuck in one piece of training."""
        return self._stuck or self._silent_for >= self._limit

    @property
    def is_missed(self) -> bool:
        """Whether it is hung while a run is under way or something was requested: then the learner must know.

        One that rests may be silent, as on a machine that has too much to do, without anybody missing it.
        """
        return self.is_hung and (self._awaited_for >= self._limit or (self._stuck and self._awaited_for > 0))

    @property
    def _limit(self) -> int:
        """Seconds of silence after which the process counts as hung."""
        return SILENCE if self._phase in ("idle", "training") else LONG_SILENCE

    @property
    def is_idle(self) -> bool:
        """Whether nothing was requested for so long that a GPU should be given back."""
        return 0 < self._idle_limit <= self._idle_for

    @property
    def should_recycle(self) -> bool:
        """Whether the process has grown by training so much that a new one should take its place, and nobody waits.

        What the first run loaded, its data above all, does not count: a new process would need it again, and
        the model that the learner has just trained would be lost for no gain.
        """
        if self._needed is None or self._resident is None or not self._is_settled:
            return False
        return self._resident - self._needed > GROWTH and self._phase == "idle" and self._idle_for >= REST

    @property
    def must_recycle(self) -> bool:
        """Whether the process has grown so much that the next run should get a new one, at the price of a wait."""
        return self._growth > MOST_GROWTH

    @property
    def _growth(self) -> float:
        """MiB by which training made the process grow; data that was loaded before the first run is needed again."""
        if self._first_resident is None or self._resident is None or not self._has_trained:
            return 0.0
        return self._resident - self._first_resident
