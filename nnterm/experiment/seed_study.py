"""The same on several seeds: what one run shows and what is luck, for one experiment or for two beside each other."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar
from uuid import uuid4

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.experiment.luck import is_higher_better, judged, paired, usual_figure
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.study import Study, described, is_trained
from nnterm.experiment.sweep import spread
from nnterm.experiment.verdict.condition_words import figure_words
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind
from nnterm.experiment.verdict.rounding import number
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of

FEWEST, MOST, USUAL = 3, 30, 10
"""Seeds that can be chosen, and those without a choice."""


class SeedStudy(Study):
    """An experiment on several seeds, and where it is compared another one on the same seeds."""

    KIND: ClassVar = "seeds"

    def __init__(self, own: Sequence[Run], against: Sequence[Run] = ()) -> None:
        """`own` has a run for each seed, and so has `against`, in the same order, if there is one."""
        # Seed after seed, so that both sides come to their end together.
        pairs = zip(own, against, strict=True) if against else ((run,) for run in own)
        super().__init__([run for pair in pairs for run in pair])
        self.own, self.against = list(own), list(against)
        self._verdict: tuple[Experiment | None, Diagnosis | None] | None = None
        self._judgement = ""

    @property
    def lesson(self) -> str:
        """Id of the lesson."""
        return self.own[0].lesson

    @property
    def experiment(self) -> str:
        """Id of the experiment."""
        return self.own[0].experiment

    @property
    def done(self) -> int:
        """Seeds that are trained, on both sides where there are two."""
        other = self.against or self.own
        return sum(is_trained(run) and is_trained(twin) for run, twin in zip(self.own, other, strict=True))

    @property
    def total(self) -> int:
        """Seeds that are wanted."""
        return len(self.own)

    @property
    def is_whole(self) -> bool:
        """Whether every seed is trained."""
        return self.done == self.total

    def verdict(self, experiment: Experiment | None = None) -> Diagnosis | None:
        """What the runs say together, see `verdict_over`; None before the last seed."""
        if not self.is_whole:
            return None
        # It is drawn with every key, and looking through all the histories takes longer than a frame.
        if self._verdict is None or self._verdict[0] != experiment:
            self._verdict = experiment, verdict_over(self.own, experiment)
        return self._verdict[1]

    def judgement(self) -> str:
        """Whether the difference to the other experiment could be luck, in a sentence; empty before the last seed.

        It is not said before: whoever may stop as soon as it looks well finds a difference where there is none.
        """
        if self._judgement or not self.against or not self.is_whole:
            return self._judgement
        figure = usual_figure(self.against[0], self.own[0])
        pairs = paired(self.against, self.own, figure) if figure else []
        self._judgement = "Nothing is measured in both by which they could be compared."
        if pairs:
            said = judged(pairs, higher_is_better=is_higher_better(figure)).sentence
            words = figure_words(figure).replace("lowest", "best")
            self._judgement = f"{words[0].upper()}{words[1:]} {said[0].lower()}{said[1:]}"
        return self._judgement


def verdict_over(runs: Sequence[Run], experiment: Experiment | None = None) -> Diagnosis | None:
    """The verdict of most of `runs`, and in how many it holds, with the median of what it is about.

    None where no run has a verdict. Where as many seeds say one thing as another, the one that warns counts.
    """
    shared = shared_kind(runs, experiment)
    if shared is None:
        return None
    kind, count = shared
    return Diagnosis(kind, None, f"in {count} of {len(runs)} seeds. {_medians(runs)}".strip())


def shared_kind(runs: Sequence[Run], experiment: Experiment | None = None) -> tuple[DiagnosisKind, int] | None:
    """What most of `runs` are, and how many; see `verdict_over`."""
    found = [diagnosis for run in runs if is_trained(run) and (diagnosis := diagnosis_of(run, experiment)) is not None]
    kinds = Counter(diagnosis.kind for diagnosis in found)
    if not kinds:
        return None
    kind = max(kinds, key=lambda kind: (kinds[kind], _WEIGHT.get(kind, 0)))
    return kind, kinds[kind]


_WEIGHT = {DiagnosisKind.DIVERGED: 3, DiagnosisKind.OVERFITTING: 2, DiagnosisKind.UNDERFITTING: 1}


def _medians(runs: Sequence[Run]) -> str:
    """Where the loss of the median run is lowest, and where it ends."""
    whole = [run for run in runs if run.state is RunState.COMPLETED]
    last, best, at = (spread(whole, figure) for figure in ("val_loss", "best_val_loss", "best_val_loss_epoch"))
    if last is None or best is None or at is None:
        loss = spread(whole, "loss")
        return f"In the median, training loss ends at {number(loss.middle)}." if loss is not None else ""
    lowest = f"In the median, validation loss is lowest after epoch {at.middle:,.0f} ({number(best.middle)})"
    return f"{lowest} and ends at {number(last.middle)}."


def on_seeds(run: Run, count: int, first: int | None = None) -> list[Run]:
    """What `run` trained on `count` seeds, `first` and those after it, each to be trained from its beginning.

    Without `first` they begin with the seed of `run`, or before it where seeds end.
    """
    start = run.hyperparameters.seed if first is None else first
    start = min(start, int(bounds_of("seed")[1]) - count + 1)
    return [
        msgspec.structs.replace(
            described(run),
            run_id=uuid4().hex[:12],
            hyperparameters=msgspec.structs.replace(run.hyperparameters, seed=seed),
        )
        for seed in range(start, start + count)
    ]
