"""What is to be done with code, above its editor."""

from textual.geometry import Size

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, wrap
from nnterm.tui.frame.drawing import Drawing


class CodeTask(Drawing):
    """What to do, above the editor."""

    DEFAULT_CSS = "CodeTask { height: auto; }"

    def __init__(self, task: str) -> None:
        super().__init__()
        self._words = task

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words take."""
        return len(self.rows(width, 0))

    def rows(self, width: int, height: int) -> list[Row]:
        """The word `Code`, and the task."""
        bar = (f"{glyphs.current().bar} ", Role.FRAME)
        words = wrap([("Code", Role.PRESS), (self._words, Role.STRONG)], max(10, width - 3))
        return [[bar, *row] for row in words]
