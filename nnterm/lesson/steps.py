"""From the outline of a lesson to its steps, every block read."""

from collections import Counter
from collections.abc import Callable

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.authoring.challenge_check import check_challenge
from nnterm.lesson.blocks.block_fields import Fields, listed
from nnterm.lesson.blocks.challenge_block import read_challenge
from nnterm.lesson.blocks.code_block import read_code
from nnterm.lesson.blocks.experiment_block import read_experiment
from nnterm.lesson.blocks.explore_block import read_explore
from nnterm.lesson.blocks.predict_block import read_predict
from nnterm.lesson.blocks.quiz_block import read_quiz
from nnterm.lesson.blocks.structs import Block, Challenge, Code, Predict, Prose, Quiz
from nnterm.lesson.explorations import Explore
from nnterm.lesson.lesson import Step
from nnterm.lesson.parsing import yaml_lines
from nnterm.lesson.parsing.outline import RawBlock, Section, Text
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.yaml_lines import Mapping

READERS: dict[str, Callable[[Fields, str], Quiz | Predict | Challenge | Code]] = {
    "quiz": read_quiz,
    "predict": read_predict,
    "challenge": read_challenge,
    "code": read_code,
}
"""Blocks that the learner answers, by name. Each has an id of its own in its lesson: progress is kept under it."""


def read_steps(sections: list[Section], problems: Problems) -> tuple[Step, ...]:
    """The steps of a lesson in order; what is wrong is noted in `problems`."""
    reader = _Reader(problems)
    steps = tuple(reader.step(section) for section in sections)
    reader.check_references(steps)
    return steps


class _Reader:
    """Reads block after block, and remembers the ids of the lesson so far."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._counts: Counter[str] = Counter()
        self._lines: dict[tuple[str, str], int] = {}
        self._experiments: dict[str, Experiment] = {}
        self._references: list[tuple[int, Predict | Challenge]] = []

    def step(self, section: Section) -> Step:
        blocks: list[Block] = []
        experiment: Experiment | None = None
        explore: Explore | None = None
        lab = 0
        for part in section.parts:
            if isinstance(part, Text):
                blocks.append(Prose(part.markdown))
                continue
            if part.name in ("experiment", "explore"):
                if lab:
                    self._problems.add(
                        part.line,
                        f"This step has a second block for the lab, {{{part.name}}}; the first is on line {lab}.",
                        "Begin another step with `## Title` above it.",
                    )
                lab = lab or part.line
            match self._block(part):
                case Experiment() as experiment:
                    pass
                case Explore() as explore:
                    blocks.append(explore)
                case None:
                    pass
                case block:
                    blocks.append(block)
        return Step(title=section.title, blocks=tuple(blocks), experiment=experiment, explore=explore)

    def check_references(self, steps: tuple[Step, ...]) -> None:
        """Note blocks that need an experiment which the lesson does not have, and challenges that cannot be passed."""
        experiments = {step.experiment.id: step.experiment for step in steps if step.experiment is not None}
        for line, block in self._references:
            index = next(i for i, step in enumerate(steps) if block in step.blocks)
            above = [step.experiment for step in steps[: index + 1] if step.experiment is not None]
            experiment = experiments.get(block.experiment) if block.experiment else next(reversed(above), None)
            if experiment is not None:
                if isinstance(block, Challenge):
                    check_challenge(block, experiment, line, self._problems)
            elif block.experiment and experiments:
                self._problems.add(
                    line,
                    f"`experiment` is {block.experiment!r}; the lesson has none of that id.",
                    did_you_mean(block.experiment, experiments) + listed("Known", experiments),
                )
            elif not block.experiment:
                self._problems.add(line, "This block needs an experiment.", "Add an {experiment} at or above its step.")

    def _block(self, part: RawBlock) -> Experiment | Block | None:
        self._counts[part.name] += 1
        if not part.name:
            return None
        before = len(self._problems)
        tree = yaml_lines.read(part.body, part.line + 1, self._problems)
        if not isinstance(tree, Mapping):
            if len(self._problems) == before:
                self._problems.add(
                    part.line,
                    f"The block {{{part.name}}} holds no `key: value` lines.",
                    "Write `id: name` and so on.",
                )
            return None
        fields = Fields(Mapping(part.line, tree.entries), f"{{{part.name}}}", self._problems)
        if part.name == "experiment":
            experiment = read_experiment(fields, self._experiments)
            if experiment is not None:
                self._experiments.setdefault(experiment.id, experiment)
            self._unique("experiment", fields, fields.text("id"))
            return experiment
        if part.name == "explore":
            return read_explore(fields)
        block = READERS[part.name](fields, f"{part.name}-{self._counts[part.name]}")
        self._unique("block", fields, block.id)
        if isinstance(block, Predict | Challenge):
            line = fields.line("experiment") if "experiment" in fields else part.line
            self._references.append((line, block))
        return block

    def _unique(self, kind: str, fields: Fields, id: str) -> None:
        """Note an id that an earlier block of the same kind has."""
        first = self._lines.setdefault((kind, id), fields.line("id"))
        if id and first != fields.line("id"):
            self._problems.add(
                fields.line("id"), f"The {kind} id {id!r} is taken on line {first}.", "Choose another `id`."
            )
