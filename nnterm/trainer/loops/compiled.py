"""A compiled model: what is kept between two trainings of one architecture, and what a loop trains."""

from dataclasses import dataclass, field
from typing import Any

from nnterm.trainer.datasets.parts import Array
from nnterm.trainer.loops.compiling import Compiling
from nnterm.trainer.loops.graphs import Graphs, XlaGraphs


@dataclass
class CompiledModel:
    """A Keras model with its graphs, to be trained again and again."""

    model: Any
    graphs: Graphs
    xla: XlaGraphs
    untrained: list[Array]
    """The optimizer's variables before the first step."""
    compiled: set[str] = field(default_factory=set)
    """Names of the graphs that are compiled."""
    compiling: Compiling = field(default_factory=Compiling)
