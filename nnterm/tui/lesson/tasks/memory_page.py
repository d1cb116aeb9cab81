"""The page that takes the place of a step's text while the model of the lab is written from memory. No Textual here."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.lesson.blocks.structs import Prose
from nnterm.lesson.lesson import Step
from nnterm.runs.exercise.from_memory import experiment_title, memory_block


def memory_step(experiment: Experiment) -> Step:
    """A step that holds nothing but an empty page for the model of `experiment`, and what that is about."""
    shape = catalog.input_shape(experiment.dataset)
    found = catalog.entry(experiment.dataset)
    title = experiment_title(experiment)
    said = f"Text, code and settings are closed. Write from memory the model of *{title}*, as the lesson has it."
    summary, rows = found.summary.rstrip("."), f"{found.rows:,} "
    if summary.startswith(rows):
        # Options may leave rows out.
        summary = f"{catalog.rows(experiment.dataset):,} {summary.removeprefix(rows)}"
    data = f"The data: {summary}. The shape of one sample is `{shape}`"
    classes = f", and there are {len(found.classes)} classes." if found.classes else "."
    way = "`ctrl+r` compares it with ours and names each difference. `C` brings the text back; what you write is kept."
    return Step(title="From memory", blocks=(Prose(f"{said}\n\n{data}{classes}\n\n{way}"), memory_block(experiment)))
