"""The confusion matrix: what is taken for what, with the largest confusions in words."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.inspection_requests import InspectConfusion
from nnterm.experiment.protocol.inspection_results import ConfusionCounted
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ground, Role, Row, fold, wrap
from nnterm.tui.lab.inside.inside import ROWS, Inside


class ConfusionPanel(Inside[ConfusionCounted]):
    """A row a true class, a column a guess."""

    KIND = ConfusionCounted
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "scroll(-1)", "columns", show=False),
        Binding("right", "scroll(1)", "columns", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._first, self._across = 0, 1

    def begin(self) -> None:
        """From the first column."""
        self._first = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to scroll where every column is seen."""
        if action == "scroll" and (self.answer is None or len(self.answer.counts) <= self._across):
            return False
        return super().check_action(action, parameters)

    @property
    def question(self) -> InspectConfusion:
        """There is one."""
        return InspectConfusion(test=self.test_is_open)

    def render_result(self, answer: ConfusionCounted, width: int, height: int) -> list[Row]:
        """Title, matrix, words."""
        counts, names = answer.counts, self.class_names
        right = sum(counts[i][i] for i in range(len(counts)))
        of = "" if answer.rows == answer.of else f" of {answer.of:,}"
        title: Row = [
            (f" {answer.rows:,}{of} {ROWS[answer.part]}: ", Role.QUIET),
            (f"{right:,} right, {answer.rows - right:,} wrong", Role.STRONG),
        ]
        rows = fold(title, width)
        rows += self._matrix(counts, names, width)
        words = confusions(counts, names)
        if len(rows) + 1 < height:
            rows.append([])
        for line in words or ["Nothing is confused."]:
            rows += [[(" ", Role.TEXT), *row] for row in wrap([(line, Role.TEXT)], width - 2)]
        return rows[:height]

    def _matrix(self, counts: list[list[int]], names: tuple[str, ...], width: int) -> list[Row]:
        label = min(max(4, *map(len, names)), width // 3)
        widest = max(len(str(count)) for line in counts for count in line)
        cell = max(3, widest + 1, min(max(7, *(len(name) + 1 for name in names)), (width - label - 3) // len(names)))
        heads = names
        if any(len(name) >= cell for name in names):
            # A name that is cut may be read as another one: columns and rows have numbers.
            heads = tuple(map(str, range(1, len(names) + 1)))
            label = min(max(len(name) for name in names) + 4, width // 3)
            names = tuple(f"{number} {name}" for number, name in enumerate(names, 1))
        self._across = max(1, (width - label - 2) // cell)
        self._first = min(self._first, max(0, len(names) - self._across))
        shown = range(self._first, min(len(names), self._first + self._across))
        arrow = glyphs.current().arrow
        more = "" if len(shown) == len(names) else f", {shown.start + 1} to {shown.stop} of {len(names)}: left/right"
        rows: list[Row] = [[(f" {'true':<{label}} {arrow} taken for{more}", Role.QUIET)]]
        rows.append([(" " * (label + 2) + "".join(f"{heads[guess]:>{cell - 1}} " for guess in shown), Role.QUIET)])
        worst = max((n for i, row in enumerate(counts) for j, n in enumerate(row) if i != j), default=0)
        for truth, line in enumerate(counts):
            name = names[truth] if len(names[truth]) <= label else f"{names[truth][: label - 1]}…"
            row: Row = [(f" {name:<{label}} ", Role.QUIET)]
            for guess in shown:
                count = line[guess]
                text = f"{count or '.':>{cell - 1}} "
                if truth == guess:
                    row.append((text, Ground(round(7 * count / max(1, sum(line))))))
                else:
                    row.append((text, Ground(-max(1, round(7 * count / worst))) if count else Role.QUIET))
            rows.append(row)
        return rows

    def action_scroll(self, direction: int) -> None:
        """See other columns, where not all fit."""
        if self.answer is not None:
            last = max(0, len(self.answer.counts) - self._across)
            self._first = min(max(0, self._first + direction * self._across), last)
            self.redraw()


def confusions(counts: list[list[int]], names: tuple[str, ...]) -> list[str]:
    """The confusions in words, the most frequent first."""
    found = [
        (count, truth, guess)
        for truth, row in enumerate(counts)
        for guess, count in enumerate(row)
        if count and truth != guess
    ]
    found.sort(key=lambda confusion: (-confusion[0], confusion[1:]))
    return [f"{names[truth]} is taken for {names[guess]}: {_times(count)}" for count, truth, guess in found[:5]]


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")
