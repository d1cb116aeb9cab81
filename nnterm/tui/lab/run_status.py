"""The numbers of the run and what they mean, in words, below the curves."""

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.pretraining_words import pretraining_words
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.target_words import error_in_unit, guess_name, in_digits, left_out_words, unit_of
from nnterm.experiment.training_words import dropout_words
from nnterm.experiment.verdict.diagnosis import Diagnosis
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.changes import change_words
from nnterm.tui.drawing.rows import Piece, Role, Row, fold, length, spread, wrap
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.lab import run_numbers

KIND_ROLES = {
    "good fit": Role.GOOD,
    "overfitting": Role.WARNING,
    "underfitting": Role.WARNING,
    "diverged": Role.BAD,
}


class RunStatus(Drawing):
    """Progress, numbers, what the test rows say or how they are opened, and the verdict in words."""

    DEFAULT_CSS = "RunStatus { height: auto; min-height: 5; }"

    class TestRequested(Message):
        """The line that offers the test rows was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._run: Run | None = None
        self._diagnosis: Diagnosis | None = None
        self._notice: Piece = ("", Role.QUIET)
        self._pace: float | None = None
        self._cursor: int | None = None
        self._effect: tuple[str, str] | None = None
        self._looks: int | None = None
        self._test_rows = range(0)
        """Rows of the line about the test rows, for the mouse."""
        self._needed: tuple[tuple[str, int, bool], int] = (("", 0, False), 0)
        """Of which run, in which width and with test rows or not, how many rows were needed: they are kept."""

    def set_effect(self, effect: tuple[str, str] | None) -> None:
        """Say with the next state which one setting was changed, and what it did; nothing for None."""
        self._effect = effect

    def set_run(
        self,
        run: Run | None,
        diagnosis: Diagnosis | None,
        notice: Piece,
        pace: float | None = None,
        cursor: int | None = None,
    ) -> None:
        """Draw another state, with the numbers of the epoch `cursor` where one is looked at.

        `notice` is shown where there is no diagnosis yet, `pace` where it holds the run back.
        """
        self._run, self._diagnosis, self._notice, self._pace, self._cursor = run, diagnosis, notice, pace, cursor
        if self.size.width and self.get_content_height(self.size, self.size, self.size.width) > self.size.height:
            self.refresh(layout=True)
        self.redraw()

    def set_test(self, looks: int | None) -> None:
        """Offer the test rows of runs from the next `set_run` on.

        `looks` is how often those of the experiment were opened; None for a panel that has nothing to do with them.
        """
        if (self._looks is None) != (looks is None):
            self.refresh(layout=True)
        self._looks = looks

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words need, so that none of them is cut; they only become more while a run goes on.

        The panel above keeps half of the lab: where all words would take more, the least of them are left out.
        """
        shown = (self._run.run_id if self._run is not None else "", width, self._looks is not None)
        before = self._needed[1] if self._needed[0] == shown else 0
        lab = self.parent.size.height if isinstance(self.parent, Widget) else 0
        most = max(5, (lab - 2) // 2) if lab else 0
        self._needed = shown, max(before, len(self._fitting_rows(width, most)))
        return self._needed[1]

    def rows(self, width: int, height: int) -> list[Row]:
        """Progress and speed, the numbers, the verdict."""
        rows = self._fitting_rows(width, height)
        if len(rows) > height > 1:
            rows = [*rows[: height - 1], [*rows[height - 1][:-1], ("…", Role.QUIET)]]
        return rows

    def _fitting_rows(self, width: int, height: int) -> list[Row]:
        """All rows, or as many as fit: what the verdict says matters more than the news, and those more than an offer.

        More than fit where even the numbers and the verdict need more.
        """
        rows = self._all_rows(width)
        if len(rows) > height > 1:
            rows = self._all_rows(width, with_offer=False)
        if len(rows) > height > 1:
            rows = self._all_rows(width, with_offer=False, with_news=False)
        return rows

    def _all_rows(self, width: int, *, with_offer: bool = True, with_news: bool = True) -> list[Row]:
        rows: list[Row] = []
        if self._run is not None:
            rows.append(self._progress(self._run, width))
            if self._cursor is not None:
                rows += run_numbers.numbers_at(self._run, self._cursor, width)
            elif _is_stepping(self._run):
                rows += fold(run_numbers.batch(self._run), width)
            else:
                rows += run_numbers.numbers(self._run, width)
            is_offer = self._run.hides_test
            has_test = self._looks is not None and (with_offer or not is_offer)
            test = _test_words(self._run, self._looks or 0) if has_test else []
            lines = [[(" ", Role.TEXT), *row] for row in wrap(test, width - 2)] if test else []
            self._test_rows = range(len(rows), len(rows) + len(lines))
            rows += lines
        if self._effect is not None and with_news:
            what, found = self._effect
            effect = wrap([(what, Role.STRONG), (found, Role.TEXT)], width - 2)
            rows += [[(" ", Role.TEXT), *row] for row in effect]
        news, verdict = self._verdict()
        return rows + [[(" ", Role.TEXT), *row] for row in wrap([*(news if with_news else []), *verdict], width - 2)]

    def on_click(self, event: events.Click) -> None:
        """The line that offers the test rows opens them."""
        if event.y in self._test_rows and self._run is not None and self._run.hides_test:
            self.post_message(self.TestRequested())

    def _progress(self, run: Run, width: int) -> Row:
        symbols = glyphs.current()
        left: Row = [(f" epoch {run.epochs:,}/{run.planned:,} ", Role.STRONG)]
        right: Row = [(f" {_state(run, self._pace)} ", Role.QUIET)]
        room = min(40, width - length(left) - length(right) - 1)
        if room >= 6:
            done = round(run.progress * room)
            left += [(symbols.filled * done, Role.TRAIN), (symbols.unfilled * (room - done), Role.FRAME)]
        return spread(left, right, width)

    def _verdict(self) -> tuple[list[Piece], list[Piece]]:
        """The news of the run, and its verdict or what takes its place."""
        run = self._run
        if run is not None and run.state is RunState.FAILED:
            return [], [(run.failure, Role.BAD), (_next_key(run), Role.TEXT), (run.remedy, Role.TEXT)]
        # A notice beside a run that is over is about what the form has by now.
        newer = self._notice[0] and run is not None and run.state.over
        if self._diagnosis is None or run is None or not run.epochs or newer or self._notice[1] is Role.BAD:
            return [], [self._notice]
        verdict = self._diagnosis
        kind = verdict.kind.value
        # Beside the numbers of an earlier epoch the verdict says which epoch it is about.
        title = f"{kind[0].upper()}{kind[1:]}" + (f" at epoch {run.epochs:,}" if self._cursor is not None else "")
        return _news(run), [(f"{title}:", KIND_ROLES.get(kind, Role.STRONG)), (verdict.sentence, Role.TEXT)]


def _next_key(run: Run) -> str:
    """The key to press after a run that failed."""
    return "f goes to path in the form." if catalog.awaits_file(run.dataset) else "t trains again."


def _news(run: Run) -> list[Piece]:
    """What is to be known of the run beside its training: its rows, a change, an early end, its error in own units."""
    found: list[Piece] = [(sentence, Role.WARNING) for sentence in left_out_words(run)]
    found += _events(run)
    if said := dropout_words(run):
        found.append((said, Role.STRONG))
    if (
        run.state.over
        and (error := error_in_unit(run, test=run.test_is_open)) is not None
        and catalog.is_table(run.dataset)
    ):
        metric, own, guess = error
        beside = f", {guess_name(run)} {in_digits(guess)}" if guess is not None else ""
        found.append((f"{short(metric)} in {unit_of(run)}: {in_digits(own)}{beside}.", Role.STRONG))
    return found


def _events(run: Run) -> list[Piece]:
    """What happened to the run: a change, or an early end."""
    if run.stopped_early_at is not None:
        return [(f"Stopped early at epoch {run.stopped_early_at}.", Role.STRONG)]
    if run.changes and not run.state.over:
        return [(f"{change_words(run, len(run.changes) - 1)} from epoch {run.changes[-1].epoch + 1}.", Role.STRONG)]
    return []


def _is_stepping(run: Run) -> bool:
    """Whether the learner steps through an epoch or waits for the first."""
    return bool(run.partial and run.step) and (not run.epochs or run.state is RunState.PAUSED)


def _state(run: Run, pace: float | None) -> str:
    """Speed while it runs, else what became of it."""
    speed = run.epochs_per_second
    match run.state:
        case RunState.REQUESTED if run.hyperparameters.pretraining is not None:
            return pretraining_words(run)
        case RunState.REQUESTED | RunState.COMPILING:
            return "compiling"
        case RunState.PAUSED:
            return "paused"
        case RunState.EVALUATING:
            return "evaluating"
        case RunState.STOPPED | RunState.INTERRUPTED | RunState.FAILED:
            return run.state.value
        case RunState.DIVERGED:
            return f"diverged at epoch {run.diverged_at}"
    if speed is None:
        return f"step {run.step}/{run.steps_per_epoch}" if run.step else "running"
    if pace is not None and not run.state.over:
        return f"limited to {pace:g} epochs/s"
    if speed < 1:
        return f"{1 / speed:.1f} s an epoch"
    return f"{speed:,.0f} epochs/s" if speed >= 10 else f"{speed:.1f} epochs/s"


def _test_words(run: Run, looks: int) -> list[Piece]:
    """How the test rows are opened and what they are for, or how often they were; nothing where there are none."""
    less = "each look makes them a little less of a test."
    times = "once" if looks == 1 else f"{looks} times"
    if run.hides_test:
        # In one line of a narrow lab, as long as it can be: the panel above needs the rows.
        words = "opens the test rows, which had no part in training."
        if looks:
            words = f"opens the test rows. Opened {times} in this experiment: {less}"
        elif run.validation:
            words = "opens the test rows: they judge, validation chooses."
        return [("e", Role.PRESS), (words, Role.QUIET)]
    if run.test_is_open and run.state.over and looks:
        return [(f"Test rows opened {times} in this experiment{f': {less}' if looks > 1 else '.'}", Role.QUIET)]
    return []
