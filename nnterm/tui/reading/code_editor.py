"""An editor for a few lines of Python: colours, indentation, and one line that may be marked."""

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.highlight import highlight
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from nnterm.tui.drawing import glyphs
from nnterm.tui.frame.typed import ALL
from nnterm.tui.reading import indentation
from nnterm.tui.reading.indentation import INDENT
from nnterm.tui.reading.sight import bring_into_sight
from nnterm.tui.reading.typed_code import TypedCode


class CodeEditor(TextArea, TypedCode):
    """Edits Python. Tab indents; escape leaves for what comes next.

    The colours are those of the lab's code panel, from Pygments, which Textual needs: tree-sitter, which Textual can
    use for editors, would be two more packages with native code for the same colours.
    """

    DEFAULT_CSS = """
    CodeEditor {
        height: auto; padding: 0; border: none; border-left: outer $nn-frame; background: $surface; scrollbar-size: 0 0;
        &:focus { border: none; border-left: outer $accent; }
        &.ascii, &.ascii:focus { border-left: ascii $nn-frame; }
        & > .text-area--gutter { color: $nn-before; }
        & > .text-area--cursor-gutter { color: $foreground; background: $surface; }
        & > .code-editor--wrong { background: $error 30%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"code-editor--wrong"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+tab", "outdent", "indent less", show=False),
        Binding("backspace", "delete_left", "delete", show=False),
    ]

    def __init__(self, text: str) -> None:
        super().__init__(
            text, tab_behavior="indent", show_line_numbers=True, highlight_cursor_line=False, max_checkpoints=500
        )
        # An idle screen sends nothing.
        self.cursor_blink = False
        self.indent_width = INDENT
        self.set_class(glyphs.current() is glyphs.ASCII, "ascii")
        self._wrong_line = 0
        self._coloured: list[Text] = []
        self._coloured_text: str | None = None

    def mark(self, line: int) -> None:
        """Mark `line`, from 1, as the one that failed; 0 marks none."""
        if line != self._wrong_line:
            self._wrong_line = line
            self.notify_style_update()
            self.refresh()

    # --- drawing -----------------------------------------------------------------------------------

    def get_line(self, line_index: int) -> Text:
        """One line with its colours."""
        plain = super().get_line(line_index)
        text = self.text
        if text != self._coloured_text:
            self._coloured_text, self._coloured = text, self._colour(text)
        # Pygments and the editor may differ on what ends a line.
        line = self._coloured[line_index] if line_index < len(self._coloured) else plain
        line = line.copy() if line.plain == plain.plain else plain
        if line_index + 1 == self._wrong_line:
            line.stylize(Style(bgcolor=self.get_component_rich_style("code-editor--wrong").bgcolor))
        return line

    def _colour(self, text: str) -> list[Text]:
        return [self._as_text(line) for line in highlight(text, language="python").split("\n", allow_blank=True)]

    def _as_text(self, content: Content) -> Text:
        line = Text(end="", no_wrap=True)
        for segment in content.render_segments(self.visual_style):
            line.append(segment.text, segment.style)
        return line

    def notify_style_update(self) -> None:
        """Colour anew under another theme."""
        self._coloured_text = None
        super().notify_style_update()

    # --- editing -----------------------------------------------------------------------------------

    def edit(self, edit: Edit) -> EditResult:
        """Apply `edit` without the characters that Python and terminals stumble over: a paste may hold any."""
        cleaned = edit.text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(INDENT)
        edit.text = "".join(character for character in cleaned if character.isprintable() or character == "\n")
        self.mark(0)
        return super().edit(edit)

    async def on_key(self, event: events.Key) -> None:
        """Enter and a closing bracket indent; tab moves all chosen lines; keys that edit or move act at once.

        Left to bubble they would act after letters that were typed later: over a slow line many keys arrive at once.
        """
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and bound.node is self and not bound.binding.priority:
            await self.run_action(bound.binding.action)
        elif event.key == "enter":
            start, end = sorted(self.selection)
            depth = indentation.new_line(self.get_text_range((0, 0), start))
            self._put("\n" + " " * depth, start, end)
        elif event.character in (")", "]", "}") and (place := self._place_to_close()) is not None:
            row, column = self.cursor_location
            self._put(" " * place + event.character, (row, 0), (row, column))
        elif event.key == "tab" and self.selection.start[0] != self.selection.end[0]:
            self._shift_lines(INDENT)
        else:
            return
        event.stop()
        event.prevent_default()

    def _put(self, text: str, start: Location, end: Location) -> None:
        """Write `text` in place of what is between two places, and go to its end."""
        self.move_cursor(self.replace(text, start, end, maintain_selection_offset=False).end_location)

    def _place_to_close(self) -> int | None:
        """Columns at which a bracket belongs that is the first of its line; None where it is typed as it comes."""
        row, column = self.cursor_location
        if not self.selection.is_empty or not column or self.document[row][:column].strip(" "):
            return None
        return indentation.closing_bracket(self.get_text_range((0, 0), (row, 0)))

    def action_leave(self) -> None:
        """Go to what can be pressed below; from there tab goes on."""
        self.screen.focus_next()

    @property
    def typed_characters(self) -> str:
        """Every character is text."""
        return ALL

    def action_indent(self) -> None:
        """Indent the line of the cursor, or all chosen ones."""
        self._shift_lines(INDENT)

    def action_outdent(self) -> None:
        """Take a level of indentation away from the line of the cursor, or from all chosen ones."""
        self._shift_lines(-INDENT)

    def action_delete_left(self) -> None:
        """Delete a character, in the indentation a whole level of it."""
        row, column = self.cursor_location
        before = self.document[row][:column]
        if self.selection.is_empty and before and not before.strip(" "):
            self.delete((row, (column - 1) // INDENT * INDENT), (row, column))
        else:
            super().action_delete_left()

    def get_cursor_line_end_location(self) -> Location:
        """The end of the line itself, which may take several rows."""
        row, _ = self.cursor_location
        return row, len(self.document[row])

    def get_cursor_line_start_location(self, smart_home: bool = False) -> Location:
        """The start of the line itself, after its indentation first where home is `smart_home`."""
        row, column = self.cursor_location
        line = self.document[row]
        first = len(line) - len(line.lstrip(" ")) if smart_home else 0
        return row, (0 if column == first else first)

    def _shift_lines(self, by: int) -> None:
        """Move the chosen lines by `by` columns, as far as they have spaces to lose."""
        selection = self.selection
        first, last = sorted((selection.start[0], selection.end[0]))
        moved: dict[int, int] = {}
        for row in range(first, last + 1):
            line = self.document[row]
            spaces = len(line) - len(line.lstrip(" "))
            if by > 0 and (line or first == last):
                self.insert(" " * by, (row, 0), maintain_selection_offset=False)
                moved[row] = by
            elif by < 0 and spaces:
                moved[row] = -min(spaces, -by)
                self.delete((row, 0), (row, -moved[row]), maintain_selection_offset=False)

        def place(location: Location) -> Location:
            row, column = location
            return row, max(0, column + moved.get(row, 0))

        self.selection = type(selection)(place(selection.start), place(selection.end))

    # --- scrolling ---------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lines are wrapped anew, and may need more rows."""
        self.call_after_refresh(self.refresh, layout=True)

    def on_focus(self) -> None:
        """An editor that is taller than the screen shows where the cursor is."""
        self.scroll_cursor_visible()

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll the text around the editor: the editor itself is as tall as its lines."""
        offset = super().scroll_cursor_visible(center, animate)
        if self.has_focus:
            # A line that was just added has its place only then.
            self.call_after_refresh(self._follow_cursor)
        return offset

    def _follow_cursor(self) -> None:
        y = self.cursor_screen_offset.y
        # The line below is seen too, with what can be pressed.
        bring_into_sight(self, y, y + 1)
