"""Palettes of xterm's 256 colours, of which 240 look the same everywhere: a cube of 6x6x6 and 24 greys.

The cube has no dark tints: what lies between two of its colours would be rounded to navy, teal, maroon, olive or black.
So grounds are greys, and ramps have fewer different steps than with all colours, each of them picked.
"""

from nnterm.tui.palettes.palette import Palette

DARK = Palette(
    dark=True,
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    selected="#3a3a3a",
    foreground="#dadada",
    quiet="#a8a8a8",
    before="#767676",
    frame="#444444",
    primary="#87afff",
    secondary="#af87ff",
    accent="#87d75f",
    success="#5fd787",
    warning="#ffd75f",
    error="#ff5f87",
    code="#87d7ff",
    train="#5fafff",
    validation="#ffaf00",
    third="#00d7af",
    planes=(
        ("#444444", "#444444", "#005f87", "#005f87", "#005faf", "#005faf", "#005fd7", "#005fd7"),
        ("#444444", "#444444", "#875f00", "#875f00", "#875f00", "#af5f00", "#af5f00", "#af5f00"),
        ("#444444", "#444444", "#005f00", "#005f00", "#005f00", "#008700", "#008700", "#008700"),
    ),
    border="#d0d0d0",
    marks=("#afd7ff", "#ffd7af", "#afffaf"),
    mark_ground=None,
    cool=("#005f87", "#005f87", "#005faf", "#005fd7", "#0087d7", "#00afff", "#5fd7ff"),
    warm=("#875f00", "#875f00", "#af5f00", "#d75f00", "#d78700", "#ff8700", "#ffaf00"),
    light=(
        *("#121212", "#1c1c1c", "#262626", "#303030", "#3a3a3a", "#444444", "#4e4e4e", "#626262"),
        *("#6c6c6c", "#767676", "#8a8a8a", "#9e9e9e", "#b2b2b2", "#c6c6c6", "#dadada", "#eeeeee"),
    ),
)
LIGHT = Palette(
    dark=False,
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    selected="#d0d0d0",
    foreground="#262626",
    quiet="#585858",
    before="#808080",
    frame="#bcbcbc",
    primary="#005fd7",
    secondary="#875faf",
    accent="#005f00",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    code="#005faf",
    train="#005faf",
    validation="#af5f00",
    third="#00875f",
    planes=(
        ("#e4e4e4", "#e4e4e4", "#afd7ff", "#afd7ff", "#87afff", "#87afff", "#5fafff", "#5fafff"),
        ("#e4e4e4", "#e4e4e4", "#ffd7af", "#ffd7af", "#ffaf5f", "#ffaf5f", "#ff8700", "#ff8700"),
        ("#e4e4e4", "#e4e4e4", "#afd7af", "#afd7af", "#afd7af", "#87d787", "#87d787", "#87d787"),
    ),
    border="#303030",
    marks=("#00005f", "#870000", "#005f00"),
    mark_ground=None,
    cool=("#d7d7ff", "#afd7ff", "#87afff", "#5fafff", "#5f87d7", "#0087d7", "#005faf"),
    warm=("#ffd7af", "#ffd7af", "#ffaf5f", "#ff8700", "#d78700", "#d75f00", "#af5f00"),
    light=(
        *("#ffffff", "#eeeeee", "#e4e4e4", "#d0d0d0", "#bcbcbc", "#b2b2b2", "#a8a8a8", "#949494"),
        *("#808080", "#767676", "#6c6c6c", "#585858", "#4e4e4e", "#444444", "#303030", "#262626"),
    ),
)
