"""Says above a lesson why its file cannot be read as it is now."""

from pathlib import Path

from rich.text import Text
from textual.widgets import Static

from nnterm.errors import LessonError


class BrokenNotice(Static):
    """Hidden while the file is sound."""

    DEFAULT_CSS = """
    BrokenNotice { display: none; height: auto; max-height: 6; padding: 0 1; background: $error 20%; }
    """

    def set_error(self, error: LessonError | None) -> None:
        """Show `error`; None takes the notice away."""
        self.display = error is not None
        if error is not None:
            text = Text()
            text.append("The file has an error. The lesson is shown as it was before.\n", "bold")
            text.append(f"{Path(error.path).name}:{error.line}: {error.reason}\n{error.remedy}")
            self.update(text)
