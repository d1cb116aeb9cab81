"""What sizes of activations, gradients and updates say of a network: vanishing, exploding, dead; and the remedy.

The limits come from measurements of the course's baselines and of networks made sick on purpose, at epoch 0 and after
training, and agree with what is usual elsewhere:

- Gradients should be alike in all layers (Glorot and Bengio 2010, section 4.2). In 14 sound networks of the course the
  smallest was between all and 1/150 of the largest; with five layers of sigmoid it was 1/2,900, and in a regression
  that diverged at first 1/4,000.
- A step should change the weights by about a thousandth (CS231n, "Ratio of weights:updates"). In sound networks it was
  3e-6 to 0.04 after the first epoch and at most 0.1 before; with a rate that is too large it began at 0.6 to 10.
- Of weights before a normalization only the direction counts: a step that is large beside them makes them grow, and
  the next ones small (van Laarhoven 2017, arXiv:1706.05350, section 2). Such steps explode nothing.
- A relu layer whose units all give 0 for every row hands back no gradient at all.
"""

from collections.abc import Collection
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


SMALLER_STEPS = ("learning_rate", "a smaller learning rate")
"""A remedy: the hyperparameter that it changes, by which an experiment can forbid it, and its words."""


class Finding(NamedTuple):
    """What is wrong with a layer."""

    layer: int
    """Which of the layers, from 0."""
    kind: str
    """`dead`, `half dead`, `exploding`, `vanishing` or `no number`."""
    sentence: str
    """What it is, by its numbers, and what can help."""


def findings(shown: GradientsShown, no_remedy: Collection[str] = ()) -> list[Finding]:
    """What is wrong at the epoch that is looked at, the worst first; nothing where all layers learn.

    No remedy changes a hyperparameter in `no_remedy`: the lesson has its learner find that out, or it does not help.
    """
    layers = shown.shown.layers
    largest = max((flow.gradient or 0.0 for flow in layers), default=0.0)
    found = [finding for place, flow in enumerate(layers) if (finding := _of_layer(place, flow, shown, no_remedy))]
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
        sentence = f"{which}: the gradient vanishes, {said}.{_against_vanishing(shown.layers, no_remedy)}"
        found.append(Finding(place, "vanishing", sentence))
    return found


def summary(shown: GradientsShown) -> str:
    """One sentence for a network with which nothing is wrong."""
    gradients = [flow.gradient for flow in shown.shown.layers if flow.gradient]
    updates = [flow.update for flow in shown.shown.layers if flow.update]
    words = "Gradients reach every layer"
    if shown.frozen:
        which = "the one layer" if len(shown.layers) == 1 else f"all {len(shown.layers)} layers"
        words = f"Gradients reach {which} in training, {shown.frozen} {'is' if shown.frozen == 1 else 'are'} frozen"
    if len(gradients) > 1:
        ratio = max(gradients) / min(gradients)
        words += f": they are within a factor of {ratio:{',.0f' if ratio >= 100 else '.2g'}}"
    if updates:
        low, high = min(updates), max(updates)
        words += f"{',' if len(gradients) > 1 else ':'} a step changes the weights by {_percent(low)}"
        words += f" to {_percent(high)}" if _percent(low) != _percent(high) else ""
    return f"{words}."


def _of_layer(place: int, flow: LayerFlow, shown: GradientsShown, no_remedy: Collection[str]) -> Finding | None:
    name = f"Layer {place + 1}"
    if flow.gradient is None or flow.activation is None:
        remedy = _advice([SMALLER_STEPS], no_remedy)
        return Finding(place, "no number", f"{name}: its values are no numbers any more.{remedy}")
    if flow.inactive >= 1:
        others = [("activation", activation) for activation in ("tanh", "elu", "leaky_relu")]
        remedy = _advice([SMALLER_STEPS, *others], no_remedy)
        dead = f"{name} is dead: all of its units give 0 for all {shown.rows:,} rows, so nothing before it learns."
        return Finding(place, "dead", f"{dead}{remedy}")
    is_large = (flow.update or 0.0) >= EXPLODING and not _is_normalized(place, shown.layers)
    if is_large or flow.gradient >= STEEP:
        what = f"a step changes its weights by {_percent(flow.update)}" if flow.update else "no step is known"
        if flow.gradient >= STEEP:
            what = f"its gradient is {flow.gradient:,.0f}"
        remedy = _advice([SMALLER_STEPS, ("clipnorm", "clipnorm")], no_remedy)
        return Finding(place, "exploding", f"{name}: updates explode, {what}.{remedy}")
    if flow.inactive >= MANY_DEAD:
        remedy = _advice([SMALLER_STEPS, ("activation", "leaky_relu")], no_remedy)
        return Finding(
            place, "half dead", f"{name}: {flow.inactive:.0%} of its units are dead, 0 for every row.{remedy}"
        )
    return None


def _is_normalized(place: int, layers: list[str]) -> bool:
    """Whether the layer after that one brings what it gives to mean 0 and deviation 1."""
    return any("Normalization" in layer for layer in layers[place + 1 : place + 2])


def _against_vanishing(layers: list[str], no_remedy: Collection[str]) -> str:
    saturating = [name for name in ("sigmoid", "tanh") if any(name in layer for layer in layers[:-1])]
    activation = [("activation", f"relu in place of {saturating[0]}")] if saturating else []
    depth = [("layers", "fewer layers"), ("layers", "BatchNormalization")]
    return _advice([*activation, *depth], no_remedy)


def _advice(remedies: list[tuple[str, str]], no_remedy: Collection[str]) -> str:
    """A space and a sentence with the remedies that are not in `no_remedy`; empty where none is left."""
    left = [remedy for remedy in remedies if remedy[0] not in no_remedy]
    if not left:
        return ""
    words = [said for _, said in left]
    listed = " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
    # Activations and arguments keep their small letter, as Keras writes them.
    is_name = left[0][0] in ("activation", "clipnorm")
    return f" {listed if is_name else listed[0].upper() + listed[1:]} can help."


def _listed(places: list[int]) -> str:
    return f"{', '.join(str(place + 1) for place in places[:-1])} and {places[-1] + 1}"


def _percent(part: float | None) -> str:
    return f"{(part or 0.0) * 100:.2g} %"
