"""What became of a prediction: the guess against the figure of the run."""

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.conditions import WHOLE, figures
from nnterm.lesson.blocks.structs import Predict

LARGE = 1000
"""What a figure is at least to be said without decimals."""


class Guess(msgspec.Struct, frozen=True):
    """What the learner committed to, and what the run gave. Kept with progress as JSON."""

    guess: float | str
    """A number, or the text of the choice."""
    found: float | str | None = None
    """The figure of the run that answered; None while none has."""
    seen: bool = False
    """Whether a run had shown the figure before the guess."""

    def encode(self) -> str:
        """The guess as text to be kept."""
        return msgspec.json.encode(self).decode()


def decode(text: str) -> Guess | None:
    """The guess that was kept as `text`; None where it is none."""
    try:
        return msgspec.json.decode(text, type=Guess)
    except msgspec.MsgspecError:
        return None


def answers(run: Run, baseline: Experiment) -> bool:
    """Whether `run` answers a prediction about `baseline`: trained to its end with the lesson's values, on any seed."""
    expected = msgspec.structs.replace(baseline.hyperparameters, seed=run.hyperparameters.seed)
    same = (run.dataset, run.split, run.hyperparameters) == (baseline.dataset, baseline.split, expected)
    return same and not run.changes and run.state in (RunState.COMPLETED, RunState.DIVERGED)


def answer(predict: Predict, guess: Guess, run: Run) -> Guess:
    """`guess` with the figure that `run` gave, where it has it."""
    return msgspec.structs.replace(guess, found=figures(run).get(predict.figure))


def is_close(predict: Predict, guess: Guess) -> bool:
    """Whether the guess was right, or near enough to be called close."""
    if guess.found is None:
        return False
    if predict.choices:
        right = predict.outcome(guess.found)
        return right is not None and predict.choices[right][0] == guess.guess
    if isinstance(guess.guess, str) or isinstance(guess.found, str):
        return False
    return abs(guess.guess - guess.found) <= predict.close + 1e-9


def score(predict: Predict, guess: Guess) -> str:
    """The outcome in words; empty while no run has answered."""
    if guess.found is None:
        return ""
    found = _in_words(predict.figure, guess.found)
    if predict.choices:
        right = predict.outcome(guess.found)
        if right is None:
            words = f"None of these: it was {found}."
        elif is_close(predict, guess):
            # A verdict is no number: "it was diverged" is no English.
            words = f"Right: {found}." if isinstance(guess.found, str) else f"Right: it was {found}."
        else:
            words = f"You said {guess.guess}. It was {predict.choices[right][0]}: {found}."
    else:
        said = _in_words(predict.figure, guess.guess)
        if said == found:
            words = f"Spot on: {found}."
        else:
            words = f"{'Close. ' if is_close(predict, guess) else ''}You said {said}, and it was {found}."
    return f"{words} You had seen a run before you guessed." if guess.seen else words


def _in_words(figure: str, value: float | str) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    if figure == "best_val_loss_epoch":
        return f"epoch {value:,.0f}"
    return f"{value:,.0f}" if figure in WHOLE or abs(value) >= LARGE else f"{value:.3f}"
