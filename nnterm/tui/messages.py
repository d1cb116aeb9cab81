"""Messages that concern the whole app: the trainer's news, errors, and requests to go somewhere else."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from nnterm.errors import NntermError
from nnterm.lesson.course import LessonHead

if TYPE_CHECKING:
    from nnterm.experiment.protocol.events import Event
    from nnterm.experiment.protocol.inspection_results import InspectionResult
    from nnterm.experiment.run import Run
    from nnterm.experiment.study import Study


class TrainerChanged(Message):
    """The trainer's status, its device or the device's load is another."""


@dataclass(eq=False, repr=False)
class RunAdvanced(Message):
    """An event was folded into the run."""

    run: "Run"
    event: "Event | None"
    """None when the run ended because the trainer died."""


@dataclass(eq=False, repr=False)
class RunInspected(Message):
    """The trainer has looked inside the run's model."""

    run: "Run"
    answer: "InspectionResult"


@dataclass(eq=False, repr=False)
class DatasetArrived(Message):
    """The trainer has loaded a data set; its points may be drawn."""

    event: "Event"


@dataclass(eq=False, repr=False)
class StudyAdvanced(Message):
    """Runs of a study have new epochs or are over, or the study itself is."""

    study: "Study"


TrainerNews = TrainerChanged | RunAdvanced | RunInspected | DatasetArrived | StudyAdvanced
"""What the trainer has to say to whichever screens have subscribed."""


@dataclass(eq=False, repr=False)
class OpenLessonRequested(Message):
    """The learner wants to see a lesson."""

    head: LessonHead
    step: int | None = None
    """Index of the step; None for the one where the learner left."""


@dataclass(eq=False, repr=False)
class LessonOpened(Message):
    """The screen of a lesson shows its step, and follows the trainer."""

    head: LessonHead


@dataclass(eq=False, repr=False)
class LessonRenewed(Message):
    """The file of an open lesson was changed and read again."""

    head: LessonHead


@dataclass(eq=False, repr=False)
class LessonFinished(Message):
    """The learner leaves the end of a lesson for the next one."""

    head: LessonHead


class DeviceRequested(Message):
    """The learner wants to know which device trains, and why."""


@dataclass(eq=False, repr=False)
class Troubled(Message):
    """Something failed that the learner should know of."""

    error: NntermError


@dataclass(eq=False, repr=False)
class TextClicked(Message):
    """A place in the lesson's prose was clicked."""

    text: str
    """The line, with those around it: a term may begin on one and end on the next."""
    place: int
    """Index of the clicked character in `text`."""
