"""A piece of the lesson's prose, set from Markdown as one widget."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from textual import events
from textual.widgets import Static

from nnterm.lesson.parsing.outline import parser
from nnterm.tui.messages import TextClicked
from nnterm.tui.reading.simple_prose import is_simple, parts
from nnterm.tui.theme import PROSE


class _Text:
    """Markdown that is set once for each width: Textual asks for its height first, and for its lines then."""

    def __init__(self, markdown: str) -> None:
        self._markdown, self._tokens = markdown, parser().parse(markdown)
        self._set_for: object = None
        self._set: list[Segment] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # Another theme gives the text other colours.
        wanted = (options.max_width, [console.get_style(name) for name in PROSE])
        if wanted != self._set_for:
            self._set = list(self._segments(console, options.update(height=None)))
            self._set_for = wanted
        yield from self._set

    def _segments(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        if not is_simple(self._tokens):
            from nnterm.tui.reading.rich_prose import RichProse

            yield from console.render(RichProse(self._markdown, self._tokens), options)
            return
        for number, part in enumerate(parts(self._tokens, console)):
            if number:
                yield Segment.line()
            yield from console.render(part, options)


class LessonText(Static):
    """Markdown as Rich sets it: one widget a piece, which mounts many times faster than one a paragraph."""

    DEFAULT_CSS = "LessonText { height: auto; padding: 0 1; margin-bottom: 1; }"

    def __init__(self, markdown: str) -> None:
        super().__init__(_Text(markdown))

    def on_click(self, event: events.Click) -> None:
        """Say which word it was."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = range(max(0, offset.y - 1), min(self.content_size.height, offset.y + 2))
        lines = {row: self.render_line(row).text for row in rows}
        before = sum(len(line) + 1 for row, line in lines.items() if row < offset.y)
        if offset.x < len(lines.get(offset.y, "")):
            self.post_message(TextClicked("\n".join(lines.values()), before + offset.x))
