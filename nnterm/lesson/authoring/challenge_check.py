"""What can be said of a challenge without training: whether its solution is possible and its conditions can be met."""

from nnterm.errors import DatasetError, HyperparameterError, ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.shapes import count_parameters
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.verdict.condition_words import condition_words
from nnterm.experiment.verdict.conditions import Condition, column_of
from nnterm.lesson.authoring.baseline_check import check_baseline
from nnterm.lesson.blocks.block_fields import listed, quoted
from nnterm.lesson.blocks.structs import Challenge, Stage
from nnterm.lesson.parsing.problems import Problems


def check_challenge(challenge: Challenge, experiment: Experiment, line: int, problems: Problems) -> None:
    """Note what keeps `challenge` about `experiment` from being passed; `line` is where its block begins."""
    known = (*TABLE, *(f"dataset.{option}" for option in catalog.options(experiment.dataset)))
    for name in challenge.keep:
        if name not in known:
            problems.add(
                line,
                f"`keep` names {quoted(name)}, which is not a hyperparameter of {experiment.id}.",
                f"{did_you_mean(name, known)}{listed('Known', known)}",
            )
    check_baseline(challenge, experiment, line, problems)
    for stage in challenge.stages:
        _check_conditions(stage, experiment, line, problems)
        solved = _solved(challenge, stage, experiment, line, problems)
        if solved is not None:
            _check_counts(stage, solved, line, problems)


def _check_conditions(stage: Stage, experiment: Experiment, line: int, problems: Problems) -> None:
    for condition in stage.conditions:
        figure = condition.figure
        if ("val_" in figure or figure.startswith("gap_")) and not experiment.split.validation:
            problems.add(
                line,
                f"`conditions` names {figure}, but {experiment.id} has no validation rows.",
                "Add `validation: 0.2` under its `split:`.",
            )
        column = column_of(figure)
        if column is not None and column not in ("loss", *experiment.hyperparameters.metrics):
            problems.add(
                line,
                f"`conditions` names {figure}, but {column} is not measured in {experiment.id}.",
                f"Add `metrics: [{column}]` under its `compile:`.",
            )


def _solved(
    challenge: Challenge, stage: Stage, experiment: Experiment, line: int, problems: Problems
) -> Experiment | None:
    """The experiment with the stage's solution; None where that cannot be."""
    for assignment in stage.solution:
        name = assignment.partition("=")[0]
        if experiment.tune and name not in experiment.tune:
            problems.add(
                line,
                f"The solution sets {name}, which the learner may not change in {experiment.id}.",
                f"Add {name} to its `tune`, or solve it another way.",
            )
        if name in challenge.keep:
            problems.add(line, f"The solution sets {name}, which `keep` keeps.", "Remove it from one of the two.")
    try:
        return assign(experiment, list(stage.solution))
    except (HyperparameterError, DatasetError) as error:
        problems.add(line, f"The solution cannot be set: {error.message}", error.remedy)
        return None


def _check_counts(stage: Stage, solved: Experiment, line: int, problems: Problems) -> None:
    """Note conditions on numbers that are known before training and that the solution does not meet."""
    chosen = solved.hyperparameters
    try:
        parameters = count_parameters(chosen.layers, catalog.input_shape(solved.dataset))
    except ModelError as error:
        problems.add(line, f"The solution is not a valid model: {error.message}", error.remedy)
        return
    counts: dict[str, float] = {"parameters": parameters, "hidden_layers": len(chosen.hidden)}
    for condition in stage.conditions:
        found = counts.get(condition.figure)
        too_few = condition.figure == "epochs" and _beyond(condition, chosen.epochs)
        if (found is not None and not condition.holds(found)) or too_few:
            shown = chosen.epochs if too_few else found
            problems.add(
                line,
                f"The challenge asks for {condition_words(condition)}; its solution has {shown:,.0f}.",
                "Change the solution, or the condition.",
            )


def _beyond(condition: Condition, planned: int) -> bool:
    """Whether a run planned for so many epochs has too few for `condition`; it may have fewer, but never more."""
    return (
        condition.comparison in (">=", ">", "==")
        and not isinstance(condition.bound, str)
        and (planned < condition.bound or (condition.comparison == ">" and planned == condition.bound))
    )
