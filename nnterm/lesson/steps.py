"""From the outline of a lesson to its steps, every block read."""

from nnterm.experiment.experiment import Experiment
from nnterm.lesson import yaml_lines
from nnterm.lesson.experiment_block import read_experiment
from nnterm.lesson.explore_block import read_explore
from nnterm.lesson.fields import Fields
from nnterm.lesson.lesson import Block, Explore, Prose, Quiz, Step
from nnterm.lesson.outline import RawBlock, Section, Text
from nnterm.lesson.problems import Problems
from nnterm.lesson.quiz_block import read_quiz
from nnterm.lesson.yaml_lines import Mapping


def read_steps(sections: list[Section], problems: Problems) -> tuple[Step, ...]:
    """The steps of a lesson in order; what is wrong is noted in `problems`."""
    reader = _Reader(problems)
    return tuple(reader.step(section) for section in sections)


class _Reader:
    """Reads block after block, and remembers the ids of the lesson so far."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._quizzes = 0
        self._lines: dict[tuple[str, str], int] = {}

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
                case Quiz() as quiz:
                    blocks.append(quiz)
        return Step(title=section.title, blocks=tuple(blocks), experiment=experiment, explore=explore)

    def _block(self, part: RawBlock) -> Experiment | Quiz | Explore | None:
        if part.name == "quiz":
            self._quizzes += 1
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
        match part.name:
            case "experiment":
                experiment = read_experiment(fields)
                self._unique("experiment", fields, fields.text("id"))
                return experiment
            case "quiz":
                quiz = read_quiz(fields, f"quiz-{self._quizzes}")
                self._unique("quiz", fields, quiz.id)
                return quiz
            case _:
                return read_explore(fields)

    def _unique(self, kind: str, fields: Fields, id: str) -> None:
        """Note an id that an earlier block of the same kind has."""
        first = self._lines.setdefault((kind, id), fields.line("id"))
        if id and first != fields.line("id"):
            self._problems.add(
                fields.line("id"), f"The {kind} id {id!r} is taken on line {first}.", "Choose another `id`."
            )
