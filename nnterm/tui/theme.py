"""Colours: calm grounds, one accent, and curve colours that colour-blind eyes can distinguish (Okabe and Ito, 2008)."""

from textual.theme import Theme

DARK = Theme(
    name="nnterm",
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#9ece6a",
    foreground="#d5d9e5",
    background="#14161c",
    surface="#1a1d25",
    panel="#20242e",
    success="#73d08a",
    warning="#e6c062",
    error="#f7768e",
    dark=True,
    variables={
        "scrollbar": "#3a4050",
        "scrollbar-hover": "#8f96a8",
        "scrollbar-active": "#8f96a8",
        "scrollbar-background": "#14161c",
        "scrollbar-background-hover": "#14161c",
        "scrollbar-background-active": "#14161c",
        "scrollbar-corner-color": "#14161c",
    },
)
LIGHT = Theme(
    name="nnterm-light",
    primary="#2f5fd0",
    secondary="#7c4dbd",
    accent="#2c7a1f",
    foreground="#22252e",
    background="#fbfbf8",
    surface="#f2f2ee",
    panel="#e8e8e2",
    success="#227a3c",
    warning="#8a5a00",
    error="#b3203c",
    dark=False,
    variables={
        "scrollbar": "#c4c6c9",
        "scrollbar-hover": "#62666f",
        "scrollbar-active": "#62666f",
        "scrollbar-background": "#fbfbf8",
        "scrollbar-background-hover": "#fbfbf8",
        "scrollbar-background-active": "#fbfbf8",
        "scrollbar-corner-color": "#fbfbf8",
    },
)

DARK_VARIABLES = {
    "nn-train": "#56b4e9",
    "nn-validation": "#f0a330",
    "nn-third": "#2fc59a",
    "nn-before": "#71778a",
    "nn-frame": "#3a4050",
    "nn-quiet": "#8f96a8",
}
LIGHT_VARIABLES = {
    "nn-train": "#0067a8",
    "nn-validation": "#b45300",
    "nn-third": "#00795c",
    "nn-before": "#92959c",
    "nn-frame": "#c4c6c9",
    "nn-quiet": "#62666f",
}
"""Colours of the drawings, for a dark and for a light ground; every theme of Textual's gets one of the two."""


def prose_styles(dark: bool) -> dict[str, str]:
    """How Rich sets a lesson's Markdown on a dark or a light ground: its own colours know only a black one."""
    colours = DARK_VARIABLES if dark else LIGHT_VARIABLES
    return {
        "markdown.code": f"bold {'#7dcfff' if dark else '#0067a8'}",
        "markdown.block_quote": f"italic {colours['nn-quiet']}",
        "markdown.table.header": f"not bold {colours['nn-quiet']}",
        "markdown.table.border": colours["nn-frame"],
        "markdown.item.number": colours["nn-quiet"],
    }
