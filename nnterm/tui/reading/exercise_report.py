"""What came of a run of the learner's code: the checks, what went wrong and where, and what was printed."""

from rich.cells import cell_len
from textual.geometry import Size

from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.verdict.rounding import number
from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.report import CodeReport, missing_name
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, wrap
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.reading.printed_table import narrowed

MOST_LINES = 200
"""Lines of output that are drawn."""

MOST_COMPLAINTS = 3
"""Checks that do not hold and are explained at once; the others keep their marks."""

MOST_NUMBERS = 4
"""Columns of a history that are named while code trains."""


class ExerciseReport(Drawing):
    """Draws a `CodeReport`, and before the first run what will be checked."""

    DEFAULT_CSS = "ExerciseReport { height: auto; }"

    def __init__(self, block: Code) -> None:
        super().__init__()
        self._block = block
        self._report: CodeReport | None = None
        self._text = ""
        self._solved = False
        self._way_on = ""

    def set_report(self, report: CodeReport | None, text: str, solved: bool, way_on: str) -> None:
        """Show `report` on a run of `text`; None before any.

        `solved` says that the checks have passed once, `way_on` how the step goes on from there.
        """
        self._report, self._text, self._solved, self._way_on = report, text, solved, way_on
        self.refresh(layout=True)
        self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self.rows(width, 0))

    def rows(self, width: int, height: int) -> list[Row]:
        """Trouble first, then the checks, then the output."""
        inner = max(10, width - 3)
        rows = [*self._training(inner), *self._verdict(inner), *self._trouble(inner), *self._checks(inner)]
        rows += self._output(inner)
        if self._report and self._report.ended and (unwatched := " and ".join(self._report.ended.unwatched)):
            rows += wrap(
                [(f"This system does not report what a program uses: {unwatched} had no limit.", Role.QUIET)], inner
            )
        bar: Piece = (f"{glyphs.current().bar} ", Role.FRAME)
        return [[bar, *row] for row in rows]

    def _verdict(self, width: int) -> list[Row]:
        report, checks = self._report, self._block.checks
        if report is None:
            return (
                wrap([("Passed.", Role.GOOD), ("You may go on with n, or try more.", Role.QUIET)], width)
                if (self._solved and checks)
                else []
            )
        if not report.is_over or report.trouble:
            return []
        if not checks:
            return [] if report.output else [[("It ran, and printed nothing.", Role.QUIET)]]
        if report.passed:
            return wrap([("All checks pass.", Role.GOOD), (self._way_on, Role.QUIET)], width)
        passed = sum(wrong == "" for wrong in report.verdicts())
        if self._is_unwritten:
            said = "Nothing is written yet: this is the code that the lesson begins with."
            return wrap([(said, Role.WARNING), ("Change it and press ctrl+r again.", Role.QUIET)], width)
        words: list[Piece] = [(f"{passed} of {len(checks)} checks pass.", Role.WARNING)]
        if missing := report.missing:
            words.append((f"Not there yet: {', '.join(missing)}.", Role.WARNING))
        return wrap([*words, ("Change the code and press ctrl+r again.", Role.QUIET)], width)

    @property
    def _is_unwritten(self) -> bool:
        """Whether the code that ran is the lesson's own, with not one check passed."""
        report = self._report
        if report is None or not report.is_over or report.trouble:
            return False
        is_own = self._text.split() == self._block.start.split()
        return is_own and not any(wrong == "" for wrong in report.verdicts())

    def _training(self, width: int) -> list[Row]:
        """How far the latest training of the code is, and where its curves are."""
        run = self._report.trainings.run if self._report is not None else None
        if run is None:
            return []
        state = "Trained" if run.state.over else "Training"
        said = f"epoch {run.epochs:,} of {run.planned:,}" if run.epochs or run.state.over else "the model is compiled"
        numbers = [
            f"{short(key)} {number(run.history[key][-1])}"
            for key in sorted(run.history, key=_loss_first)[:MOST_NUMBERS]
        ]
        words: list[Piece] = [(f"{state}: {', '.join([said, *numbers])}.", Role.TRAIN)]
        if self.screen.has_class("narrow"):
            words.append(("esc until no field is open, then 2 shows its curves.", Role.QUIET))
        return wrap(words, width)

    def _trouble(self, width: int) -> list[Row]:
        report = self._report
        if report is None or not report.trouble:
            return []
        rows = wrap([(narrow(report.trouble), Role.BAD)], width)
        failure = report.failure
        if failure is None:
            return rows
        lines = self._text.split("\n")
        if failure.column and 0 < failure.line <= len(lines):
            source = lines[failure.line - 1]
            # A caret far to the right is kept in sight.
            start = max(0, failure.column - width + 8)
            rows.append([(f"  {narrow(source[start:])}", Role.TEXT)])
            rows.append([(" " * (failure.column + 1 - start) + "^", Role.BAD)])
        if failure.python and failure.python.partition(": ")[2] not in report.trouble:
            rows += wrap([(f"Python says: {narrow(failure.python)}", Role.QUIET)], width)
        return rows

    def _checks(self, width: int) -> list[Row]:
        # What has passed once is not open again because the lesson was left.
        before = "" if self._solved else None
        verdicts = self._report.verdicts() if self._report else [before] * len(self._block.checks)
        if self._is_unwritten:
            # It has not gone wrong, it is still to be done.
            verdicts = [None] * len(self._block.checks)
        rows: list[Row] = []
        explained = 0
        for check, wrong in zip(self._block.checks, verdicts, strict=True):
            mark, role = _mark(wrong)
            for index, words in enumerate(wrap([(check.say, Role.TEXT)], width - len(mark) - 1)):
                rows.append([(f"{mark} " if not index else " " * (len(mark) + 1), role), *words])
            # That a name is missing is said once, above all checks.
            if not wrong or missing_name(wrong) or explained == MOST_COMPLAINTS:
                continue
            explained += 1
            for words in wrap([(narrow(wrong), Role.WARNING)], width - len(mark) - 1):
                rows.append([(" " * (len(mark) + 1), role), *words])
        return rows

    def _output(self, width: int) -> list[Row]:
        report = self._report
        if report is None or not report.output:
            return []
        rows: list[Row] = [[("printed:", Role.QUIET)]]
        for text in narrowed([narrow(line) for line in report.output], width):
            parts = [text[start : start + width] for start in range(0, len(text), width)] or [""]
            rows += [[(part, Role.TEXT)] for part in parts]
            if len(rows) > MOST_LINES:
                break
        if len(rows) > MOST_LINES or report.is_cut:
            rows = rows[: MOST_LINES + 1]
            rows.append([("The rest of the output is cut off here.", Role.WARNING)])
        return rows


def _loss_first(key: str) -> bool:
    """What columns are sorted by: losses, then the metrics in their order."""
    return not key.endswith("loss")


def _mark(wrong: str | None) -> tuple[str, Role]:
    """The mark before a check: it holds, it does not, it was not evaluated."""
    plain = glyphs.current() is glyphs.ASCII
    if wrong is None:
        return "[  ]" if plain else "○", Role.QUIET
    if wrong:
        return "[no]" if plain else "✗", Role.BAD
    return "[ok]" if plain else "✓", Role.GOOD


def narrow(text: str) -> str:
    """`text` in characters of one cell each, as rows are made of; wider ones cannot be drawn there."""
    if text.isascii():
        return text
    return "".join(character if cell_len(character) == 1 else "?" for character in text)
