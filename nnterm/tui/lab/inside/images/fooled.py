"""Fool the network: an image, a small change against it, and what it says before and after."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.fooled_shown import ConfidenceBin, FooledShown
from nnterm.experiment.protocol.inspection_requests import InspectFooled
from nnterm.experiment.protocol.inspection_results import DigitRead
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.lab.inside.inside import ROWS, Inside

EPSILONS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
"""How far a pixel may move, in the order of the keys."""

FIRST = 4
"""The place of the size that is tried first."""

SMALL, LARGE = 14, 28
"""Pixels on each side of a picture."""

LIKELIEST = 3
"""Classes whose probability is written."""

CELL = 8
"""Cells of a column of the table of how sure it is."""

CAPTIONS = ("image", "change", "together", "gradient")


class FooledPanel(Inside[FooledShown]):
    """Left and right take another image, up and down another size of the change; o takes the digit of Draw."""

    KIND = FooledShown
    KEYS = "left/right image, up/down epsilon, o your own digit"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sample(-1)", "image", show=False),
        Binding("right", "sample(1)", "image", show=False),
        Binding("up", "epsilon(1)", "epsilon", show=False),
        Binding("down", "epsilon(-1)", "epsilon", show=False),
        Binding("o", "own", "own digit", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sample, self._step = 0, FIRST
        self._is_own = False
        self._lacks_digit = False

    @property
    def question(self) -> InspectFooled:
        """The chosen image and size."""
        cells = self._drawn if self._is_own else ""
        return InspectFooled(sample=self._sample, epsilon=EPSILONS[self._step], cells=cells, test=self.test_is_open)

    @property
    def _drawn(self) -> str:
        """What was drawn for the present model; empty for nothing."""
        read = self.state.answers.get(DigitRead) if self.state is not None else None
        return read.cells if isinstance(read, DigitRead) else ""

    def begin(self) -> None:
        """From the first image."""
        self._sample, self._step = 0, FIRST
        self._is_own = self._lacks_digit = False

    def action_sample(self, direction: int) -> None:
        """Take another image."""
        if self.answer is not None:
            self._is_own = self._lacks_digit = False
            self._sample = (self._sample + direction) % self.answer.samples
            self.request_inspection()

    def action_epsilon(self, direction: int) -> None:
        """Change more, or less."""
        self._step = min(max(0, self._step + direction), len(EPSILONS) - 1)
        self.request_inspection()

    def action_own(self) -> None:
        """Take what was drawn in the panel Draw, or go back."""
        self._is_own = not self._is_own and bool(self._drawn)
        self._lacks_digit = not self._drawn
        self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: FooledShown, width: int, height: int) -> list[Row]:
        """Pictures, probabilities, and how it goes with a hundred images."""
        rows = self._title(answer, width)
        side = LARGE if width >= len(CAPTIONS) * (LARGE + 2) and height >= LARGE else SMALL
        across = max(1, (width - 1) // (side + 2))
        pictures = self._pictures(answer, side)
        words = self._words(answer, width)
        rows += [[(" ", Role.TEXT), *row] for row in beside(pictures[:across], side)]
        return [*rows, *words]

    def _title(self, answer: FooledShown, width: int) -> list[Row]:
        if self._lacks_digit:
            return fold([(" Draw a digit in the panel Draw first, then press o here.", Role.WARNING)], width)
        if answer.truth is None:
            title: Row = [(" your own digit", Role.STRONG)]
        else:
            title = [(f" image {answer.sample + 1:,} of {answer.samples:,}: ", Role.QUIET)]
            title.append((f"a {self.class_names[answer.truth]}", Role.STRONG))
        title += [("   epsilon ", Role.QUIET), (f"{answer.epsilon:g}", Role.CHOSEN)]
        return fold([*title, (": how far each pixel may move", Role.QUIET)], width)

    def _pictures(self, answer: FooledShown, side: int) -> list[list[Row]]:
        """The image, the change, both together, and where the loss is steep; each with its caption."""
        blocks: list[list[Row]] = []
        for caption, shown in zip(
            CAPTIONS, (answer.image, answer.change, answer.changed, answer.saliency), strict=True
        ):
            grid = sized(grid_of(shown), side)
            head: Row = [(caption, Role.QUIET)]
            blocks.append([head, *render_picture(grid, signed=shown.signed, plain=self.plain)])
        return blocks

    def _words(self, answer: FooledShown, width: int) -> list[Row]:
        rows = fold([(" before ", Role.QUIET), *self._likeliest(answer.before, answer.truth)], width)
        rows += fold([(" after  ", Role.QUIET), *self._likeliest(answer.after, answer.truth)], width)
        counts: Row = [
            (f" Of {answer.tried} {ROWS[answer.part]} {answer.right} are right; this step fools ", Role.QUIET),
            (f"{answer.fooled}", Role.STRONG),
            (", random signs ", Role.QUIET),
            (f"{answer.fooled_by_noise}", Role.STRONG),
            (".", Role.QUIET),
        ]
        rows += fold(counts, width)
        return [*rows, *_reliability(answer.bins)]

    def _likeliest(self, scores: list[float], truth: int | None) -> Row:
        """The likeliest classes, the first in green where it is right."""
        order = sorted(range(len(scores)), key=lambda label: -scores[label])[:LIKELIEST]
        row: Row = []
        for place, label in enumerate(order):
            role = Role.QUIET
            if not place:
                role = Role.STRONG if truth is None else Role.GOOD if label == truth else Role.BAD
            row.append((f"{self.class_names[label]} {scores[label]:.1%}  ", role))
        return row


def _reliability(bins: list[ConfidenceBin]) -> list[Row]:
    """How sure the network is, how many images it is so sure of, and how many of those it gets right."""
    lines = (
        ("sure", Role.QUIET, [f"{round(100 * each.low)}-{each.high:.0%}" for each in bins]),
        ("images", Role.QUIET, [f"{each.rows:,}" for each in bins]),
        ("mean", Role.TEXT, [f"{each.confidence:.1%}" for each in bins]),
        ("right", Role.STRONG, [f"{each.accuracy:.1%}" for each in bins]),
    )
    return [
        [(f" {name:<7}", Role.QUIET), ("".join(f"{cell:>{CELL}}" for cell in cells), role)]
        for name, role, cells in lines
    ]
