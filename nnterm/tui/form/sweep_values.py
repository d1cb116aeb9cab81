"""The values of one field that a sweep tries."""

from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.form_fields import choices_of, stepped, value_of

EACH_WAY = 2
"""Natural steps down and up from the value in the form, for numbers."""


def swept(
    experiment: Experiment, name: str, baseline: Experiment | None = None, each_way: int = EACH_WAY
) -> list[Experiment]:
    """`experiment` with each value of the field `name` that is worth comparing, in their order, its own among them.

    Numbers go `each_way` natural steps each way, as far as the lesson lets them; names take every choice. `baseline` is
    the lesson's own experiment, where `experiment` was changed from it.
    """
    choices = choices_of(experiment, name.partition(":")[0])
    if choices:
        tried = [experiment]
        while len(tried) < len(choices):
            tried.append(stepped(tried[-1], name, 1, baseline))
        # Steps wrap around, but a chart needs numbers from small to large.
        place = {choice: at for at, choice in enumerate(choices)}
        return sorted(tried, key=lambda each: place.get(value_of(each, name), len(choices)))
    below, above = _walk(experiment, name, -1, each_way), _walk(experiment, name, 1, each_way)
    missing = each_way - len(below)
    if missing:
        above = _walk(experiment, name, 1, each_way + missing)
    return [*reversed(below), experiment, *above]


def _walk(experiment: Experiment, name: str, direction: int, steps: int) -> list[Experiment]:
    found: list[Experiment] = []
    current = experiment
    for _ in range(steps):
        following = stepped(current, name, direction)
        if following == current:
            break
        found.append(following)
        current = following
    return found
