"""What sizes of activations, gradients and updates say of a network: vanishing, exploding, dead; and the remedy.

The limits come from measurements of the course's baselines and of networks made sick on purpose, at epoch 0 and after
training, and agree with what is usual elsewhere:

- Gradients should be alike in all layers (Glorot and Bengio 2010, section 4.2). In 14 sound networks of the course the
  smallest was between all and 1/150 of the largest; with five layers of sigmoid it was 1/2,900, and in a regression
  that diverged at first 1/4,000.
- A step should change the weights by about a thousandth (CS231n, "Ratio of weights:updates"). In sound networks it was
  3e-6 to 0.04 after the first epoch and at most 0.1 before; with a rate that is too large it began at 0.6 to 10.
- A relu layer whose units all give 0 for every row hands back no gradient at all.
"""

from typing import NamedTuple

from nnterm.experiment.protocol.gradients_shown import GradientsShown, LayerFlow

VANISHING = 1 / 500
"""Gradient of a layer beside the largest of all layers below which it has vanished."""

EXPLODING = 0.2
"""Change of the weights by one step from which on steps are too large."""

STEEP = 100.0
"""Size of a gradient from which on it explodes, whatever the optimizer makes of it."""

MANY_DEAD = 0.5
"""Part of the units of a layer that are dead from which on that is worth saying."""


class Finding(NamedTuple):
    """What is wrong with a layer."""

    layer: int
    """Which of the layers, from 0."""
    kind: str
    """`dead`, `half dead`, `exploding`, `vanishing` or `no number`."""
    sentence: str
    """What it is, by its numbers, and what helps."""


def findings(shown: GradientsShown) -> list[Finding]:
    """What is wrong at the epoch that is looked at, the worst first; nothing where all layers learn."""
    layers = shown.shown.layers
    largest = max((flow.gradient or 0.0 for flow in layers), default=0.0)
    found = [finding for place, flow in enumerate(layers) if (finding := _of_layer(place, flow, shown))]
    vanished = [place for place, flow in enumerate(layers) if largest and (flow.gradient or 0.0) < VANISHING * largest]
    # A dead layer explains why nothing comes through to those before it.
    dead = [finding.layer for finding in found if finding.kind == "dead"]
    vanished = [
        place for place in vanished if layers[place].gradient is not None and not any(place <= layer for layer in dead)
    ]
    if vanished:
        place = min(vanished, key=lambda at: layers[at].gradient or 0.0)
        which = f"Layer {place + 1}" if len(vanished) == 1 else f"Layers {_listed(vanished)}"
        part = (layers[place].gradient or 0.0) / largest
        said = f"in layer {place + 1} it is {f'1/{1 / part:,.0f} of the largest' if part else '0'}"
        sentence = f"{which}: the gradient vanishes, {said}. {_against_vanishing(shown.layers)}"
        found.append(Finding(place, "vanishing", sentence))
    return found


def summary(shown: GradientsShown) -> str:
    """One sentence for a network in which every layer learns."""
    gradients = [flow.gradient for flow in shown.shown.layers if flow.gradient]
    updates = [flow.update for flow in shown.shown.layers if flow.update]
    words = "Every layer learns"
    if len(gradients) > 1:
        words += f": gradients within a factor of {max(gradients) / min(gradients):.2g}"
    if updates:
        low, high = min(updates), max(updates)
        words += f"{',' if len(gradients) > 1 else ':'} a step changes the weights by {_percent(low)}"
        words += f" to {_percent(high)}" if _percent(low) != _percent(high) else ""
    return f"{words}."


def _of_layer(place: int, flow: LayerFlow, shown: GradientsShown) -> Finding | None:
    name = f"Layer {place + 1}"
    if flow.gradient is None or flow.activation is None:
        return Finding(
            place, "no number", f"{name}: its values are no numbers any more. A smaller learning rate helps."
        )
    if flow.inactive >= 1:
        return Finding(
            place,
            "dead",
            f"{name} is dead: all of its units give 0 for all {shown.rows:,} rows, so nothing before it learns. "
            "A smaller learning rate helps, or tanh, elu or leaky_relu.",
        )
    if (flow.update or 0.0) >= EXPLODING or flow.gradient >= STEEP:
        what = f"a step changes its weights by {_percent(flow.update)}" if flow.update else "no step is known"
        if flow.gradient >= STEEP:
            what = f"its gradient is {flow.gradient:,.0f}"
        return Finding(
            place, "exploding", f"{name}: updates explode, {what}. A smaller learning rate or clipnorm helps."
        )
    if flow.inactive >= MANY_DEAD:
        return Finding(
            place,
            "half dead",
            f"{name}: {flow.inactive:.0%} of its units are dead, 0 for every row. "
            "A smaller learning rate helps, or leaky_relu.",
        )
    return None


def _against_vanishing(layers: list[str]) -> str:
    saturating = [name for name in ("sigmoid", "tanh") if any(name in layer for layer in layers[:-1])]
    if saturating:
        return f"relu in place of {saturating[0]}, fewer layers or BatchNormalization help."
    return "Fewer layers or BatchNormalization help."


def _listed(places: list[int]) -> str:
    return f"{', '.join(str(place + 1) for place in places[:-1])} and {places[-1] + 1}"


def _percent(part: float | None) -> str:
    return f"{(part or 0.0) * 100:.2g} %"
