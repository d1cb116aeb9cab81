"""What every panel that looks inside a model has: a question, an answer to draw, and words where there is none."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar, cast

from textual.message import Message

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.tui.drawing.rows import Role, Row, spread, wrap
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.lab.lab_state import LabState

ROWS = {"train": "training rows", "validation": "validation rows", "test": "test rows"}
"""The parts of a split in words."""

A = TypeVar("A", bound=Inspected)

HINT_FROM = 8
"""Rows from which there is room for a line about the keys."""


class Inside(Drawing, Generic[A], can_focus=True):
    """Draws the last answer to its question, which the screen sends; `InspectionRequested` says there is another."""

    DEFAULT_CSS = "Inside { height: 1fr; }"

    KIND: ClassVar[type[Inspected]]
    """The answer that the panel draws."""
    KEYS: ClassVar[str] = ""
    """What the keys do while the panel has the focus."""

    @dataclass(eq=False, repr=False)
    class InspectionRequested(Message):
        """The panel has another question."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state: LabState | None = None
        """The state that the lab shows."""
        self._blocker = ""
        self.printed_in: tuple[int, int] | None = None
        """Cells and rows where it is printed as text, without an app; None on a screen."""

    # --- what a panel says of itself ---------------------------------------------------------------

    @property
    def question(self) -> InspectionRequest | None:
        """What the panel wants to know now; None for nothing."""
        raise NotImplementedError

    def render_result(self, answer: A, width: int, height: int) -> list[Row]:
        """The answer in `width` cells and at most `height` rows."""
        raise NotImplementedError

    def render_placeholder(self, width: int, height: int) -> list[Row]:
        """What is shown while a question waits for its first answer, or there is none."""
        return self.words("Asking the network ...", width)

    def begin(self) -> None:
        """The lab has another experiment: forget what was chosen."""

    def keys(self) -> str:
        """What the keys do now; empty where there is nothing to press."""
        return self.KEYS

    # --- the screen's side -------------------------------------------------------------------------

    def set_state(self, state: LabState | None, blocker: str) -> None:
        """Draw for `state`; `blocker` says why there can be no answer now, and which key is next."""
        if state is not self.state:
            self.state = state
            self.begin()
        self._blocker = blocker
        self.redraw()

    @property
    def answer(self) -> A | None:
        """The last answer; None before the first."""
        # Each answer is kept under its own type.
        return cast("A | None", self.state.answers.get(self.KIND)) if self.state is not None else None

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes."""
        return catalog.entry(self.state.shown_dataset).classes if self.state is not None else ()

    @property
    def test_is_open(self) -> bool:
        """Whether the learner has opened the test rows of the run: only then a panel may look at them."""
        return self.state is not None and self.state.run is not None and self.state.run.test_is_open

    @property
    def plain(self) -> bool:
        """Whether pictures must do without colour."""
        return self.printed_in is not None or self.app.no_color

    @property
    def area(self) -> tuple[int, int]:
        """Cells and rows that there are to draw in."""
        return self.printed_in or (self.size.width, self.size.height)

    def request_inspection(self) -> None:
        """Have the trainer answer the present question."""
        self.redraw()
        self.post_message(self.InspectionRequested())

    def rows(self, width: int, height: int) -> list[Row]:
        """The answer, or why there is none; the keys below."""
        hint = height >= HINT_FROM
        room = height - hint
        answer = self.answer
        refused = self.state.answers.get(NotInspected) if self.state is not None else None
        if answer is not None:
            notice = wrap([(self._blocker, Role.WARNING)], width - 2) if self._blocker else []
            rows = self.render_result(answer, width, room - len(notice))[: room - len(notice)]
            rows += [[(" ", Role.TEXT), *row] for row in notice]
        elif self._blocker:
            rows = self.words(self._blocker, width)
        elif isinstance(refused, NotInspected):
            rows = self.words(f"{refused.message} {refused.remedy}", width)
        else:
            rows = self.render_placeholder(width, room)
        rows = rows[:room]
        if hint:
            rows += [[] for _ in range(room - len(rows))]
            keys = "" if self._blocker else self.keys()
            if keys and not self.has_focus:
                keys = "tab goes to this panel"
            epoch = f"epoch {answer.epoch:,} " if answer is not None else ""
            rows.append(spread([(f" {keys}", Role.QUIET)], [(epoch, Role.QUIET)], width))
        return rows

    @staticmethod
    def words(text: str, width: int) -> list[Row]:
        """`text` as a paragraph."""
        return [[], *([(" ", Role.TEXT), *row] for row in wrap([(text, Role.QUIET)], width - 2))]
