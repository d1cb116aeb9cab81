"""Course, lesson and step. Pure: nothing here reads a file."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from nnterm.errors import LessonError, UsageError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.nearest import nearest
from nnterm.lesson.blocks.structs import Block, Challenge, Predict
from nnterm.lesson.explorations import Explore


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One screen of a lesson: what is below one `## Heading`."""

    title: str
    """The heading as plain text."""
    blocks: tuple[Block, ...] = ()
    """Everything in reading order but the experiment, which the lab shows."""
    experiment: Experiment | None = None
    """What the lab shows from this step on; None to keep what it shows."""
    explore: Explore | None = None
    """The exploration among `blocks`, if there is one. A step has an experiment or an exploration, not both."""


class LessonHead(msgspec.Struct, frozen=True, kw_only=True):
    """What the course screen knows of a lesson: its front matter and file name."""

    id: str
    """Stable name; progress is kept under it."""
    title: str
    summary: str
    """One line."""
    minutes: int
    """How long a learner needs."""
    requires: tuple[str, ...] = ()
    """Ids of the lessons to take first."""
    objectives: tuple[str, ...] = ()
    """What the learner can do afterwards."""
    number: int
    """Place in the course, from the file name."""
    path: Path
    original: str = ""
    """Fingerprint of the lesson that this one is a translation of; empty for an original."""


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A whole lesson."""

    head: LessonHead
    steps: tuple[Step, ...]
    """At least one."""

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """Every experiment in reading order."""
        return tuple(step.experiment for step in self.steps if step.experiment is not None)

    def experiment(self, id: str) -> Experiment:
        """The experiment called `id`. Raises UsageError, naming the nearest, when there is none."""
        for experiment in self.experiments:
            if experiment.id == id:
                return experiment
        raise _unknown(f"Lesson {self.head.id} has no experiment {id!r}.", id, [e.id for e in self.experiments])

    @property
    def predictions(self) -> tuple[tuple[Predict, Experiment], ...]:
        """Every prediction in reading order, with the experiment whose run answers it."""
        return tuple(pair for pair in self._about() if isinstance(pair[0], Predict))  # type: ignore[misc]

    @property
    def challenges(self) -> tuple[tuple[Challenge, Experiment], ...]:
        """Every challenge in reading order, with the experiment that has to be changed."""
        return tuple(pair for pair in self._about() if isinstance(pair[0], Challenge))  # type: ignore[misc]

    def _about(self) -> Iterator[tuple[Predict | Challenge, Experiment]]:
        """Every block about an experiment: the one it names, else the one in the lab at its step."""
        for index, step in enumerate(self.steps):
            for block in step.blocks:
                if isinstance(block, Predict | Challenge):
                    found = self.experiment(block.experiment) if block.experiment else self.experiment_at(index)
                    if found is not None:
                        yield block, found

    def experiment_at(self, step: int) -> Experiment | None:
        """What the lab shows at the step with index `step`: the latest experiment at or before it.

        None where the step is one to play with and has none of its own: another step's run has no place beside it.
        """
        if self.steps[step].explore is not None and self.steps[step].experiment is None:
            return None
        shown = [each.experiment for each in self.steps[: step + 1] if each.experiment is not None]
        return shown[-1] if shown else None


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """All lessons of a folder."""

    lessons: tuple[LessonHead, ...] = ()
    """In the order of their file names; empty for a folder without lessons."""
    broken: tuple[LessonError, ...] = ()
    """What is wrong with lessons whose front matter cannot be read. They are left out of `lessons`; in place of a
    translation the original is there."""
    folder: Path | None = None
    """Where the lessons are; None for a course that was not read from files."""

    def find(self, text: str) -> LessonHead:
        """The lesson meant by `text`: an id, a number, a file name, or a part of an id that only one lesson has.

        Raises UsageError when none or several fit, and LessonError when the lesson meant is a broken one.
        """
        wanted = Path(text.strip()).name.removesuffix(".md").lower()
        matches = [head for head in self.lessons if _is_named(head, wanted)]
        if not matches and wanted:
            matches = [head for head in self.lessons if head.id.startswith(wanted)]
            matches = matches or [head for head in self.lessons if wanted in head.id]
        if len(matches) == 1:
            return matches[0]
        ids = [head.id for head in self.lessons]
        if matches:
            fitting = ", ".join(head.id for head in matches)
            raise UsageError(f"{text!r} fits several lessons: {fitting}.", "Write one of these ids in full.")
        for error in self.broken:
            if wanted and wanted in Path(error.path).stem:
                raise error
        if wanted.isdecimal() and self.lessons:
            numbers = sorted(head.number for head in self.lessons)
            remedy = f"The course has lessons {numbers[0]} to {numbers[-1]}. Known: {', '.join(ids)}."
            raise UsageError(f"There is no lesson {text!r}.", remedy)
        raise _unknown(f"There is no lesson {text!r}.", wanted, ids)


def _is_named(head: LessonHead, wanted: str) -> bool:
    """Whether `wanted` names this lesson exactly."""
    numbered = wanted.isdecimal() and int(wanted) == head.number
    return numbered or wanted in (head.id, head.path.stem.lower())


def _unknown(message: str, wanted: str, known: list[str]) -> UsageError:
    match = nearest(wanted, known)
    question = f"Did you mean {match}? " if match else ""
    return UsageError(message, f"{question}Known: {', '.join(known) or 'none'}.")
