"""The blocks a step is made of, beside the experiment. Pure."""

from hashlib import sha256
from math import isfinite

import msgspec

from nnterm.experiment.verdict.conditions import Condition
from nnterm.lesson.explorations import Explore

_ROUNDING = 1e-9
"""Relative slack of a numeric answer, so that 0.1 + 0.2 is 0.3 to a learner."""


class Quiz(msgspec.Struct, frozen=True, kw_only=True):
    """A question with choices, or one whose answer is a number."""

    id: str
    """Name within its lesson."""
    question: str
    """Plain text, one line or several."""
    choices: tuple[str, ...] = ()
    """What can be chosen; empty for a number."""
    answers: tuple[int, ...] = ()
    """Indexes of the right choices in ascending order; empty for a number."""
    number: float | None = None
    """The right number; None for choices."""
    tolerance: float = 0.0
    """How far from `number` an answer may be, 0 or more."""
    explanation: str
    """Shown after answering, right or wrong."""
    repeats: bool = True
    """Whether it may be asked again before a later lesson: it makes sense away from its step."""

    def shuffled(self, seed: str) -> "Quiz":
        """The quiz with its choices in an order that `seed` decides; choices that are all numbers keep theirs.

        Answers are kept by their words, so those given before stay right or wrong.
        """
        if all(map(_is_number, self.choices)):
            return self
        right = {self.choices[index] for index in self.answers}
        choices = sorted(self.choices, key=lambda choice: sha256(f"{seed}/{choice}".encode()).digest())
        answers = tuple(index for index, choice in enumerate(choices) if choice in right)
        return msgspec.structs.replace(self, choices=tuple(choices), answers=answers)

    def is_right(self, chosen: tuple[int, ...]) -> bool:
        """Whether `chosen` are all the right choices and no other, in any order."""
        return bool(self.answers) and set(chosen) == set(self.answers)

    def is_right_number(self, value: float) -> bool:
        """Whether `value` lies within the tolerance of the right number."""
        if self.number is None or not isfinite(value):
            return False
        return abs(value - self.number) <= self.tolerance + _ROUNDING * max(1.0, abs(self.number))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class Prose(msgspec.Struct, frozen=True):
    """Text to read."""

    markdown: str
    """CommonMark with tables, without HTML and images."""


class Predict(msgspec.Struct, frozen=True, kw_only=True):
    """A question to commit to before a run, which that run then answers."""

    id: str
    """Name within its lesson."""
    question: str
    experiment: str
    """Id of the experiment whose next run answers; empty for the one in the lab."""
    figure: str
    """Which figure of the run to predict: one of `conditions.FIGURES`."""
    close: float = 0.0
    """How far from the figure a guessed number may be and still be called close, 0 or more."""
    choices: tuple[tuple[str, Condition], ...] = ()
    """What can be guessed, and when it is right, tried in order; empty for a number."""
    explanation: str = ""
    """Shown after the run, whatever was guessed."""

    def outcome(self, found: float | str) -> int | None:
        """Index of the choice that `found` makes the right one; None when none is."""
        return next((i for i, (_, condition) in enumerate(self.choices) if condition.holds(found)), None)


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A goal, or one part of a goal that has several."""

    say: str = ""
    """What is to be done, in a sentence; empty where the challenge has only this stage."""
    conditions: tuple[Condition, ...]
    """What must be true of the run, all at once."""
    solution: tuple[str, ...]
    """`NAME=VALUE` for each hyperparameter that a solution changes, as `--set` takes them."""


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """A goal that only a run of the learner's own can reach."""

    id: str
    """Name within its lesson."""
    goal: str
    """What to reach."""
    experiment: str
    """Id of the experiment to be changed; empty for the one in the lab."""
    stages: tuple[Stage, ...]
    """One or more, each reached by a run of its own, in order."""
    seeds: int = 1
    """How many seeds the same hyperparameters must pass on, from 1."""
    keep: tuple[str, ...] = ()
    """Hyperparameters and `dataset.` options that must stay as the lesson has them."""
    hints: tuple[str, ...] = ()
    """A nudge, the cause, the answer; shown one after the other."""
    explanation: str = ""
    """Shown after success, with the solution."""


class CodeCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must be true after the learner's code has run."""

    expression: str = ""
    """A Python expression evaluated after the code; empty where printed text is checked."""
    equals: str = ""
    """A Python literal that the expression must equal, numbers to within 1e-6; empty where it must be true."""
    aspect: str = ""
    """In which respect the value of the expression, a model, is compared with the one that `equals` describes; empty
    for any other value. A lesson's file has none of these."""
    printed: str = ""
    """Text that must have been printed; empty where an expression is checked."""
    say: str
    """What to reach, in plain words; shown with a mark, and as the reason where it fails."""


class CodeVariant(msgspec.Struct, frozen=True, kw_only=True):
    """The solution with one change, as a learner may write it. It is for authors: learners never see it."""

    change: str
    """Text of the solution."""
    to: str = ""
    """What is in its place, where it occurs first; empty where it is left out."""

    def applied(self, solution: str) -> str:
        """The code of the variant."""
        return solution.replace(self.change, self.to, 1)


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """Python to read, change and run."""

    id: str
    """Name within its lesson."""
    task: str = ""
    """What to do, in a sentence; empty for code to play with."""
    start: str
    """The code as the lesson gives it."""
    solution: str = ""
    """Code that passes every check; empty where there is nothing to solve."""
    checks: tuple[CodeCheck, ...] = ()
    wrong: tuple[CodeVariant, ...] = ()
    """Mistakes that the checks must find."""
    right: tuple[CodeVariant, ...] = ()
    """Other ways to write the solution, which the checks must accept."""
    seconds: float = 10.0
    """How long it may run."""


Block = Prose | Quiz | Explore | Predict | Challenge | Code
