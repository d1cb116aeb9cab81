"""What a run says of its model by itself while it trains: the decision map, and flipped rows learned by heart."""

from typing import NamedTuple

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.commands import StartRun
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.loops.protocol import Loop
from nnterm.trainer.probes.decision_map import MapProbe
from nnterm.trainer.probes.rows.memorising import MemorisingProbe


class Probes(NamedTuple):
    """The probes of one run."""

    map: MapProbe | None = None
    """None where no map was requested, or the data have no plane."""
    memorising: MemorisingProbe | None = None
    """None where no label is flipped."""


def probes_of(command: StartRun, loop: Loop, parts: Parts) -> Probes:
    """The probes for a run of `command` that `loop` trains on `parts`."""
    shows_map = "map" in command.probes and parts.in_plane
    classes = len(catalog.entry(command.dataset).classes)
    return Probes(
        MapProbe(loop.predict, parts) if shows_map else None,
        MemorisingProbe(loop, parts, classes) if parts.flips else None,
    )
