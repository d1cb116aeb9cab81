"""Palettes of the 16 colours that every terminal has, and that every terminal mixes differently.

What they look like here is what most do: the colours of the IBM PC. So few can carry no scale, only less and more.
"""

from nnterm.tui.palettes.palette import Palette, Ramp

BLACK, RED, GREEN, BROWN, BLUE, MAGENTA, CYAN, SILVER = (
    *("#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa"),
)
GREY, PINK, LIME, YELLOW, SKY, VIOLET, AQUA, WHITE = (
    *("#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff"),
)


def _steps(*colours: tuple[str, int]) -> Ramp:
    """Each colour as many times as is said."""
    return tuple(colour for colour, times in colours for _ in range(times))


DARK = Palette(
    dark=True,
    background=BLACK,
    surface=BLACK,
    panel=BLACK,
    selected=BLUE,
    foreground=WHITE,
    quiet=SILVER,
    before=GREY,
    frame=GREY,
    primary=AQUA,
    secondary=VIOLET,
    accent=LIME,
    success=LIME,
    warning=YELLOW,
    error=PINK,
    code=AQUA,
    train=AQUA,
    validation=YELLOW,
    third=LIME,
    planes=(
        _steps((GREY, 3), (SKY, 5)),
        _steps((GREY, 3), (BROWN, 5)),
        _steps((GREY, 3), (GREEN, 5)),
    ),
    border=WHITE,
    marks=(AQUA, YELLOW, LIME),
    mark_ground=BLACK,
    cool=_steps((BLUE, 3), (SKY, 4)),
    warm=_steps((BROWN, 3), (YELLOW, 4)),
    light=_steps((BLACK, 4), (GREY, 4), (SILVER, 4), (WHITE, 4)),
)
LIGHT = Palette(
    dark=False,
    background=WHITE,
    surface=WHITE,
    panel=WHITE,
    selected=SILVER,
    foreground=BLACK,
    quiet=GREY,
    before=GREY,
    frame=SILVER,
    primary=BLUE,
    secondary=MAGENTA,
    accent=BLUE,
    success=BLUE,
    warning=BROWN,
    error=RED,
    code=BLUE,
    train=BLUE,
    validation=BROWN,
    third=BLACK,
    planes=(
        _steps((SILVER, 3), (SKY, 5)),
        _steps((SILVER, 3), (BROWN, 5)),
        _steps((SILVER, 3), (GREEN, 5)),
    ),
    border=BLACK,
    marks=(BLUE, BROWN, BLACK),
    mark_ground=WHITE,
    cool=_steps((SKY, 3), (BLUE, 4)),
    warm=_steps((YELLOW, 3), (BROWN, 4)),
    light=_steps((WHITE, 4), (SILVER, 4), (GREY, 4), (BLACK, 4)),
)
