"""A network of dense layers as it is drawn: a window of units a layer, the weights between them, and their answers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.protocol.inspection_requests import InspectNetwork
from nnterm.experiment.protocol.network_shown import (
    BINS,
    MOST_SHOWN_LAYERS,
    TALLEST,
    NetworkLayer,
    NetworkShown,
)
from nnterm.experiment.protocol.picture import Picture
from nnterm.trainer.probes.decision_map import Plane
from nnterm.trainer.probes.dense_units import UnitModel
from nnterm.trainer.probes.images.pictures import reduced, signed
from nnterm.trainer.probes.subject import Subject
from nnterm.trainer.probes.weights import values_of

Array = NDArray[Any]

COLUMNS, ROWS = 48, 32
"""Places of the map of the chosen unit, across and down."""

MOST_VALUES = 2**21
"""Activations that are computed at once at the most, 8 MB: a network of many units is seen at fewer places."""

TILE, SMALL_TILE = 12, 6
"""Cells on each side of the map of a unit: where few are in sight, and where that would be a long message."""

FEW_TILES = 48

MOST_ROWS = 5_000
"""Training rows that are looked at."""

MOST_NAMED = 24
"""Dead units that are named."""


class NetworkProbe:
    """Looks at the units of one model."""

    def __init__(self, subject: Subject, wanted: InspectNetwork) -> None:
        """Raises ModelError for a model that is not made of dense layers."""
        self._subject, self._wanted = subject, wanted
        self._model = UnitModel(subject.loop.model)
        sizes = self._model.sizes
        self._layer = min(wanted.layer, len(sizes) - 1)
        self._start = min(max(0, self._layer - MOST_SHOWN_LAYERS // 2), max(0, len(sizes) - MOST_SHOWN_LAYERS))
        self._sights = [self._sight(place, size) for place, size in enumerate(sizes)]
        x = subject.parts.train[0]
        self._sample = wanted.sample % len(x)
        self._x = x[:MOST_ROWS]
        values, self._dead = self._model.over_rows(self._x, self._sights)
        self._values = values
        chosen = self._model.answers(x[self._sample : self._sample + 1])[0]
        self._flow = [np.nan_to_num(layer[0, sight]) for layer, sight in zip(chosen, self._sights, strict=True)]

    def compute(self) -> NetworkShown:
        """The network as it is now."""
        x, y = self._subject.parts.train
        layers = range(self._start, min(len(self._sights), self._start + MOST_SHOWN_LAYERS))
        maps, large, edges = self._maps(layers) if self._subject.parts.in_plane else ({}, None, [])
        unit = self._unit(self._layer)
        seen = self._values[self._layer][:, unit - self._sights[self._layer].start] if large is None else large
        return NetworkShown(
            run_id=self._subject.run_id,
            epoch=self._subject.epoch,
            layers=[self._describe(place, maps.get(place, []), is_first=place == layers.start) for place in layers],
            left_out=self._start,
            of=len(self._sights),
            layer=self._layer - self._start,
            unit=unit,
            map=self._picture(large, self._layer) if large is not None else None,
            low=short(seen.min()),
            high=short(seen.max()),
            edges=edges,
            rows=len(self._x),
            train=len(x),
            sample=self._sample,
            truth=float(y[self._sample]),
        )

    # --- what is in sight --------------------------------------------------------------------------

    def _unit(self, place: int) -> int:
        """The unit of a layer that must be in sight."""
        wanted = self._wanted.units
        return min(wanted[place], self._model.sizes[place] - 1) if place < len(wanted) else 0

    def _sight(self, place: int, size: int) -> slice:
        """The page of a layer's units with the one that must be in sight."""
        first = self._unit(place) // self._wanted.most * self._wanted.most
        return slice(first, min(size, first + self._wanted.most))

    def _describe(self, place: int, maps: list[Picture], *, is_first: bool) -> NetworkLayer:
        sight, values = self._sights[place], self._values[place]
        low, high = float(values.min()), float(values.max())
        described = {
            "name": "inputs",
            "units": self._model.sizes[place],
            "first": sight.start,
            "low": short(low),
            "high": short(high),
            "maps": maps,
            "bars": [] if maps else [histogram(column, low, high) for column in values.T],
            "values": [short(value) for value in self._flow[place]],
        }
        if not place:
            return NetworkLayer(**described)
        units = self._model.units[place - 1]
        kernel = values_of(units.layer.kernel)
        between = kernel[self._sights[place - 1], sight].T
        dead = self._dead.get(place, np.zeros(0, dtype=int))
        return NetworkLayer(
            **{**described, "name": type(units.layer).__name__},
            activation=units.activation,
            weights=[] if is_first else [[short(weight) for weight in row] for row in between],
            biases=[short(bias) for bias in values_of(units.layer.bias)[sight]] if units.layer.use_bias else [],
            largest=short(np.abs(kernel).max()),
            dead=len(dead),
            dead_units=[int(unit) for unit in dead[:MOST_NAMED]],
        )

    # --- the plane ---------------------------------------------------------------------------------

    def _maps(self, layers: range) -> tuple[dict[int, list[Picture]], Array, list[float]]:
        """The maps of all units in sight, the values (rows, columns) of the chosen one, and the edges of the plane."""
        columns, rows = grid_size(sum(self._model.sizes))
        plane = Plane(self._subject.parts)
        grids = [
            np.nan_to_num(layer[:, sight]).T.reshape(-1, rows, columns)
            for layer, sight in zip(self._model.answers(plane.grid(columns, rows))[0], self._sights, strict=True)
        ]
        side = TILE if sum(len(grids[place]) for place in layers) <= FEW_TILES else SMALL_TILE
        maps = {
            place: [self._picture(reduced(values, side, side), place) for values in grids[place]] for place in layers
        }
        chosen = grids[self._layer][self._unit(self._layer) - self._sights[self._layer].start]
        return maps, chosen, [short(edge) for edge in plane.edges]

    def _picture(self, values: Array, place: int) -> Picture:
        """Activations over the plane: what is on neither side has no colour, the largest one the strongest."""
        activation = self._model.units[place - 1].activation if place else "linear"
        two = self._model.sizes[place] == 2
        if activation == "sigmoid" or (activation == "softmax" and two):
            return signed(values - 0.5, 0.5)
        return signed(values, 1.0 if activation in ("tanh", "softmax") else None)


def grid_size(units: int) -> tuple[int, int]:
    """Columns and rows of the grid on which so many units are computed: within `MOST_VALUES`, at least a tile."""
    columns, rows = COLUMNS, ROWS
    while columns * rows * units > MOST_VALUES and rows > TILE:
        columns, rows = columns * 3 // 4, rows * 3 // 4
    return columns, max(rows, TILE)


def histogram(values: Array, low: float, high: float) -> str:
    """How often `values` (n,) lie where between `low` and `high`: a digit a bar, the tallest one `TALLEST`.

    What is there at all has at least 1.
    """
    counts, _ = np.histogram(values, bins=BINS, range=(low, high if high > low else low + 1.0))
    tallest = max(1, counts.max())
    return "".join(str(int(np.ceil(count / tallest * TALLEST))) for count in counts)


def short(value: Any) -> float:
    """`value` in as many digits as are shown anywhere."""
    return float(f"{float(value):.4g}")
