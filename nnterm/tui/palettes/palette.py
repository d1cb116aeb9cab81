"""What a palette has, and which one a terminal gets."""

from enum import Enum

import msgspec

Colour = str
"""`#rrggbb`. In a palette of 256 or 16 colours one that the terminal has: it is sent by its number and not rounded."""

Ramp = tuple[Colour, ...]
"""Colours in order. Lightness (CIE L*) never turns round on the way, so that more looks like more without hue too."""

BLACK, WHITE = "#000000", "#ffffff"

READABLE = 4.5
"""Contrast that text needs against its ground (WCAG 2.2, success criterion 1.4.3)."""


class Depth(Enum):
    """How many colours a terminal shows."""

    TRUECOLOR = "truecolor"
    EIGHT_BIT = "256"
    STANDARD = "standard"

    @classmethod
    def named(cls, system: str | None) -> "Depth":
        """The depth that Rich calls `system`; all colours where it says nothing."""
        if system == "windows":
            return cls.STANDARD
        return cls(system) if system in {depth.value for depth in cls} else cls.TRUECOLOR


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of one depth on a dark or a light ground."""

    dark: bool
    background: Colour
    surface: Colour
    """Ground of an editor."""
    panel: Colour
    """Ground of a dialog."""
    selected: Colour
    """Ground of the row under the cursor of a list."""
    foreground: Colour
    quiet: Colour
    """Text that explains."""
    before: Colour
    """The curve of the run before. Not for text."""
    frame: Colour
    """Rules and axes. Not for text."""
    primary: Colour
    secondary: Colour
    accent: Colour
    """What can be pressed; the ground of what has the focus."""
    success: Colour
    warning: Colour
    error: Colour
    code: Colour
    """Code within a sentence."""
    train: Colour
    """The training curve, and class 0: blue."""
    validation: Colour
    """The validation curve, and class 1: orange."""
    third: Colour
    """Class 2: green."""
    planes: tuple[Ramp, Ramp, Ramp]
    """Ground of the decision map for each class, from undecided (the same neutral for all) to certain, in 8 steps."""
    border: Colour
    """Where the decision map goes from one class to another."""
    marks: Ramp
    """Points of each class on the map."""
    mark_ground: Colour | None
    """Ground of those points; None where they are readable on the map itself."""
    cool: Ramp
    """Positive shades and what is right, from the weakest to the strongest, in 7 steps."""
    warm: Ramp
    """Negative shades and mistakes, likewise."""
    light: Ramp
    """Brightness of a picture from nothing, which is the ground, to the most, in 16 steps."""

    def ink_on(self, ground: Colour) -> Colour:
        """The colour of text on `ground`: the usual one, or black or white where that is hard to read."""
        if contrast(self.foreground, ground) >= READABLE:
            return self.foreground
        return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def triplet(colour: Colour) -> tuple[int, int, int]:
    """Red, green and blue of `colour`, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: Colour) -> float:
    """Relative luminance of sRGB, 0 to 1."""
    parts = [part / 255 for part in triplet(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
