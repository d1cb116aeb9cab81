"""What is typed into a field of the form: a number digit by digit, or a text such as a path. No Textual here."""

from nnterm.tui.frame.typed import ALL, LETTERS

LONGEST = 4096
"""Characters of a text that is written; no path is longer."""

LONGEST_NUMBER = 9
"""Characters of a number."""

TRAINING = "t, "
"""Keys that train with the number as it is typed so far; no number has them."""

DIGITS = "0123456789"

POINT = "."
"""Begins a number, too, where it may have a fraction; elsewhere it is a key."""


class TypedText:
    """What was typed into the field at the cursor, and which keys go on with it."""

    def __init__(self) -> None:
        self.text = ""
        """What was typed so far."""
        self.is_written = False
        """Whether it is a text, which takes every character."""
        self.is_full = False
        """Whether the last character found no room any more."""

    @property
    def is_under_way(self) -> bool:
        """Whether a value is being typed that nothing has taken yet."""
        return bool(self.text) or self.is_written

    def characters(self, first: str) -> str:
        """Those of `first` begin a number. Once it has begun every character goes on with it, but those that train."""
        if self.is_written:
            return ALL
        return "".join(letter for letter in LETTERS if letter not in TRAINING) if self.text else first

    def begin_writing(self, text: str) -> None:
        """Let every character go on with `text`."""
        self.text, self.is_written = text, True

    def take(self) -> tuple[str, bool]:
        """What was typed, and whether it is a text; nothing is being typed any more."""
        taken = self.text, self.is_written
        self.clear()
        return taken

    def clear(self) -> None:
        """Give up what was typed."""
        self.text, self.is_written = "", False

    def press(self, key: str, character: str, first: str = DIGITS) -> bool:
        """Go on with what is typed; False where the key `key`, which types `character`, writes nothing.

        `first` has the characters that begin a number.
        """
        self.is_full = False
        return self._write(key, character) if self.is_written else self._type_number(key, character, first)

    def _add(self, character: str, most: int) -> None:
        self.is_full = len(self.text) >= most
        self.text = (self.text + character)[:most]

    def _type_number(self, key: str, character: str, first: str) -> bool:
        """Those of `first` begin a number, anything goes on with it, which enter accepts or refuses; esc gives up."""
        goes_on = bool(self.text) and character.isprintable() and character not in TRAINING
        if character and (character in first or goes_on):
            self._add(character, LONGEST_NUMBER)
        elif self.text and key == "backspace":
            self.text = self.text[:-1]
        elif self.text and key == "escape":
            self.clear()
        else:
            return False
        return True

    def _write(self, key: str, character: str) -> bool:
        """Go on with a text; keys that write nothing do what they always do."""
        if character and character.isprintable():
            self._add(character, LONGEST)
        elif key == "backspace":
            self.text = self.text[:-1]
        elif key == "ctrl+u":
            self.text = ""
        elif key == "escape":
            self.clear()
        else:
            return False
        return True

    def paste(self, text: str) -> bool:
        """A path that was copied elsewhere goes into the text that is written; False where none is."""
        if self.is_written:
            pasted = text.strip().partition("\n")[0]
            self.text = "".join(letter for letter in self.text + pasted if letter.isprintable())[:LONGEST]
        return self.is_written
