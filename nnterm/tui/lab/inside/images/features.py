"""What each layer of a convolutional network makes of one image: its feature maps."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.inspection_requests import InspectFeatures
from nnterm.experiment.protocol.inspection_results import FeaturesShown
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fold, length
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.lab.inside.inside import Inside

IMAGE, MAP = 14, 14
"""Pixels on the longer side of the image and of a map."""


class FeaturesPanel(Inside[FeaturesShown]):
    """Left and right take another image, up and down another layer."""

    KIND = FeaturesShown
    KEYS = "left/right image, up/down layer, pgdn more maps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sample(-1)", "image", show=False),
        Binding("right", "sample(1)", "image", show=False),
        Binding("up", "layer(-1)", "layer", show=False),
        Binding("down", "layer(1)", "layer", show=False),
        Binding("pageup", "page(-1)", "maps", show=False),
        Binding("pagedown", "page(1)", "maps", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sample = self._layer = self._first = 0
        self._page = 1

    @property
    def question(self) -> InspectFeatures:
        """The chosen image, layer and maps."""
        return InspectFeatures(sample=self._sample, layer=self._layer, first=self._first)

    def begin(self) -> None:
        """From the first image and layer."""
        self._sample = self._layer = self._first = 0

    def action_sample(self, direction: int) -> None:
        """Take another image."""
        if self.answer is not None:
            self._sample = (self._sample + direction) % self.answer.samples
            self.request_inspection()

    def action_layer(self, direction: int) -> None:
        """Look at another layer."""
        if self.answer is not None:
            self._layer = min(max(0, self._layer + direction), len(self.answer.layers) - 1)
            self._first = 0
            self.request_inspection()

    def action_page(self, direction: int) -> None:
        """See other maps of the layer."""
        if self.answer is not None:
            maps = self.answer.layers[self.answer.layer].shape[2]
            last = (maps - 1) // self._page * self._page
            self._first = min(max(0, self._first + direction * self._page), last)
            self.request_inspection()

    def render_result(self, answer: FeaturesShown, width: int, height: int) -> list[Row]:
        """The image, the way through the layers, and the maps."""
        truth, guess = self.class_names[answer.truth], self.class_names[answer.guess]
        title: Row = [
            (f" image {answer.sample + 1:,} of {answer.samples:,}: ", Role.QUIET),
            (f"a {truth}", Role.STRONG),
            (", taken for ", Role.QUIET),
            (guess, Role.GOOD if truth == guess else Role.BAD),
            (f" {answer.certainty:.0%} sure", Role.QUIET),
        ]
        rows = fold(title, width)
        rows += self._way(answer, width)
        room = height - len(rows)
        maps = self._maps(answer, width - IMAGE - 3, room)
        picture = render_picture(sized(grid_of(answer.image), IMAGE), plain=self.plain)
        left: list[Row] = [[("image", Role.QUIET)], *picture, [], *self._caption(answer)]
        return [*rows, *[[(" ", Role.TEXT), *row] for row in beside([left[:room], maps], IMAGE)]]

    def _way(self, answer: FeaturesShown, width: int) -> list[Row]:
        """The shapes from layer to layer, the chosen one highlighted."""
        arrow = f" {glyphs.current().arrow} "
        rows: list[Row] = [[(f" {answer.image.rows}x{answer.image.columns}", Role.QUIET)]]
        for number, layer in enumerate(answer.layers):
            text = "x".join(map(str, layer.shape))
            if length(rows[-1]) + len(arrow) + len(text) > width:
                rows.append([(" ", Role.TEXT)])
            role = Role.CHOSEN if number == answer.layer else Role.TEXT
            rows[-1] = [*rows[-1], (arrow, Role.QUIET), (text, role)]
        return rows

    def _maps(self, answer: FeaturesShown, width: int, room: int) -> list[Row]:
        """The maps, as many as fit."""
        grids = [sized(grid_of(shown), MAP) for shown in answer.maps]
        cell, tall = max(6, len(grids[0][0])), -(-len(grids[0]) // 2) + 1
        across, down = max(1, width // (cell + 1)), max(1, room // tall)
        self._page = min(across * down, len(answer.maps))
        blocks: list[list[Row]] = []
        for number, grid in enumerate(grids[: self._page], answer.first + 1):
            caption: Row = [(f"map {number}", Role.QUIET)]
            blocks.append([caption, *render_picture(grid, signed=True, plain=self.plain)])
        rows: list[Row] = []
        for start in range(0, len(blocks), across):
            rows += beside(blocks[start : start + across], cell, 1)
        return rows

    def _caption(self, answer: FeaturesShown) -> list[Row]:
        """The layer in a few words, below the image."""
        layer = answer.layers[answer.layer]
        rows, columns, maps = layer.shape
        caption: list[Row] = [
            [(layer.name[:IMAGE], Role.STRONG)],
            [(f"{maps} maps", Role.QUIET)],
            [(f"of {rows}x{columns},", Role.QUIET)],
        ]
        last = min(maps, answer.first + self._page)
        return [*caption, [(f"here {answer.first + 1} to {last}", Role.QUIET)]]
