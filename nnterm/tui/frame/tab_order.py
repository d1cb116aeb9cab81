"""Where tab goes: what is open to answer in reading order, then the panel, then the settings. Shift+tab finds all."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from textual.widget import Widget


@runtime_checkable
class Answerable(Protocol):
    """A block of the text that the learner can do something with."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be answered, solved or passed."""
        ...

    @property
    def stops(self) -> Sequence[Widget]:
        """What of it takes keys, in reading order."""
        ...


class Stop(NamedTuple):
    """One place that tab goes to."""

    view: str
    """`read` for the text, `lab` for panel and settings."""
    widget: Widget | None
    """What takes the keys; None where the half has nothing that does, and is only seen."""


class TabOrder:
    """Remembers where the learner was, so that tab goes on from a field that was left."""

    def __init__(self) -> None:
        self._last: Widget | None = None
        self._kept: Answerable | None = None
        """A block that was open when the learner came to it: answered, it keeps its place until the learner goes on."""
        self._reached_back: Widget | None = None
        """What shift+tab led to last. Whoever left it by esc, forwards, is led past it by the next shift+tab."""

    def forget(self) -> None:
        """Begin at the top again: another step is shown, or another half."""
        self._last = self._kept = self._reached_back = None

    def came_to(self, widget: Widget, blocks: Sequence[Answerable]) -> None:
        """`widget` took the keys."""
        self._last = widget
        block = next((block for block in blocks if widget in block.stops), None)
        if block is None or self._reached_back not in block.stops:
            self._reached_back = None
        if block is not self._kept:
            self._kept = block if block is not None and block.is_open else None

    def went(self, direction: int, stop: Stop) -> None:
        """The learner goes to `stop`, forwards (+1) or back (-1)."""
        self._reached_back = stop.widget if direction < 0 else None

    def leads_to(
        self,
        direction: int,
        focused: Widget | None,
        blocks: Sequence[Answerable],
        lab: Sequence[Widget],
        half: str | None = None,
    ) -> Stop | None:
        """The next stop (+1) or the one before (-1), round and round; None where nothing takes keys.

        What is done lies between the last stop and the first: only who goes back comes to it.
        `half` is the one that is seen, where only one fits: then a half without a stop is one by itself.
        """
        order, done = self._order(blocks, lab, half)
        if direction < 0:
            order = [*order, *done]
        if not order:
            return None
        places = [stop.widget for stop in order]
        here = focused if focused is not None else self._last
        is_left_open = focused is None and any(
            isinstance(block, Widget) and block is here and block.is_open for block in blocks
        )
        left_the_lab = focused is None and half is None and here in lab
        is_left_panel = focused is None and half == "lab" and here in lab
        if (is_left_open or is_left_panel) and here in places and direction > 0:
            # What was left without an answer says that tab leads to it, and so does a panel that is all that is seen.
            at = places.index(here)
        elif left_the_lab and direction > 0 and order[0].view == "read":
            # So does every question that is open, and who has left the lab is back in the text.
            at = 0
        elif here is not None and here in places:
            at = places.index(here) + direction
            if direction < 0 and places[at % len(order)] is self._reached_back:
                at += direction
        elif half is not None and Stop(half, None) in order:
            at = order.index(Stop(half, None)) + direction
        else:
            seen = [index for index, stop in enumerate(order) if stop.view == half and half == "lab"]
            first, last = (seen[0], seen[-1]) if seen else (0, len(order) - 1)
            at = first if direction > 0 else last
        return order[at % len(order)]

    def _order(
        self, blocks: Sequence[Answerable], lab: Sequence[Widget], half: str | None
    ) -> tuple[list[Stop], list[Stop]]:
        """What tab goes round, and what is done."""
        waiting: list[Stop] = []
        done: list[Stop] = []
        for block in blocks:
            group = waiting if block.is_open or block is self._kept else done
            group += [Stop("read", widget) for widget in block.stops]
        beside = [Stop("lab", widget) for widget in lab]
        if half is not None:
            waiting = waiting or [Stop("read", None)]
            beside = beside or [Stop("lab", None)]
        return [*waiting, *beside], done
