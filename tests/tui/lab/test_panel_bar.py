"""Names of panels that do not fit: those around the open one are seen, and the others can be reached."""

import pytest
from textual.app import App, ComposeResult

from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.palettes.truecolor import DARK
from nnterm.tui.theme import variables

PANELS = tuple((name.lower(), name) for name in ("Curves", "Model", "Code", "Weights", "Confusion", "Mistakes", "Runs"))


class Bar(App[None]):
    """A bar alone; what was clicked is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen = ""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(DARK)

    def compose(self) -> ComposeResult:
        yield PanelBar()

    def on_panel_bar_chosen(self, message: PanelBar.Chosen) -> None:
        self.chosen = message.panel


@pytest.mark.parametrize("width", [20, 34, 40, 57, 80])
@pytest.mark.parametrize("panel", [panel for panel, _ in PANELS])
def test_the_open_panel_is_always_seen(width: int, panel: str) -> None:
    bar = PanelBar()
    bar.set_panels(PANELS, panel, "v next panel")
    text = plain(bar.rows(width, 1)[0])
    assert dict(PANELS)[panel] in text
    assert len(text.rstrip()) <= width
    assert ("◂" in text) == ("Curves" not in text)
    assert ("▸" in text) == ("Runs" not in text)


async def test_names_and_marks_are_clicked() -> None:
    app = Bar()
    async with app.run_test(size=(40, 2)) as pilot:
        bar = app.query_one(PanelBar)
        bar.set_panels(PANELS, "weights")
        text = plain(bar.rows(40, 1)[0])
        await pilot.click(PanelBar, offset=(text.index("Code"), 0))
        assert app.chosen == "code"
        await pilot.click(PanelBar, offset=(39, 0))
        assert app.chosen == "confusion"
