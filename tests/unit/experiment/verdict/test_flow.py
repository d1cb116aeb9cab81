"""What gradients and updates say of a network, in words."""

import msgspec
import pytest

from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.experiment.verdict.flow import findings, summary

SOUND = LayerFlow(0.5, 0.01, 0.001)


def shown(*layers: LayerFlow, names: tuple[str, ...] = ()) -> GradientsShown:
    names = names or tuple("Dense 8 relu" for _ in layers)
    return GradientsShown(
        run_id="a", epoch=5, layers=list(names), rows=80, train=80, flows=[EpochFlow(5, list(layers))]
    )


def test_of_a_sound_network_it_is_said_that_every_layer_learns() -> None:
    network = shown(SOUND, LayerFlow(0.5, 0.05, 0.004), SOUND)
    assert findings(network) == []
    assert summary(network) == (
        "Gradients reach every layer: they are within a factor of 5, a step changes the weights by 0.1 % to 0.4 %."
    )


def test_of_frozen_layers_nothing_is_said_but_how_many_they_are() -> None:
    borrowed = msgspec.structs.replace(shown(LayerFlow(0.5, 0.01, 0.0035)), frozen=2)
    assert summary(borrowed) == (
        "Gradients reach the one layer in training, 2 are frozen: a step changes the weights by 0.35 %."
    )


def test_a_large_step_of_weights_whose_size_a_normalization_takes_away_is_sound() -> None:
    network = LayerFlow(0.5, 0.01, 0.35), SOUND, SOUND
    assert findings(shown(*network, names=("Dense 8", "BatchNormalization", "Dense 1 sigmoid"))) == []
    assert findings(shown(*network))[0].kind == "exploding"


@pytest.mark.parametrize(
    ("layers", "names", "kinds", "words"),
    [
        (
            (LayerFlow(0.5, 1e-5, 1e-5), LayerFlow(0.5, 3e-4, 1e-3), LayerFlow(0.5, 0.1, 0.01)),
            ("Dense 8 sigmoid",) * 3,
            ["vanishing"],
            "Layer 1: the gradient vanishes, in layer 1 it is 1/10,000 of the largest. relu in place of sigmoid",
        ),
        (
            (LayerFlow(0.5, 1e-5, 1e-5), LayerFlow(0.5, 2e-5, 1e-3), LayerFlow(0.5, 0.1, 0.01)),
            (),
            ["vanishing"],
            "Layers 1 and 2: the gradient vanishes, in layer 1 it is 1/10,000 of the largest. Fewer layers",
        ),
        (
            (SOUND, LayerFlow(0.5, 0.01, 0.35)),
            (),
            ["exploding"],
            "Layer 2: updates explode, a step changes its weights by 35 %. A smaller learning rate or clipnorm",
        ),
        ((LayerFlow(0.5, 250.0, 0.01), SOUND), (), ["exploding", "vanishing"], "its gradient is 250"),
        (
            (LayerFlow(0.5, 0.0, 0.0), LayerFlow(0.0, 0.0, 0.0, 1.0), LayerFlow(0.5, 0.1, 0.01)),
            (),
            ["dead"],
            "Layer 2 is dead: all of its units give 0 for all 80 rows, so nothing before it learns.",
        ),
        ((LayerFlow(0.5, 0.1, 0.01, 0.75), SOUND), (), ["half dead"], "Layer 1: 75% of its units are dead"),
        ((LayerFlow(None, None, None), SOUND), (), ["no number"], "no numbers any more"),
    ],
    ids=["vanishing", "two vanish", "steps", "steep", "dead", "half dead", "nan"],
)
def test_what_is_wrong_is_named_with_the_layer_and_what_helps(
    layers: tuple[LayerFlow, ...], names: tuple[str, ...], kinds: list[str], words: str
) -> None:
    found = findings(shown(*layers, names=names))
    assert [finding.kind for finding in found] == kinds
    assert words in found[0].sentence


@pytest.mark.parametrize(
    ("layers", "names", "no_remedy", "sentence"),
    [
        (
            (LayerFlow(0.5, 1e-5, 1e-5), LayerFlow(0.5, 0.1, 0.01)),
            ("Dense 8 sigmoid",) * 2,
            ("activation", "layers"),
            "Layer 1: the gradient vanishes, in layer 1 it is 1/10,000 of the largest.",
        ),
        (
            (LayerFlow(0.5, 1e-5, 1e-5), LayerFlow(0.5, 0.1, 0.01)),
            ("Dense 8 sigmoid",) * 2,
            ("layers",),
            "Layer 1: the gradient vanishes, in layer 1 it is 1/10,000 of the largest. "
            "relu in place of sigmoid can help.",
        ),
        (
            (LayerFlow(0.5, 0.1, 0.01, 0.75), SOUND),
            (),
            ("activation",),
            "Layer 1: 75% of its units are dead, 0 for every row. A smaller learning rate can help.",
        ),
        (
            (LayerFlow(0.0, 0.0, 0.0, 1.0), SOUND),
            (),
            ("activation", "learning_rate"),
            "Layer 1 is dead: all of its units give 0 for all 80 rows, so nothing before it learns.",
        ),
        (
            (SOUND, LayerFlow(0.5, 0.01, 0.35)),
            (),
            ("learning_rate",),
            "Layer 2: updates explode, a step changes its weights by 35 %. clipnorm can help.",
        ),
        ((LayerFlow(None, None, None), SOUND), (), ("learning_rate",), "Layer 1: its values are no numbers any more."),
    ],
    ids=["vanishing", "one is left", "half dead", "dead", "steps", "nan"],
)
def test_a_remedy_that_the_lesson_forbids_is_not_named(
    layers: tuple[LayerFlow, ...], names: tuple[str, ...], no_remedy: tuple[str, ...], sentence: str
) -> None:
    assert findings(shown(*layers, names=names), no_remedy)[0].sentence == sentence
