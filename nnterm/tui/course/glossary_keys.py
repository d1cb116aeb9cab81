"""The way from a screen to the glossary: its key, and a click on a word of the text."""

from typing import TYPE_CHECKING

from nnterm.errors import LessonError
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.lesson import Step
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.messages import TextClicked, Troubled

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp


class GlossaryKeys(SteadyScreen):
    """A screen from which the glossary can be opened. The glossary is read when it is first asked for."""

    app: "NntermApp"
    _glossary: Glossary | None = None

    @property
    def shown_step(self) -> Step | None:
        """The step whose terms come first; None where no step is shown."""
        return None

    def action_glossary(self) -> None:
        """Show what the words of the step mean, and all others."""
        self._open_glossary()

    def on_text_clicked(self, message: TextClicked) -> None:
        """A click on a term shows its meaning; one on any other word does nothing."""
        glossary = self._read_glossary()
        term = glossary.at(message.text, message.place) if glossary is not None else None
        if term is not None:
            self._open_glossary(term)

    def _open_glossary(self, chosen: Term | None = None) -> None:
        from nnterm.lesson.search import text_of
        from nnterm.tui.course.glossary import GlossaryScreen

        glossary, step = self._read_glossary(), self.shown_step
        if glossary is not None:
            text = "\n".join([step.title, *text_of(step)]) if step is not None else ""
            self.app.push_screen(GlossaryScreen(glossary, glossary.occurring(text), chosen))

    def _read_glossary(self) -> Glossary | None:
        if self._glossary is None:
            from nnterm.lesson.glossary.yaml_file import load_glossary

            try:
                self._glossary = load_glossary(self.app.course.folder)
            except LessonError as error:
                self.app.on_troubled(Troubled(error))
        return self._glossary
