"""Which runs the Runs panel shows, in which order, and which of them is chosen. No Textual here."""

from collections.abc import Sequence

from nnterm.errors import UsageError
from nnterm.experiment.run import Run
from nnterm.runs.listing.columns import Column, columns_of
from nnterm.runs.listing.filter import wanted
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.listing.order import NEWEST, in_order


class RunView:
    """A list of runs, filtered and sorted. The chosen run stays chosen as long as it is seen."""

    def __init__(self) -> None:
        self.listed: list[ListedRun] = []
        """Every run, newest first."""
        self.shown: list[ListedRun] = []
        """Those that fulfil the filter, in their order."""
        self.figure = NEWEST
        """What they are sorted by."""
        self.is_reversed = False
        self.filter = ""
        self.fault = ""
        """What is wrong with the filter; then all runs are shown."""
        self.index = 0
        """The place of the chosen run among those that are shown."""
        self._chosen = ""

    @property
    def chosen(self) -> ListedRun | None:
        """The chosen run; None where none is shown."""
        return self.shown[self.index] if self.shown else None

    @property
    def columns(self) -> list[Column]:
        """The columns that the list can have."""
        return columns_of(self.listed)

    def set_listed(self, listed: Sequence[ListedRun]) -> None:
        """Take another list. An order by what none of its runs has any more is given up."""
        self.listed = list(listed)
        if self.figure not in self._figures():
            self.figure, self.is_reversed = NEWEST, False
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show the runs that fulfil `text`, all for a blank one."""
        self.filter = text
        self._arrange()

    def sort_by(self, figure: str) -> None:
        """Sort by `figure`, the other way round where it is the order already."""
        self.is_reversed = figure == self.figure and not self.is_reversed
        self.figure = figure
        self._arrange()

    def sort_by_next(self) -> None:
        """Sort by the next figure that the runs have, after the last by time again."""
        figures = self._figures()
        self.figure, self.is_reversed = figures[(figures.index(self.figure) + 1) % len(figures)], False
        self._arrange()

    def move(self, direction: int) -> None:
        """Choose a run further down, or up."""
        self.choose(min(max(0, self.index + direction), max(0, len(self.shown) - 1)))

    def choose(self, index: int) -> None:
        """Choose the run at `index` among those that are shown."""
        self.index = index
        self._chosen = self.shown[index].run.run_id if self.shown else ""

    def runs(self) -> list[Run]:
        """The runs that are shown."""
        return [listed.run for listed in self.shown]

    def _figures(self) -> list[str]:
        """What the list can be sorted by: time, then the columns, the most important first."""
        columns = sorted((column for column in self.columns if column.figure), key=lambda column: column.importance)
        return [NEWEST, *(column.figure for column in columns)]

    def _arrange(self) -> None:
        self.fault, is_wanted = "", wanted("")
        try:
            is_wanted = wanted(self.filter)
        except UsageError as error:
            self.fault = error.message
        matching = [listed for listed in self.listed if is_wanted(listed)]
        is_as_it_came = self.figure == NEWEST and not self.is_reversed
        self.shown = matching if is_as_it_came else in_order(matching, self.figure, is_reversed=self.is_reversed)
        places = [place for place, listed in enumerate(self.shown) if listed.run.run_id == self._chosen]
        self.index = places[0] if places else min(self.index, max(0, len(self.shown) - 1))
