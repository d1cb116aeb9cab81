"""A lesson as plain text, for pipes, paper and screen readers. The answers come at the end, as in a schoolbook."""

from collections import Counter

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.verdict.conditions import parse
from nnterm.lesson.blocks.structs import Block, Challenge, Code, Predict, Prose, Quiz
from nnterm.lesson.explorations import Explore
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.transcript.experiment_words import in_words
from nnterm.lesson.transcript.exploration_words import explored
from nnterm.lesson.transcript.plain_prose import fill, wrapped

INDENT = 2
"""Columns that blocks are set in by."""


def transcript(lesson: Lesson, width: int, step: int | None = None) -> list[str]:
    """`lesson`, or its step with index `step`, as lines of at most `width` columns; code and tables keep their own."""
    writer = _Writer(lesson, width)
    for index in range(len(lesson.steps)):
        # The whole is written, so that questions have the same numbers in a part of it.
        writer.step(index, is_shown=step in (None, index))
    return [*(_head(lesson, width) if step is None else []), *writer.lines, *writer.key()]


def _head(lesson: Lesson, width: int) -> list[str]:
    head = lesson.head
    title = f"{head.number}  {head.title}"
    lines = [title, "=" * len(title), "", *fill(head.summary, width), ""]
    lines += fill(f"About {head.minutes} minutes, {len(lesson.steps)} steps.", width)
    if head.requires:
        lines += fill(f"It builds on: {', '.join(head.requires)}.", width)
    if head.objectives:
        lines += ["", "Afterwards you can:", *wrapped("\n".join(f"- {each}" for each in head.objectives), width)]
    return [*lines, ""]


class _Writer:
    """Writes step after step, numbers the questions, and gathers the answers."""

    def __init__(self, lesson: Lesson, width: int) -> None:
        self.lines: list[str] = []
        self._lesson = lesson
        self._width = width
        self._counts: Counter[str] = Counter()
        self._answers: list[list[str]] = []

    def step(self, index: int, *, is_shown: bool) -> None:
        step = self._lesson.steps[index]
        before = (self.lines, self._answers)
        if not is_shown:
            self.lines, self._answers = [], []
        title = f"Step {index + 1} of {len(self._lesson.steps)}: {step.title}"
        self.lines += [*fill(title, self._width), "-" * min(len(title), self._width), ""]
        for block in step.blocks:
            self._block(block, index)
            self.lines.append("")
        if step.experiment is not None:
            self._experiment(step.experiment)
            self.lines.append("")
        if not is_shown:
            self.lines, self._answers = before

    def key(self) -> list[str]:
        """The answers to all questions."""
        if not self._answers:
            return []
        return ["Answers", "-------", *(line for answer in self._answers for line in ["", *answer])]

    def _block(self, block: Block, index: int) -> None:
        match block:
            case Prose():
                self.lines += wrapped(block.markdown, self._width)
            case Quiz():
                self._quiz(block)
            case Predict():
                self._predict(block)
            case Challenge():
                self._challenge(block, index)
            case Code():
                self._code(block)
            case Explore():
                self._explore(block)

    def _name(self, what: str) -> str:
        self._counts[what] += 1
        return f"{what} {self._counts[what]}"

    def _say(self, text: str, indent: int = INDENT) -> None:
        self.lines += _indented(fill(text, self._width - indent), indent)

    def _answer(self, name: str, *texts: str) -> None:
        """Keep the answer to what is called `name`: one text after the name, the others below it."""
        lines = fill(f"{name}: {texts[0]}", self._width)
        for text in texts[1:]:
            lines += _indented(fill(text, self._width - INDENT), INDENT)
        self._answers.append(lines)

    def _quiz(self, quiz: Quiz) -> None:
        name = self._name("Question")
        self._say(f"{name}: {quiz.question}", 0)
        for letter, choice in zip(_LETTERS, quiz.choices, strict=False):
            self._say(f"{letter}) {choice}")
        if len(quiz.answers) > 1:
            self._say("(Several are right.)")
        right = [f"{_LETTERS[at]}) {quiz.choices[at]}" for at in quiz.answers] or [f"{quiz.number:.10g}"]
        self._answer(name, ", ".join(right), quiz.explanation)

    def _predict(self, predict: Predict) -> None:
        name = self._name("Prediction")
        self._say(f"{name}, to be made before the run: {predict.question}", 0)
        for letter, (choice, _) in zip(_LETTERS, predict.choices, strict=False):
            self._say(f"{letter}) {choice}")
        source = f"{predict.figure} of the run says it."
        cases = "; ".join(f"{choice} where {condition}" for choice, condition in predict.choices)
        self._answer(
            name, source, *([f"{cases}."] if cases else []), *([predict.explanation] if predict.explanation else [])
        )

    def _challenge(self, challenge: Challenge, index: int) -> None:
        name = self._name("Challenge")
        self._say(f"{name}: {challenge.goal}", 0)
        experiment = challenge.experiment or getattr(self._lesson.experiment_at(index), "id", "")
        if experiment:
            self._say(f"Change the experiment {experiment}.")
        for stage in challenge.stages:
            conditions = ", ".join(map(str, stage.conditions))
            self._say(f"{stage.say} Goal: {conditions}." if stage.say else f"Goal: {conditions}.")
        if challenge.seeds > 1:
            self._say(f"It must hold for {challenge.seeds} seeds.")
        if challenge.keep:
            self._say(f"Leave as they are: {', '.join(challenge.keep)}.")
        tried = [
            f"nnterm train {self._lesson.head.id}/{experiment} {' '.join(f'--set {each}' for each in stage.solution)}"
            for stage in challenge.stages
        ]
        hints = [f"Hint {number}: {hint}" for number, hint in enumerate(challenge.hints, 1)]
        self._answer(name, *hints, *tried, *([challenge.explanation] if challenge.explanation else []))

    def _code(self, code: Code) -> None:
        name = self._name("Code")
        self._say(f"{name}: {code.task or 'Read it, change it, run it.'}", 0)
        self.lines += ["", *_indented(code.start.rstrip("\n").split("\n"), 2 * INDENT)]
        if code.checks:
            self.lines.append("")
        for check in code.checks:
            self._say(f"- {check.say}")
        if code.solution:
            self._answers.append([f"{name}:", "", *_indented(code.solution.rstrip("\n").split("\n"), 2 * INDENT)])

    def _explore(self, explore: Explore) -> None:
        first, *rest = explored(explore)
        self._say(f"To explore in the app: {first}", 0)
        for line in rest:
            self._say(line)

    def _experiment(self, experiment: Experiment) -> None:
        self._say(f"Experiment {experiment.id}: {experiment.title or experiment.id}", 0)
        for what, words in in_words(experiment):
            first, *rest = fill(f"{what}: {words}", self._width - 2 * INDENT)
            self.lines += [" " * INDENT + first, *_indented(rest, 2 * INDENT)]
        self._say(f"run it: nnterm train {self._lesson.head.id}/{experiment.id}")
        if experiment.expect:
            promised = ", ".join(str(parse(figure, text)) for figure, text in experiment.expect.items())
            self._answer(f"Experiment {experiment.id}", f"{promised}.")


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _indented(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if line else "" for line in lines]
