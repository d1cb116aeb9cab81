"""The panels of the lab that a lesson does not begin with: each is made when it is opened first."""

from textual.widget import Widget

from nnterm.tui.lab.model_table import ModelTable


def made_panel(name: str) -> Widget:
    """A new panel `name`, with the name as its id. What it is made of is imported with the first of its kind."""
    match name:
        case "model":
            return ModelTable(id=name)
        case "code":
            from nnterm.tui.lab.code_view import CodeView

            return CodeView(id=name)
        case _:
            from nnterm.tui.lab.inside.panels import INSIDE_PANELS

            return INSIDE_PANELS[name](id=name)
