"""The way from a screen to the glossary: by its key, or by a click on a word of the text."""

from typing import TYPE_CHECKING, Any

from textual.app import App

from nnterm.errors import LessonError
from nnterm.tui.context import AppContext
from nnterm.tui.messages import TextClicked

if TYPE_CHECKING:
    from nnterm.lesson.glossary.glossary import Glossary, Term
    from nnterm.lesson.lesson import Step


class GlossaryAccess:
    """Opens the glossary, which is read when it is first needed."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._glossary: Glossary | None = None

    def open(self, app: App[Any], step: "Step | None" = None, chosen: "Term | None" = None) -> None:
        """Show the glossary over the screen: the terms of `step` first, with the cursor on `chosen`."""
        from nnterm.lesson.search import text_of
        from nnterm.tui.course.glossary import GlossaryScreen

        glossary = self._read()
        if glossary is not None:
            text = "\n".join([step.title, *text_of(step)]) if step is not None else ""
            app.push_screen(GlossaryScreen(self._context.course, glossary, glossary.occurring(text), chosen))

    def open_clicked(self, app: App[Any], step: "Step", click: TextClicked) -> None:
        """Show the meaning of the term that was clicked; a click on any other word does nothing."""
        glossary = self._read()
        term = glossary.at(click.text, click.place) if glossary is not None else None
        if term is not None:
            self.open(app, step, term)

    def _read(self) -> "Glossary | None":
        if self._glossary is None:
            from nnterm.lesson.glossary.yaml_file import load_glossary

            try:
                self._glossary = load_glossary(self._context.course.folder)
            except LessonError as error:
                self._context.report(error)
        return self._glossary
