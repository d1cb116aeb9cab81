"""Says above the lab's panels whose model they show, while it is that of the learner's code."""

from nnterm.tui.drawing.rows import Role, Row, fit
from nnterm.tui.frame.drawing import Drawing

LONG = "Your code's model, trained by it. esc or t: the lesson's again"
SHORT = "Your code's model. esc or t: lesson's"


class OwnerLine(Drawing):
    """Hidden while the lab shows the lesson's own experiment."""

    DEFAULT_CSS = "OwnerLine { height: 1; display: none; }"

    def rows(self, width: int, height: int) -> list[Row]:
        """The one line."""
        return [fit([(f" {LONG if len(LONG) < width else SHORT}", Role.PRESS)], width)]
