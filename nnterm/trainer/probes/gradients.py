"""Activations, gradients and updates over the epochs of a run, from states that are kept anyway."""

import time

import numpy as np

from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.trainer.checkpoints import Checkpoint, Checkpoints
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.targets import targets
from nnterm.trainer.loops.protocol import Loop
from nnterm.trainer.loops.snapshot import Snapshot
from nnterm.trainer.probes.layer_flow import FlowProbe

BATCH = 128
"""Training rows of the batch."""

MOST_EPOCHS, MOST_FLOWS = 40, 560
"""Epochs over the run that are looked at, and layers times epochs in one answer."""

PATIENCE = 0.25
"""Seconds of one answer: what is not known by then comes with the next one, so that the training goes on meanwhile.

Each answer has one epoch more in any case: where a single one takes longer, it would never be complete.
"""


class GradientHistory:
    """What is known of one run; nothing is measured before it is asked for, and nothing twice."""

    def __init__(
        self, run_id: str, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters, checkpoints: Checkpoints
    ) -> None:
        self._run_id = run_id
        self._checkpoints = checkpoints
        x, y = parts.train
        rows = np.unique(np.linspace(0, len(x) - 1, min(BATCH, len(x))).astype(int))
        self._batch = x[rows], targets(y[rows], dataset, hyperparameters)
        self._train = len(x)
        self._probe: FlowProbe | None = None
        self._known: dict[tuple[int, int], list[LayerFlow]] = {}

    def compute(self, loop: Loop, epoch: int) -> GradientsShown:
        """The figures over the run of `loop`, whose model is now that of `epoch`; that one is always among them."""
        if self._probe is None or self._probe.model is not loop.model:
            self._probe = FlowProbe(loop.model, *self._batch)
        probe, began = self._probe, time.perf_counter()
        kept = self._checkpoints.spread(min(MOST_EPOCHS, max(2, MOST_FLOWS // len(probe.names))))
        here = self._checkpoints.kept_at(epoch) if not loop.step else None
        flows = {epoch: self._of(probe, here) if here is not None else probe.measure()}
        missing, has_more = 0, False
        for state in _from_coarse_to_fine(kept):
            if state.epoch == epoch:
                continue
            if state[:2] not in self._known:
                if has_more and time.perf_counter() - began > PATIENCE:
                    missing += 1
                    continue
                has_more = True
            flows[state.epoch] = self._of(probe, state)
        return GradientsShown(
            run_id=self._run_id,
            epoch=epoch,
            layers=probe.names,
            rows=len(self._batch[0]),
            train=self._train,
            flows=[EpochFlow(at, flows[at]) for at in sorted(flows)],
            frozen=probe.frozen,
            missing=missing,
        )

    def _of(self, probe: FlowProbe, kept: Checkpoint) -> list[LayerFlow]:
        """The figures at a state that is kept; the model is afterwards what it was."""
        key = kept[:2]
        if key not in self._known:
            model = probe.model
            present = Snapshot(model)
            has_optimizer = self._checkpoints.has_present_optimizer(kept)
            snapshot = kept.state.snapshot
            try:
                (snapshot.put_back if has_optimizer else snapshot.put_weights)(model)
                self._known[key] = probe.measure(with_step=has_optimizer)
            finally:
                present.put_back(model)
        return self._known[key]


def _from_coarse_to_fine(kept: list[Checkpoint]) -> list[Checkpoint]:
    """First and last, then the middle, then the middles between those, and so on: an early stop leaves the outline."""
    last = len(kept) - 1
    order = [0, last] if last else [0]
    step = last
    while step > 1:
        step = -(-step // 2)
        order += [at for at in range(step, last, step) if at not in order]
    return [kept[at] for at in order]
