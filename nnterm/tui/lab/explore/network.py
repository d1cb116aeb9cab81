"""A small network to follow by hand: forward value by value, backward slope by slope, and one step."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.experiment.arithmetic.activations import DERIVATIVES
from nnterm.experiment.arithmetic.dense_net import DenseNet, Forward, Slopes, backward, forward, squared_error, stepped
from nnterm.lesson.explorations import ExploreNetwork
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, spread, wrap
from nnterm.tui.frame.drawing import Drawing

EMPTY = ExploreNetwork(layers=(1, 1), inputs=(1.0,), weights=(((1.0,),),), biases=((0.0,),))


class NetworkView(Drawing, can_focus=True):
    """Enter goes on, arrows choose a unit whose sum is written out, plus and minus change a chosen input."""

    DEFAULT_CSS = "NetworkView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "go on", show=False),
        Binding("backspace", "go_back", "back", show=False),
        Binding("up", "unit(-1)", "unit", show=False),
        Binding("down", "unit(1)", "unit", show=False),
        Binding("left", "layer(-1)", "layer", show=False),
        Binding("right", "layer(1)", "layer", show=False),
        Binding("plus,equals_sign", "nudge(0.5)", "input", show=False),
        Binding("minus", "nudge(-0.5)", "input", show=False),
        Binding("r", "reset", "reset", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._explore = EMPTY
        self._begin()

    def _begin(self) -> None:
        explore = self._explore
        depth = len(explore.weights)
        names = (*[explore.activation] * (depth - 1), explore.output)
        self._net = DenseNet(explore.weights, explore.biases, names)
        self._inputs = list(explore.inputs)
        self._stage = 0
        self._steps = 0
        self._layer, self._unit = 0, 0

    def set_exploration(self, explore: ExploreNetwork) -> None:
        """Follow another network."""
        if explore != self._explore:
            self._explore = explore
            self._begin()
        self.redraw()

    # --- what is known at this stage ---------------------------------------------------------------

    @property
    def _depth(self) -> int:
        return len(self._net.weights)

    @property
    def _last(self) -> int:
        """The last stage: all values; then, with a target, the loss, the slopes of each layer, and the step."""
        return self._depth if not self._explore.target else 2 * self._depth + 2

    @property
    def _going_back(self) -> int:
        """How many layers, from the last one, have their slopes by now."""
        return max(0, min(self._depth, self._stage - self._depth - 1)) if self._explore.target else 0

    def _flow(self) -> tuple[Forward, Slopes | None]:
        flowed = forward(self._net, self._inputs)
        return flowed, backward(self._net, flowed, self._explore.target) if self._explore.target else None

    # --- drawing -----------------------------------------------------------------------------------

    def rows(self, width: int, height: int) -> list[Row]:
        """Units in columns, the loss, the chosen unit written out."""
        flowed, slopes = self._flow()
        gap: list[Row] = [[]] if height > 24 else []
        rows: list[Row] = [[], *self._columns(width, flowed, slopes), *gap]
        rows += [[("  ", Role.TEXT), *row] for row in self._loss(width, flowed)]
        rows += [[("  ", Role.TEXT), *row] for row in self._written_out(width - 4, flowed, slopes)]
        rows = rows[: max(0, height - 1)] + [[]] * max(0, height - 1 - len(rows))
        playing = f"{self._next()}  arrows unit  + - input  r again"
        keys = playing if self.has_focus else "f to play"
        return [*rows, spread([(f"  {keys}", Role.QUIET)], [], width)]

    def _next(self) -> str:
        """What enter does."""
        if self._stage < self._depth:
            return "enter: the next layer"
        if self._stage >= self._last:
            return "enter: forward again"
        if self._stage == self._depth:
            return "enter: the loss"
        return "enter: the step" if self._going_back == self._depth else "enter: one layer back"

    def _columns(self, width: int, flowed: Forward, slopes: Slopes | None) -> list[Row]:
        sizes = self._explore.layers
        room = max(12, (width - 2) // len(sizes))
        heads: Row = [("  ", Role.TEXT)]
        for layer in range(len(sizes)):
            heads += fit([(self._title(layer), Role.QUIET)], room)
        rows = [heads]
        tallest = max(sizes)
        for line in range(tallest):
            row: Row = [("  ", Role.TEXT)]
            below: Row = [("  ", Role.TEXT)]
            for layer, size in enumerate(sizes):
                unit = line - (tallest - size) // 2
                inside = 0 <= unit < size
                row += fit(self._node(layer, unit, flowed) if inside else [], room)
                known = slopes is not None and layer >= 1 and layer > self._depth - self._going_back
                words = f"   slope {_number(slopes.outputs[layer][unit])}" if slopes and known and inside else ""
                below += fit([(words, Role.VALIDATION)], room)
            rows.append(row)
            if slopes is not None:
                rows.append(below)
        return rows

    def _title(self, layer: int) -> str:
        if layer == 0:
            return "inputs"
        name = self._net.activations[layer - 1]
        return f"{'output' if layer == self._depth else 'hidden'} {name}"

    def _node(self, layer: int, unit: int, flowed: Forward) -> Row:
        known = layer <= self._stage
        value = _number(flowed.outputs[layer][unit]) if known else "?"
        chosen = (layer, unit) == (self._layer, self._unit)
        role = Role.CHOSEN if chosen and self.has_focus else Role.STRONG if known else Role.QUIET
        return [(f" {_name(layer, unit, self._depth)} {value} ", role)]

    def _loss(self, width: int, flowed: Forward) -> list[Row]:
        target = self._explore.target
        if not target or self._stage <= self._depth:
            return []
        outputs = flowed.outputs[-1]
        loss = squared_error(outputs, target)
        parts = " + ".join(f"({_number(y)} - {_number(t)})^2" for y, t in zip(outputs, target, strict=True))
        mean = f"({parts}) / {len(target)}" if len(target) > 1 else parts
        rows = wrap([("loss", Role.QUIET), (f"{mean} =", Role.TEXT), (f"{loss:.4f}", Role.BAD)], width - 4)
        if self._stage == self._last:
            _, slopes = self._flow()
            assert slopes is not None
            after = forward(stepped(self._net, slopes, self._explore.learning_rate), self._inputs)
            text = f"after one step with learning rate {self._explore.learning_rate:g} the loss is"
            rows += wrap([(text, Role.TEXT), (f"{squared_error(after.outputs[-1], target):.4f}", Role.GOOD)], width - 4)
        if self._steps:
            made = "1 step was made." if self._steps == 1 else f"{self._steps} steps were made."
            rows += wrap([(made, Role.QUIET)], width - 4)
        return rows

    def _written_out(self, width: int, flowed: Forward, slopes: Slopes | None) -> list[Row]:
        layer, unit = self._layer, self._unit
        name = _name(layer, unit, self._depth)
        if layer == 0:
            return wrap([(name, Role.STRONG), ("is an input. + and - change it.", Role.TEXT)], width)
        if layer > self._stage:
            return wrap([(name, Role.STRONG), ("is not computed yet. Press enter.", Role.TEXT)], width)
        weights = [row[unit] for row in self._net.weights[layer - 1]]
        before = flowed.outputs[layer - 1]
        terms = " + ".join(f"{_number(w)} * {_number(x)}" for w, x in zip(weights, before, strict=True))
        z, bias = flowed.sums[layer - 1][unit], self._net.biases[layer - 1][unit]
        function = self._net.activations[layer - 1]
        pieces: list[Piece] = [(f"{name}:", Role.STRONG), (f"z = {terms} + {_number(bias)} = {_number(z)}", Role.TEXT)]
        rows = wrap(pieces, width)
        out = flowed.outputs[layer][unit]
        rows += wrap([(f"{name} = {function}({_number(z)}) =", Role.TEXT), (_number(out), Role.TRAIN)], width)
        if slopes is not None and layer > self._depth - self._going_back:
            rows += self._chain(width, flowed, slopes)
        return rows

    def _chain(self, width: int, flowed: Forward, slopes: Slopes) -> list[Row]:
        """How the loss changes with the chosen unit's weights, factor by factor."""
        layer, unit = self._layer, self._unit
        name = _name(layer, unit, self._depth)
        outer, z = slopes.outputs[layer][unit], flowed.sums[layer - 1][unit]
        bend = DERIVATIVES[self._net.activations[layer - 1]](z)
        rows: list[Row] = []
        if layer == self._depth:
            y, t = flowed.outputs[layer][unit], self._explore.target[unit]
            text = f"loss by {name}: 2 * ({_number(y)} - {_number(t)})"
            text += f" / {len(self._explore.target)}" if len(self._explore.target) > 1 else ""
        else:
            parts = zip(self._net.weights[layer][unit], slopes.sums[layer], strict=True)
            text = f"loss by {name}: " + " + ".join(f"{_number(w)} * {_number(d)}" for w, d in parts)
        rows += wrap([(text, Role.TEXT), (f"= {_number(outer)}", Role.VALIDATION)], width)
        rows += wrap(
            [(f"by z: {_number(outer)} * {_number(bend)}", Role.TEXT), (f"= {_number(outer * bend)}", Role.VALIDATION)],
            width,
        )
        for source, x in enumerate(flowed.outputs[layer - 1]):
            slope = slopes.weights[layer - 1][source][unit]
            weight = self._net.weights[layer - 1][source][unit]
            by = f"by the weight from {_name(layer - 1, source, self._depth)}: {_number(outer * bend)} * {_number(x)}"
            pieces: list[Piece] = [(by, Role.TEXT), (f"= {_number(slope)}", Role.VALIDATION)]
            if self._stage == self._last:
                moved = weight - self._explore.learning_rate * slope
                pieces.append((f"so {_number(weight)} becomes {_number(moved)}", Role.GOOD))
            rows += wrap(pieces, width)
        return rows

    # --- keys --------------------------------------------------------------------------------------

    def action_go_on(self) -> None:
        """Compute the next layer, the loss, the slopes, the step; then forward again with the new weights."""
        if self._stage < self._last:
            self._stage += 1
            if self._stage <= self._depth:
                self._choose(self._stage, 0)
            elif self._going_back:
                self._choose(self._depth - self._going_back + 1, 0)
        else:
            if self._explore.target:
                _, slopes = self._flow()
                assert slopes is not None
                self._net = stepped(self._net, slopes, self._explore.learning_rate)
                self._steps += 1
            self._stage = 0
            self._choose(0, 0)
        self.redraw()

    def action_go_back(self) -> None:
        """One stage back."""
        self._stage = max(0, self._stage - 1)
        self.redraw()

    def _choose(self, layer: int, unit: int) -> None:
        self._layer = min(max(layer, 0), self._depth)
        self._unit = min(max(unit, 0), self._explore.layers[self._layer] - 1)

    def action_unit(self, direction: int) -> None:
        """Choose another unit of the layer."""
        self._choose(self._layer, self._unit + direction)
        self.redraw()

    def action_layer(self, direction: int) -> None:
        """Choose a unit of another layer."""
        self._choose(self._layer + direction, self._unit)
        self.redraw()

    def action_nudge(self, by: float) -> None:
        """Change the chosen input."""
        if self._layer == 0:
            self._inputs[self._unit] = round(self._inputs[self._unit] + by, 3)
            self.redraw()

    def action_reset(self) -> None:
        """Everything as the lesson has it."""
        self._begin()
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on a unit chooses it, elsewhere goes on."""
        sizes, lines = self._explore.layers, 2 if self._explore.target else 1
        room = max(12, (self.size.width - 2) // len(sizes))
        layer, line = (event.x - 2) // room, (event.y - 2) // lines
        if 0 <= layer < len(sizes) and 0 <= line < max(sizes):
            unit = line - (max(sizes) - sizes[layer]) // 2
            if 0 <= unit < sizes[layer]:
                self._choose(layer, unit)
                self.redraw()
                return
        self.action_go_on()


def _name(layer: int, unit: int, depth: int) -> str:
    if layer == 0:
        return f"x{unit}"
    return f"y{unit}" if layer == depth else f"{'hgkm'[layer - 1]}{unit}"


def _number(value: float) -> str:
    """At most three decimals."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
