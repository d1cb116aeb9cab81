"""Which panels of the lab an experiment can fill."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    LayerNormalization,
    MultiHeadAttention,
    width,
)
from nnterm.experiment.panel_names import PANELS


def missing(panel: str, dataset: Dataset, hyperparameters: Hyperparameters) -> str:
    """What `panel` needs and this experiment has not; empty where it can be filled."""
    match panel:
        case "map" if not catalog.in_plane(dataset):
            return "a decision map needs data with two features and classes"
        case "network" if not _is_dense(hyperparameters):
            return "it needs a model of Dense layers alone"
        case "gradients" if sum(_learns(layer) for layer in hyperparameters.layers) < 2:
            return "it needs a model of two layers that learn"
        case "fit" if catalog.entry(dataset).classes:
            return "it needs data that ask for a number, not a class"
        case "confusion" | "mistakes" if not catalog.entry(dataset).classes and not catalog.awaits_file(dataset):
            return "it needs data with classes"
        case "threshold" if len(catalog.entry(dataset).classes) != 2:
            return "it needs data with two classes"
        case "features" if not any(isinstance(layer, Conv2D) for layer in hyperparameters.layers):
            return "it needs a model with a Conv2D layer"
        case "draw" | "fooled" if not catalog.is_image(dataset):
            return "it needs images of digits"
        case "sentence" if not catalog.is_text(dataset):
            return "it needs texts"
        case "embedding" if not catalog.is_text(dataset) or not any(
            isinstance(layer, Embedding) for layer in hyperparameters.layers
        ):
            return "it needs texts and a model with an Embedding layer"
        case "generated" if not catalog.predicts_next_token(dataset):
            return "it needs data that ask for the next letter"
        case "pairs" if not catalog.is_modular(dataset):
            return "it needs pairs of numbers that are added around a circle"
        case "attention" if not catalog.has_tokens(dataset) or not any(
            isinstance(layer, MultiHeadAttention) for layer in hyperparameters.layers
        ):
            return "it needs texts and a model with a MultiHeadAttention layer"
    return ""


def _is_dense(hyperparameters: Hyperparameters) -> bool:
    """Whether every layer is a dense one, or goes with those and has no units of its own."""
    return any(isinstance(layer, Dense) for layer in hyperparameters.layers) and all(
        isinstance(layer, Dense | Flatten | Activation | Dropout | BatchNormalization | LayerNormalization)
        for layer in hyperparameters.layers
    )


def _learns(layer: Layer) -> bool:
    """Whether the layer has weights to be trained, those of a normalization left out."""
    return width(layer) is not None or isinstance(layer, Embedding | MultiHeadAttention)


def fitting(dataset: Dataset, hyperparameters: Hyperparameters) -> tuple[str, ...]:
    """The panels that this experiment can fill, in their order."""
    return tuple(panel for panel in PANELS if not missing(panel, dataset, hyperparameters))
