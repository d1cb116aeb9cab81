"""The page that takes the place of a step's text while the model of the lab is written from memory. No Textual here."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import optimizer_arguments
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.table import label
from nnterm.lesson.blocks.structs import Prose
from nnterm.lesson.lesson import Step
from nnterm.runs.exercise.from_memory import memory_block


def memory_step(experiment: Experiment, number: int, title: str, *, is_own: bool) -> Step:
    """A step that holds nothing but an empty page for the model of `experiment`, and what that is about.

    The experiment is that of the step with that `number`, counted from 1, and that `title`: the lesson's, or the
    learner's own where their table made it.
    """
    shape = catalog.input_shape(experiment.dataset)
    found = catalog.entry(experiment.dataset)
    whose = "as your settings have it" if is_own else "as the lesson has it, before any change"
    said = f"Text, code and settings are closed. Write from memory the model of step {number}, *{title}*, {whose}."
    if experiment.hyperparameters.pretraining is not None:
        said += " What it borrows is left out: its weights may begin at random."
    summary, rows = found.summary.rstrip("."), f"{found.rows:,} "
    if summary.startswith(rows):
        # Options may leave rows out.
        summary = f"{catalog.rows(experiment.dataset):,} {summary.removeprefix(rows)}"
    for option, value in catalog.options(experiment.dataset).items():
        summary = summary.replace(f"`{option}`", str(value))
    data = f"The data: {summary}. The shape of one sample is `{shape}`"
    tokens = catalog.vocabulary(experiment.dataset)
    data += f", its values are numbers from 0 to {tokens - 1:,}" if tokens else ""
    classes = f", and there are {len(found.classes)} classes." if found.classes else "."
    way = "`ctrl+r` compares it with ours and names each difference. `C` brings the text back; what you write is kept."
    prose = Prose(f"{said}\n\n{data}{classes}\n\n{_given(experiment.hyperparameters)}\n\n{way}")
    return Step(title="From memory", blocks=(prose, memory_block(experiment)))


def _given(hyperparameters: Hyperparameters) -> str:
    """What nobody need know by heart: the numbers of the optimizer, which itself can be known, and unusual metrics."""
    numbers = dict(optimizer_arguments.given(hyperparameters))
    if hyperparameters.schedule is None:
        numbers = {"learning_rate": hyperparameters.learning_rate, **numbers}
    written = ", ".join(f"{label(name)} {value:g}" for name, value in numbers.items() if isinstance(value, float))
    said = [f"Of its optimizer these numbers are given: {written}."] if written else []
    if hyperparameters.schedule is not None:
        said.append("How its learning rate falls is not compared.")
    if hyperparameters.metrics != ("accuracy",):
        names = " and ".join(f"`{name}`" for name in hyperparameters.metrics)
        said.append(f"The metrics: {names or 'none'}.")
    return " ".join(said)
