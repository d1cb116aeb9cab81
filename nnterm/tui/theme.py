"""The palettes as themes of Textual: which colours style sheets, Markdown and drawings get on this terminal."""

from typing import Any

from textual.app import App
from textual.theme import Theme

from nnterm.errors import StoreError
from nnterm.runs.store.progress import Progress
from nnterm.tui.palettes.chosen import palette
from nnterm.tui.palettes.palette import Depth, Palette

PROSE = (
    "markdown.code",
    "markdown.block_quote",
    "markdown.table.header",
    "markdown.table.border",
    "markdown.item.number",
)
"""What Rich calls the parts of Markdown that are set in colours of the theme."""

DARK, LIGHT = "nnterm", "nnterm-light"
"""Names of our own themes."""


def depth_of(app: App[None]) -> Depth:
    """How many colours the terminal of `app` shows."""
    return Depth.named(app.console.color_system)


def palette_of(app: App[None]) -> Palette:
    """The palette that the terminal and the theme of `app` ask for; under a theme of Textual's, one of its darkness."""
    return palette(depth_of(app), app.current_theme.dark)


def themes(depth: Depth) -> tuple[Theme, Theme]:
    """The dark and the light theme in the colours of `depth`."""
    return _theme(DARK, palette(depth, True)), _theme(LIGHT, palette(depth, False))


def remembered(app: App[Any], progress: Progress) -> str:
    """The theme that the learner chose last; the dark one where none is known."""
    try:
        theme = progress.chosen("theme", DARK)
    except StoreError:
        return DARK
    return theme if theme in app.available_themes else DARK


def begin_with(app: App[Any], theme: str) -> None:
    """Have `app` start in the colours of `theme`.

    A theme that is chosen later has every style sheet parsed again, and everything styled again.
    """
    app.set_reactive(App.theme, theme)
    chosen = app.current_theme
    app.update_classes(
        {f"-theme-{chosen.name}": True, "-dark-mode": chosen.dark, "-light-mode": not chosen.dark}, update=False
    )
    app._refresh_truecolor_filter(app.ansi_theme)
    app.stylesheet.set_variables(app.get_css_variables())


def variables(colours: Palette) -> dict[str, str]:
    """The variables that our style sheets need beside those of Textual, whatever the theme."""
    return {
        "nn-train": colours.train,
        "nn-validation": colours.validation,
        "nn-third": colours.third,
        "nn-before": colours.before,
        "nn-frame": colours.frame,
        "nn-quiet": colours.quiet,
        "nn-selected": colours.selected,
        "nn-on-selected": colours.ink_on(colours.selected),
        "nn-on-accent": colours.background,
    }


def prose_styles(colours: Palette) -> dict[str, str]:
    """How Rich sets a lesson's Markdown: its own colours know only a black ground."""
    quiet = colours.quiet
    set_in = (f"bold {colours.code}", f"italic {quiet}", f"not bold {quiet}", colours.frame, quiet)
    return dict(zip(PROSE, set_in, strict=True))


def _theme(name: str, colours: Palette) -> Theme:
    return Theme(
        name=name,
        primary=colours.primary,
        secondary=colours.secondary,
        accent=colours.accent,
        foreground=colours.foreground,
        background=colours.background,
        surface=colours.surface,
        panel=colours.panel,
        success=colours.success,
        warning=colours.warning,
        error=colours.error,
        dark=colours.dark,
        variables={
            "scrollbar": colours.frame,
            "scrollbar-hover": colours.quiet,
            "scrollbar-active": colours.quiet,
            "scrollbar-background": colours.background,
            "scrollbar-background-hover": colours.background,
            "scrollbar-background-active": colours.background,
            "scrollbar-corner-color": colours.background,
        },
    )
