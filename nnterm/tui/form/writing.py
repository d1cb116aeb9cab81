"""What is typed into a field of the form: a number digit by digit, or a text such as a path."""

from textual import events

from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.frame.focus_keys import ALL, LETTERS

LONGEST = 4096
"""Characters of a text that is written; no path is longer."""

LONGEST_NUMBER = 9
"""Characters of a number."""

TRAINING = "t, "
"""Keys that train with the number as it is typed so far; no number has them."""

DIGITS = "0123456789"


class Writing(Drawing):
    """A drawing with one field at a time that is typed into."""

    _typed = ""
    """What was typed so far."""
    _writing = False
    """Whether it is a text, which takes every character."""

    @property
    def typed_characters(self) -> str:
        """Digits begin a number. Once that has begun every character goes on with it, but those that train."""
        if self._writing:
            return ALL
        return "".join(letter for letter in LETTERS if letter not in TRAINING) if self._typed else DIGITS

    @property
    def is_typed_into(self) -> bool:
        """Whether a value is being typed that nothing has taken yet."""
        return bool(self._typed) or self._writing

    def redraw(self) -> None:
        """Draw anew; other keys apply where typing has begun or ended."""
        super().redraw()
        if self.is_attached:
            self.screen.refresh_bindings()

    def begin_writing(self, text: str) -> None:
        """Let every character go on with `text`."""
        self._writing, self._typed = True, text
        self.text_changed()
        self.redraw()

    def text_changed(self) -> None:
        """The text that is written is another one."""

    def type_number(self, event: events.Key) -> None:
        """Digits begin a number, anything goes on with it, which enter accepts or refuses; Esc gives it up."""
        character = event.character or ""
        goes_on = bool(self._typed) and event.is_printable and character not in TRAINING
        if (character.isascii() and character.isdigit()) or goes_on:
            self._typed = (self._typed + character)[:LONGEST_NUMBER]
        elif self._typed and event.key == "backspace":
            self._typed = self._typed[:-1]
        elif self._typed and event.key == "escape":
            self._typed = ""
        else:
            return
        self._taken(event)

    def write(self, event: events.Key) -> None:
        """Go on with a text; keys that write nothing do what they always do."""
        if event.is_printable:
            self._typed = (self._typed + (event.character or ""))[:LONGEST]
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key == "ctrl+u":
            self._typed = ""
        elif event.key == "escape":
            self._typed, self._writing = "", False
        else:
            return
        self.text_changed()
        self._taken(event)

    def on_paste(self, event: events.Paste) -> None:
        """A path that was copied elsewhere goes into the text that is written."""
        if self._writing:
            event.stop()
            pasted = event.text.strip().partition("\n")[0]
            self._typed = "".join(letter for letter in self._typed + pasted if letter.isprintable())[:LONGEST]
            self.text_changed()
            self.redraw()

    def _taken(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.redraw()
