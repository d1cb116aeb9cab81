"""Everything found wrong with one lesson file, gathered so that an author sees it all at once."""

from pathlib import Path

from nnterm.errors import LessonError

MAXIMUM_KEPT = 200
"""Most errors kept of one file: whoever has so many starts with the first."""


class Problems:
    """The errors of one file, in the order they were found. Reading goes on after each with a stand-in value."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: list[LessonError] = []
        self._count = 0

    def add(self, line: int, message: str, remedy: str) -> None:
        """Note an error at `line`, from 1: what was found and expected, and what to do."""
        if self._count < MAXIMUM_KEPT:
            self._found.append(LessonError(str(self.path), line, message, remedy))
        self._count += 1

    def include(self, error: LessonError) -> None:
        """Note an error that was raised elsewhere."""
        self._found.append(error)
        self._count += 1

    def __len__(self) -> int:
        """How many errors were noted, those that are not kept included."""
        return self._count

    def sorted(self) -> list[LessonError]:
        """All errors, from the top of the file to its end, none twice."""
        once: dict[tuple[int, str], LessonError] = {}
        for error in self._found:
            once.setdefault((error.line, error.reason), error)
        return sorted(once.values(), key=lambda error: error.line)

    def raise_first(self) -> None:
        """Raise the topmost error, if there is one."""
        if self._found:
            raise self.sorted()[0]
