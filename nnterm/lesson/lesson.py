"""A lesson and its steps. Pure: nothing here reads a file."""

from collections.abc import Iterator

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.lesson.blocks.structs import Block, Challenge, Predict
from nnterm.lesson.course import LessonHead, unknown
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
        raise unknown(f"Lesson {self.head.id} has no experiment {id!r}.", id, [e.id for e in self.experiments])

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
