"""The rows that a model gets wrong, the most confident mistakes first: images drawn, texts and tables in words."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspection_requests import InspectMistakes
from nnterm.experiment.protocol.inspection_results import Mistake, MistakesFound
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import CLASS_ROLES, Role, Row, fold, wrap
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.lab.inside.inside import HINT_FROM, ROWS, Inside

SIDE = 14
"""Pixels on each side of an image, at the least; the captions have as many cells."""

LINES = 2
"""Lines of a text, or of the columns of a table."""

MOST = 16
"""Mistakes on a page at the most."""


class MistakesPanel(Inside[MistakesFound]):
    """Arrows turn the page."""

    KIND = MistakesFound
    KEYS = "left/right another page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,pageup", "page(-1)", "page", show=False),
        Binding("right,down,pagedown", "page(1)", "page", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._first = 0

    @property
    def question(self) -> InspectMistakes | None:
        """A page, as large as the panel holds."""
        most = self._most()
        if self.state is None:
            return None
        return InspectMistakes(first=self._first // most * most, most=most, test=self.test_is_open)

    def begin(self) -> None:
        """From the first page."""
        self._first = 0

    def action_page(self, direction: int) -> None:
        """Turn the page."""
        if self.answer is not None:
            most = self._most()
            last = max(0, self.answer.wrong - 1) // most * most
            self._first = min(max(0, self._first + direction * most), last)
            self.request_inspection()

    def render_result(self, answer: MistakesFound, width: int, height: int) -> list[Row]:
        """Title and one page."""
        last = answer.first + len(answer.mistakes)
        title: Row = [
            (f" {answer.wrong:,} wrong", Role.STRONG),
            (f" of {answer.rows:,} {ROWS[answer.part]}", Role.QUIET),
        ]
        if not answer.wrong:
            return [title, *self.words("It gets none of them wrong.", width)]
        title.append((f", most confident first: {answer.first + 1} to {last}", Role.QUIET))
        if answer.mistakes and answer.mistakes[0].picture is not None:
            arrow = f" {glyphs.current().arrow} "
            legend: Row = [(" true", Role.STRONG), (arrow, Role.QUIET), ("taken for", Role.WARNING)]
            legend.append((", and how sure", Role.QUIET))
            if any(mistake.flipped_from is not None for mistake in answer.mistakes):
                legend.append((f", {glyphs.current().flipped[0]} flipped label", Role.QUIET))
            return [*fold(title, width), legend, *self._pictures(answer, width, height - 2)]
        return [*fold(title, width), [], *self._lines(answer, width)]

    # --- images ------------------------------------------------------------------------------------

    def _across(self, width: int) -> int:
        return max(1, (width - 1) // (self._side() + 2))

    def _side(self) -> int:
        """Pixels on each side of an image as it is drawn."""
        if self.state is None:
            return SIDE
        rows = catalog.entry(self.state.shown_dataset).shape[0]
        return rows if SIDE <= rows < 2 * SIDE else SIDE if rows >= SIDE else rows * -(-SIDE // rows)

    def _most(self) -> int:
        """How many mistakes fit on a page."""
        if self.state is None:
            return 1
        width, height = self.area
        room = height - (height >= HINT_FROM) - 2
        if catalog.is_image(self.state.shown_dataset):
            down = max(1, room // (-(-self._side() // 2) + 1))
            return min(MOST, self._across(width) * down)
        return min(MOST, max(1, room // (LINES + 2)))

    def _pictures(self, answer: MistakesFound, width: int, room: int) -> list[Row]:
        side, across = self._side(), self._across(width)
        rows: list[Row] = []
        for start in range(0, len(answer.mistakes), across):
            blocks = []
            for mistake in answer.mistakes[start : start + across]:
                assert mistake.picture is not None
                picture = render_picture(sized(grid_of(mistake.picture), side), plain=self.plain)
                blocks.append([*picture, self._short(mistake)])
            rows += [[(" ", Role.TEXT), *row] for row in beside(blocks, side)]
        return rows[:room]

    def _short(self, mistake: Mistake) -> Row:
        """True class, guessed class and certainty in a few cells."""
        truth, guess = self.class_names[mistake.truth], self.class_names[mistake.guess]
        flipped = glyphs.current().flipped[0] if mistake.flipped_from is not None else ""
        return [
            (f"{flipped}{truth} ", Role.STRONG),
            (f"{glyphs.current().arrow} {guess} ", Role.WARNING),
            (f"{mistake.certainty:.0%}", Role.QUIET),
        ]

    # --- words -------------------------------------------------------------------------------------

    def _lines(self, answer: MistakesFound, width: int) -> list[Row]:
        rows: list[Row] = []
        for mistake in answer.mistakes:
            truth, guess = self.class_names[mistake.truth], self.class_names[mistake.guess]
            true_role, guess_role = self._class_role(mistake.truth), self._class_role(mistake.guess)
            rows += fold(
                [
                    (f" {truth}", true_role or Role.STRONG),
                    (f"{self._flipped_words(mistake)}, taken for ", Role.QUIET),
                    (guess, guess_role or Role.WARNING),
                    (f"  {mistake.certainty:.0%} sure", Role.QUIET),
                ],
                width,
            )
            words = wrap([(self._words(mistake), Role.TEXT)], width - 8)
            rows += [[("   ", Role.TEXT), *row] for row in words[:LINES]]
            if len(words) > LINES:
                rows[-1] = [*rows[-1], (" ...", Role.QUIET)]
            rows.append([])
        return rows

    def _flipped_words(self, mistake: Mistake) -> str:
        """That the label is flipped, and from what; nothing of one that is true."""
        return f" (flipped from {self.class_names[mistake.flipped_from]})" if mistake.flipped_from is not None else ""

    def _class_role(self, label: int) -> Role | None:
        """The colour that a class has on the map; None where there is no map."""
        if self.state is None or not catalog.in_plane(self.state.shown_dataset):
            return None
        return CLASS_ROLES[label % len(CLASS_ROLES)]

    def _words(self, mistake: Mistake) -> str:
        """The text, or the columns with their names."""
        if mistake.text:
            # A text may hold what a terminal would obey.
            return "".join(c if c.isprintable() else " " for c in mistake.text)
        names = catalog.entry(self.state.shown_dataset).features if self.state is not None else ()
        columns = zip(names, mistake.values, strict=False)
        return ", ".join(f"{name} {value:g}" for name, value in columns)
