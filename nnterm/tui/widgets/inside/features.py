"""What each layer of a convolutional network makes of one image: its feature maps."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.answers import FeaturesShown
from nnterm.experiment.questions import FeaturesWanted
from nnterm.tui import glyphs
from nnterm.tui.rows import Role, Row, length
from nnterm.tui.shades import beside, drawn, grid_of, sized
from nnterm.tui.widgets.inside.inside import Inside

IMAGE, MAP = 14, 14
"""Pixels on the longer side of the image and of a map."""


class FeaturesPanel(Inside[FeaturesShown]):
    """Left and right take another image, up and down another layer."""

    KIND = FeaturesShown
    KEYS = "left/right image, up/down layer, pgdn more maps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sample(-1)", "image before", show=False),
        Binding("right", "sample(1)", "next image", show=False),
        Binding("up", "layer(-1)", "layer before", show=False),
        Binding("down", "layer(1)", "next layer", show=False),
        Binding("pageup", "page(-1)", "maps before", show=False),
        Binding("pagedown", "page(1)", "more maps", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sample = self._layer = self._first = 0
        self._page = 1

    @property
    def question(self) -> FeaturesWanted:
        """The chosen image, layer and maps."""
        return FeaturesWanted(sample=self._sample, layer=self._layer, first=self._first)

    def begin(self) -> None:
        """From the first image and layer."""
        self._sample = self._layer = self._first = 0

    def action_sample(self, direction: int) -> None:
        """Take another image."""
        if self.answer is not None:
            self._sample = (self._sample + direction) % self.answer.samples
            self.wonder()

    def action_layer(self, direction: int) -> None:
        """Look at another layer."""
        if self.answer is not None:
            self._layer = min(max(0, self._layer + direction), len(self.answer.layers) - 1)
            self._first = 0
            self.wonder()

    def action_page(self, direction: int) -> None:
        """See other maps of the layer."""
        if self.answer is not None:
            maps = self.answer.layers[self.answer.layer].shape[2]
            last = (maps - 1) // self._page * self._page
            self._first = min(max(0, self._first + direction * self._page), last)
            self.wonder()

    def drawn(self, answer: FeaturesShown, width: int, height: int) -> list[Row]:
        """The image, the way through the layers, and the maps."""
        truth, guess = self.class_names[answer.truth], self.class_names[answer.guess]
        rows: list[Row] = [
            [
                (f" image {answer.sample + 1:,} of {answer.samples:,}: ", Role.QUIET),
                (f"a {truth}", Role.TRAIN),
                (", taken for ", Role.QUIET),
                (guess, Role.GOOD if truth == guess else Role.BAD),
                (f" {answer.certainty:.0%} sure", Role.QUIET),
            ]
        ]
        rows += self._way(answer, width)
        image = drawn(sized(grid_of(answer.image), IMAGE), plain=self.plain)
        maps = self._maps(answer, [[[("image", Role.QUIET)], *image]], width, height - len(rows) - 1)
        return [*rows, self._told(answer), *maps]

    def _way(self, answer: FeaturesShown, width: int) -> list[Row]:
        """The shapes from layer to layer, the chosen one standing out."""
        arrow = f" {glyphs.current().arrow} "
        rows: list[Row] = [[(f" {answer.image.rows}x{answer.image.columns}", Role.QUIET)]]
        for number, layer in enumerate(answer.layers):
            text = "x".join(map(str, layer.shape))
            if length(rows[-1]) + len(arrow) + len(text) + 3 > width:
                rows.append([("  ", Role.TEXT)])
            role = Role.CHOSEN if number == answer.layer else Role.TEXT
            rows[-1] = [*rows[-1], (arrow, Role.QUIET), (f" {text} ", role)]
        return rows

    def _maps(self, answer: FeaturesShown, blocks: list[list[Row]], width: int, room: int) -> list[Row]:
        """The image and behind it the maps, as many as fit."""
        grids = [sized(grid_of(shown), MAP) for shown in answer.maps]
        cell = max(IMAGE, *(len(grid[0]) for grid in grids))
        tall = max(-(-len(grid) // 2) for grid in grids) + 1
        tall = max(tall, len(blocks[0]))
        across, down = max(1, (width - 1) // (cell + 1)), max(1, room // tall)
        self._page = max(1, min(across * down - 1, len(answer.maps)))
        for number, grid in enumerate(grids[: self._page], answer.first + 1):
            blocks.append([[(f"map {number}", Role.QUIET)], *drawn(grid, signed=True, plain=self.plain)])
        rows: list[Row] = []
        for start in range(0, len(blocks), across):
            rows += [[(" ", Role.TEXT), *row] for row in beside(blocks[start : start + across], cell, 1)]
        return rows

    def _told(self, answer: FeaturesShown) -> Row:
        layer = answer.layers[answer.layer]
        rows, columns, maps = layer.shape
        which = "" if self._page >= maps else f", {answer.first + 1} to {min(maps, answer.first + self._page)} here"
        return [(f" {layer.name}", Role.STRONG), (f": {maps} maps of {rows}x{columns}{which}", Role.QUIET)]
