"""Whether a run reaches the goal of a challenge, what is missing, and how far the learner has come."""

from collections.abc import Collection
from dataclasses import dataclass, field

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.values import shown, values_named
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.condition_words import condition_words, value_words
from nnterm.experiment.verdict.conditions import Verdict, figures
from nnterm.lesson.blocks.structs import Challenge, Stage

REQUIRED = (RunState.COMPLETED, RunState.DIVERGED)
"""States of a run that may count: trained to its end."""

CHANGED = " has to stay "
"""Between a setting that was changed and its value in the lesson."""


class Judgement(msgspec.Struct, frozen=True):
    """What a run made of one stage."""

    verdicts: tuple[Verdict, ...]
    """Each condition and what was found, in their order."""
    changed: tuple[str, ...] = ()
    """What had to stay as the lesson has it and did not, in words."""
    ended: bool = True
    """Whether the run was trained to its end."""

    @property
    def is_met(self) -> bool:
        """Whether every condition is met."""
        return self.ended and not self.changed and all(verdict.is_kept for verdict in self.verdicts)

    def missing(self) -> list[str]:
        """What is still missing, in words; nothing where it is met."""
        found = [] if self.ended else ["the run was not trained to its end"]
        found += self.changed
        for verdict in self.verdicts:
            if not verdict.is_kept:
                it_was = value_words(verdict.condition.figure, verdict.found)
                found.append(f"{condition_words(verdict.condition)} (it was {it_was})")
        return found


def judge(challenge: Challenge, stage: Stage, run: Run, baseline: Experiment) -> Judgement:
    """What `run` made of `stage` of `challenge`, whose experiment is `baseline`."""
    found = figures(run)
    verdicts = tuple(Verdict(condition, found.get(condition.figure)) for condition in stage.conditions)
    return Judgement(verdicts, _changed(challenge, run, baseline), run.state in REQUIRED)


def kept_words(challenge: Challenge, baseline: Experiment, changed: Collection[str] = ()) -> list[str]:
    """The settings that `challenge` leaves as they are, with their values, such as `window 12`.

    Those that a run did change are left out: `changed`, in the words of a judgement.
    """
    kept = [_kept(name, baseline) for name in challenge.keep]
    return [" ".join(words) for words in kept if CHANGED.join(words) not in changed]


def _changed(challenge: Challenge, run: Run, baseline: Experiment) -> tuple[str, ...]:
    changed = []
    for name in challenge.keep:
        expected = values_named(baseline.dataset, baseline.hyperparameters, name)
        if values_named(run.dataset, run.current, name) != expected:
            changed.append(CHANGED.join(_kept(name, baseline)))
    return tuple(changed)


def _kept(name: str, baseline: Experiment) -> tuple[str, str]:
    """A setting in words, and its value in `baseline`."""
    values = values_named(baseline.dataset, baseline.hyperparameters, name)
    return name.removeprefix("dataset.").replace("_", " "), ", ".join(map(shown, values))


@dataclass
class ChallengeProgress:
    """How far the learner has come with one challenge: a fold over the runs of its experiment."""

    challenge: Challenge
    baseline: Experiment
    stage: int = 0
    """Index of the stage to reach now; as many as there are once all are reached."""
    latest: Judgement | None = None
    """What the latest run made of the stage that was to reach then."""
    tried: dict[int, bool] = field(default_factory=dict)
    """Seeds on which the hyperparameters of the latest run were tried, and whether they passed."""
    last: Run | None = None
    """The latest run."""
    last_epochs: int = 0
    """How many epochs it had when it was judged."""
    hints: int = 0
    """How many hints are shown."""

    @property
    def passed(self) -> bool:
        """Whether every stage is reached."""
        return self.stage >= len(self.challenge.stages)

    @property
    def current_stage(self) -> Stage:
        """The stage to reach now; the last one when all are reached."""
        return self.challenge.stages[min(self.stage, len(self.challenge.stages) - 1)]

    @property
    def seeds_passed(self) -> int:
        """Seeds on which the latest hyperparameters passed."""
        return sum(self.tried.values())

    def take(self, run: Run) -> None:
        """Judge a run that is over. What was reached once stays reached; a run that was stopped decides nothing."""
        if self.passed:
            return
        if not self.is_tried_by(run):
            self.tried = {}
        self.last, self.last_epochs = run, run.epochs
        self.latest = judge(self.challenge, self.current_stage, run, self.baseline)
        if not self.latest.ended:
            return
        self.tried[run.hyperparameters.seed] = self.latest.is_met
        if self.latest.is_met and all(self.tried.values()) and len(self.tried) >= self.challenge.seeds:
            self.stage += 1
            self.tried = {}

    def is_tried_by(self, run: Run) -> bool:
        """Whether `run` trains what the latest run did, on whatever seed."""
        return self.last is not None and _same_but_seed(self.last, run)

    def seeds_to_try(self) -> list[int]:
        """Seeds on which the latest hyperparameters are still to be tried; none where they failed on one."""
        if self.passed or not self.tried or not all(self.tried.values()):
            return []
        first, wanted = min(self.tried), self.challenge.seeds
        following = (seed for seed in range(first, first + wanted + len(self.tried)) if seed not in self.tried)
        return list(following)[: wanted - len(self.tried)]


def missed_words(progress: ChallengeProgress) -> str:
    """`seeds 1 and 2 missed it, so change something`: of settings that other seeds passed with; empty where all did."""
    missed = [str(seed) for seed, passed in progress.tried.items() if not passed]
    if not missed or not progress.seeds_passed:
        return ""
    which = f"seed {missed[0]}" if len(missed) == 1 else f"seeds {', '.join(missed[:-1])} and {missed[-1]}"
    return f"{which} missed it, so change something"


def _same_but_seed(one: Run, other: Run) -> bool:
    chosen = msgspec.structs.replace(one.current, seed=other.current.seed)
    return (one.dataset, one.split, chosen) == (other.dataset, other.split, other.current)
