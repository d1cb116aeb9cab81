"""Stages of a challenge that the baseline passes already, as far as that is known without training it."""

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.hyperparameters.shapes import count_parameters
from nnterm.experiment.verdict.conditions import Condition, parse
from nnterm.lesson.blocks.structs import Challenge, Stage
from nnterm.lesson.parsing.problems import Problems


def check_baseline(challenge: Challenge, experiment: Experiment, line: int, problems: Problems) -> None:
    """Note each stage whose conditions the baseline meets by its sizes, or by what its author promises of it."""
    sizes, promises = _sizes(experiment), _promises(experiment)
    for stage in challenge.stages:
        if stage.conditions and all(_is_met(condition, sizes, promises) for condition in stage.conditions):
            problems.add(
                line,
                f"The baseline of {experiment.id} passes {_named(stage, challenge)} already.",
                "Ask for more than the lesson's own settings give.",
            )


def _sizes(experiment: Experiment) -> dict[str, float]:
    """The figures of the baseline that no training decides."""
    chosen = experiment.hyperparameters
    hidden = [chosen.layers[position] for position in chosen.hidden]
    sizes: dict[str, float] = {"hidden_layers": len(hidden), "units": sum(width(layer) or 0 for layer in hidden)}
    if chosen.early_stopping is None:
        sizes["epochs"] = chosen.epochs
    if catalog.awaits_file(experiment.dataset):
        return sizes
    try:
        sizes["parameters"] = count_parameters(chosen.layers, catalog.input_shape(experiment.dataset))
        sizes["train_rows"] = catalog.split_rows(experiment.dataset, experiment.split)[0]
    except NntermError:
        # The experiment's own check says what is wrong with it.
        return sizes
    return sizes


def _promises(experiment: Experiment) -> list[Condition]:
    found = []
    for figure, text in experiment.expect.items():
        try:
            found.append(parse(figure, text))
        except NntermError:
            continue
    return found


def _is_met(condition: Condition, sizes: dict[str, float], promises: list[Condition]) -> bool:
    if condition.figure in sizes:
        return condition.holds(sizes[condition.figure])
    return any(_implies(promise, condition) for promise in promises if promise.figure == condition.figure)


def _implies(promise: Condition, condition: Condition) -> bool:
    """Whether whatever keeps `promise` meets `condition` too."""
    if promise.comparison == "==" or isinstance(promise.bound, str) or isinstance(condition.bound, str):
        return condition.holds(promise.bound)
    upwards = (">=", ">")
    if promise.comparison == "!=" or condition.comparison in ("==", "!="):
        return False
    if (promise.comparison in upwards) != (condition.comparison in upwards):
        return False
    if promise.bound == condition.bound:
        # What may be equal to the bound need not be beyond it.
        return "=" in condition.comparison or "=" not in promise.comparison
    return (promise.bound > condition.bound) == (promise.comparison in upwards)


def _named(stage: Stage, challenge: Challenge) -> str:
    if len(challenge.stages) == 1:
        return "the challenge"
    said = f" ({stage.say})" if stage.say else ""
    return f"stage {challenge.stages.index(stage) + 1}{said}"
