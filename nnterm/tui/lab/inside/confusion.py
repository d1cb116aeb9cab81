"""The confusion matrix: what is taken for what, with the largest confusions in words."""

from nnterm.experiment.protocol.inspection_requests import InspectConfusion
from nnterm.experiment.protocol.inspection_results import ConfusionCounted
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ground, Role, Row, wrap
from nnterm.tui.lab.inside.inside import ROWS, Inside

MOST_LABEL = 12
"""Cells of a class's name at the most."""


class ConfusionPanel(Inside[ConfusionCounted]):
    """A row a true class, a column a guess."""

    KIND = ConfusionCounted

    @property
    def question(self) -> InspectConfusion:
        """There is one."""
        return InspectConfusion()

    def render_result(self, answer: ConfusionCounted, width: int, height: int) -> list[Row]:
        """Title, matrix, words."""
        counts, names = answer.counts, self.class_names
        right = sum(counts[i][i] for i in range(len(counts)))
        of = "" if answer.rows == answer.of else f" of {answer.of:,}"
        rows: list[Row] = [
            [
                (f" {answer.rows:,}{of} {ROWS[answer.part]}: ", Role.QUIET),
                (f"{right:,} right, {answer.rows - right:,} wrong", Role.STRONG),
            ]
        ]
        rows += self._matrix(counts, names, width)
        words = confusions(counts, names)
        if len(rows) + 1 < height:
            rows.append([])
        for line in words or ["Nothing is confused."]:
            rows += [[(" ", Role.TEXT), *row] for row in wrap([(line, Role.TEXT)], width - 2)]
        return rows[:height]

    def _matrix(self, counts: list[list[int]], names: tuple[str, ...], width: int) -> list[Row]:
        label = min(MOST_LABEL, max(4, *map(len, names)))
        longest = max(7, *(len(name) + 1 for name in names))
        cell = max(3, min(longest, (width - label - 3) // len(names)))
        heads = "".join(f"{name[: cell - 1]:>{cell - 1}} " for name in names)
        arrow = glyphs.current().arrow
        rows: list[Row] = [[(f" {'true':<{label}} {arrow} taken for", Role.QUIET)]]
        rows.append([(" " * (label + 2) + heads, Role.QUIET)])
        worst = max((n for i, row in enumerate(counts) for j, n in enumerate(row) if i != j), default=0)
        for truth, line in enumerate(counts):
            row: Row = [(f" {names[truth][:label]:<{label}} ", Role.QUIET)]
            for guess, count in enumerate(line):
                text = f"{count or '.':>{cell - 1}} "
                if truth == guess:
                    row.append((text, Ground(round(7 * count / max(1, sum(line))))))
                else:
                    row.append((text, Ground(-round(7 * count / worst)) if count else Role.QUIET))
            rows.append(row)
        return rows


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
