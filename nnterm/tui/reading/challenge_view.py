"""A challenge: its goal, what of it the latest run reached, hints, and after success the solution."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from nnterm.experiment.hyperparameters.table import label
from nnterm.experiment.verdict.condition_words import condition_words, value_words
from nnterm.lesson.judging import ChallengeProgress, Judgement, kept_words, missed_words
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, focus_bar, wrap
from nnterm.tui.frame.drawing import Drawing

LEVELS = ("A nudge", "The cause", "The answer")
"""What the stages of hints are called."""


class ChallengeView(Drawing, can_focus=True):
    """Draws how far the learner is. Enter tries further seeds, or takes the solution into the form."""

    DEFAULT_CSS = "ChallengeView { height: auto; margin: 0 1 1 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "seeds or solution", show=False)]

    @dataclass(eq=False, repr=False)
    class SeedsRequested(Message):
        """The learner wants the same hyperparameters tried on the seeds that are missing."""

        progress: ChallengeProgress

    @dataclass(eq=False, repr=False)
    class SolutionRequested(Message):
        """The learner wants the solution in the form."""

        progress: ChallengeProgress

    def __init__(self, progress: ChallengeProgress) -> None:
        super().__init__()
        self.progress = progress
        self._under_way = ""

    @property
    def is_open(self) -> bool:
        """Whether it was not passed yet."""
        return not self.progress.passed

    @property
    def stops(self) -> tuple[Widget, ...]:
        """It takes keys as a whole."""
        return (self,)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter waits for seeds to try, or for the solution."""
        if action == "press" and not self.progress.passed and not self._may_try:
            return False
        return super().check_action(action, parameters)

    @property
    def _may_try(self) -> bool:
        """Whether there are seeds to try, and none are being trained."""
        return bool(self.progress.seeds_to_try()) and not self._under_way

    def set_under_way(self, words: str) -> None:
        """Say in `words` which seeds are being trained; empty where none are."""
        if words != self._under_way:
            self._under_way = words
            self.update_progress()

    def update_progress(self) -> None:
        """Draw progress that has changed."""
        self.refresh(layout=True)
        self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self.rows(width, 0))

    def rows(self, width: int, height: int) -> list[Row]:
        """Goal, stages and conditions, hints, what to press."""
        progress = self.progress
        bar = focus_bar(self.has_focus, Role.GOOD if progress.passed else Role.FRAME)
        inner = max(10, width - 3)
        heading: list[Piece] = [("Challenge", Role.PRESS)]
        if progress.passed:
            heading.append(("passed", Role.GOOD))
        rows = [*wrap(heading, inner), *wrap([(progress.challenge.goal, Role.STRONG)], inner)]
        for index, stage in enumerate(progress.challenge.stages):
            if stage.say:
                done = index < progress.stage
                here = index == progress.stage
                role = Role.QUIET if done else Role.STRONG if here else Role.QUIET
                rows += self._item(f"{index + 1}. {stage.say}", done, inner, role)
            if index == progress.stage:
                rows += self._conditions(inner)
        if progress.passed and progress.latest is not None and progress.last is not None:
            rows += self._passed_with(progress.latest, inner)
        rows += self._hints(inner)
        if progress.passed:
            rows += wrap([(progress.challenge.explanation, Role.TEXT)], inner) if progress.challenge.explanation else []
            rows += wrap([("One solution:", Role.QUIET), (self._solution(), Role.STRONG)], inner)
        rows += wrap([(self._hint(), Role.QUIET)], inner)
        return [[bar, *row] for row in rows if row]

    def _item(self, words: str, is_done: bool, inner: int, role: Role) -> list[Row]:
        symbols = glyphs.current()
        mark: Piece = (f"{symbols.check} ", Role.GOOD) if is_done else (f"{symbols.empty} ", Role.QUIET)
        return [
            [mark if not line else ("  ", Role.TEXT), *row] for line, row in enumerate(wrap([(words, role)], inner - 2))
        ]

    def _conditions(self, inner: int) -> list[Row]:
        """Each condition with what the latest run gave, and what else is missing."""
        progress = self.progress
        latest = progress.latest if progress.last is not None else None
        stage = progress.current_stage
        if latest is None or [v.condition for v in latest.verdicts] != list(stage.conditions):
            plain = [condition_words(condition) for condition in stage.conditions]
            # What must not be changed is said before a run is spent on it.
            plain += [f"{words}, as it is" for words in kept_words(progress.challenge, progress.baseline)]
            return [row for words in plain for row in self._item(words, False, inner, Role.TEXT)]
        rows = []
        for verdict in latest.verdicts:
            words = (
                f"{condition_words(verdict.condition)}: it was {value_words(verdict.condition.figure, verdict.found)}"
            )
            rows += self._item(words, verdict.is_kept, inner, Role.TEXT)
        for words in kept_words(progress.challenge, progress.baseline, latest.changed):
            rows += self._item(f"{words}, as it is", True, inner, Role.TEXT)
        for words in latest.changed:
            rows += self._item(words, False, inner, Role.WARNING)
        if not latest.ended:
            rows += self._item("the run has to be trained to its end", False, inner, Role.WARNING)
        if progress.challenge.seeds > 1:
            rows += self._seeds(inner)
        return rows

    def _passed_with(self, latest: Judgement, inner: int) -> list[Row]:
        """What the run that passed came to, beside the solution that is shown now."""
        run, several = self.progress.last, self.progress.challenge.seeds > 1
        seed = f" (seed {run.hyperparameters.seed})" if several and run is not None else ""
        words = [
            f"{condition_words(verdict.condition)}: it was {value_words(verdict.condition.figure, verdict.found)}{seed}"
            for verdict in latest.verdicts
        ]
        return [row for each in words for row in self._item(each, True, inner, Role.TEXT)]

    def _seeds(self, inner: int) -> list[Row]:
        progress = self.progress
        words = f"{progress.seeds_passed} of {progress.challenge.seeds} seeds"
        if missed := missed_words(progress):
            words += f"; {missed}"
        return self._item(words, False, inner, Role.TEXT)

    def _hints(self, inner: int) -> list[Row]:
        """The hints that were requested; of a challenge that is passed the answer alone."""
        rows: list[Row] = []
        answer = len(LEVELS) - 1
        for index, hint in enumerate(self.progress.challenge.hints):
            if index >= answer if self.progress.passed else index < self.progress.hints:
                name = "Our answer" if self.progress.passed else LEVELS[min(index, answer)]
                rows += wrap([(f"{name}:", Role.PRESS), (hint, Role.TEXT)], inner)
        return rows

    def _solution(self) -> str:
        stages = (", ".join(map(_said, stage.solution)) for stage in self.progress.challenge.stages)
        return "; then ".join(stages)

    def _hint(self) -> str:
        progress = self.progress
        # What is passed is no stop on the way forward.
        back = "shift+" if self.progress.passed else ""
        enter = "enter" if self.has_focus else f"{back}tab, then enter"
        if progress.passed:
            return f"{enter}: the solution into the form"
        if self._under_way:
            return self._under_way
        if seeds := progress.seeds_to_try():
            return f"{enter}: the same on {len(seeds)} more {'seed' if len(seeds) == 1 else 'seeds'}"
        more = len(progress.challenge.hints) - progress.hints
        ask = "h a hint" if not progress.hints else "h one more hint"
        return "f settings, t train" + (f", {ask}" if more else "")

    def action_press(self) -> None:
        """Try the other seeds, or take the solution."""
        if self.progress.passed:
            self.post_message(self.SolutionRequested(self.progress))
        elif self._may_try:
            self.post_message(self.SeedsRequested(self.progress))

    def on_click(self, event: events.Click) -> None:
        """A click on the last line does what enter does."""
        if event.y == len(self._rows) - 1:
            self.action_press()


def _said(assignment: str) -> str:
    """`NAME=VALUE` as the form names it."""
    name, _, value = assignment.partition("=")
    return f"{label(name.removeprefix('dataset.'))} {value}"
