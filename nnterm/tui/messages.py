"""Messages that concern the whole app: what the trainer and the store have to say."""

from dataclasses import dataclass

from textual.message import Message

from nnterm.errors import NntermError
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.inspection_results import Answer
from nnterm.experiment.run import Run


class TrainerChanged(Message):
    """The trainer's status, its device or the device's load is another."""


@dataclass
class RunAdvanced(Message):
    """An event was folded into the run."""

    run: Run
    event: Event | None
    """None when the run ended because the trainer died."""


@dataclass
class RunInspected(Message):
    """The trainer has looked inside the run's model."""

    run: Run
    answer: Answer


@dataclass
class DatasetArrived(Message):
    """The trainer has loaded a data set; its points may be drawn."""

    event: Event


@dataclass
class Troubled(Message):
    """Something failed that the learner should know of."""

    error: NntermError


@dataclass
class TextClicked(Message):
    """A place in the lesson's prose was clicked."""

    text: str
    """The line, with those around it: a term may begin on one and end on the next."""
    place: int
    """Index of the clicked character in `text`."""
