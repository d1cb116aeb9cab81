"""One line that is written in, at its end: letters, backspace, and what is pasted."""

from dataclasses import dataclass

from nnterm.tui.drawing.rows import Role, Row


@dataclass
class TypedLine:
    """What is being written, and for what."""

    purpose: str
    """`filter`, or `note`."""
    text: str = ""
    most: int = 200
    """Characters that it may have."""
    run_id: str = ""
    """The run that a note is to."""

    def take(self, character: str) -> None:
        """Add what was typed or pasted; what cannot be seen becomes a blank."""
        self.text = (self.text + "".join(c if c.isprintable() else " " for c in character))[: self.most]

    def take_back(self) -> None:
        """Remove the last character."""
        self.text = self.text[:-1]

    def row(self, label: str, width: int) -> Row:
        """The label and the end of the text, as much of it as there is room for."""
        room = max(1, width - len(label) - 3)
        return [(f" {label} ", Role.PRESS), (self.text[-room:], Role.STRONG), ("_", Role.PRESS)]
