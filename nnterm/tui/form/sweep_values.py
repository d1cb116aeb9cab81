"""The values of one field that a sweep tries."""

from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.form_fields import choices_of, stepped, value_of

EACH_WAY = 2
"""Natural steps down and up from the value in the form, for numbers."""


SMALL = 4
"""Units that some size of a sweep is not above: it has too few weights to learn the training rows by heart.

Among large sizes alone all overfit, and the U of validation loss is not seen.
"""

SMALLEST, FAR = 2, 40
"""Units of the smallest size of a sweep from a large one, and natural steps that are more than there are."""


def swept(
    experiment: Experiment, name: str, baseline: Experiment | None = None, each_way: int = EACH_WAY
) -> list[Experiment]:
    """`experiment` with each value of the field `name` that is worth comparing, in their order, its own among them.

    Numbers go `each_way` natural steps each way, as far as the lesson lets them; a large size goes down to a small one
    in larger steps; names take every choice. `baseline` is the lesson's own experiment, where `experiment` was changed
    from it.
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
    if each_way == EACH_WAY and below and name.startswith("units") and float(value_of(below[-1], name)) > SMALL:
        return _from_small(experiment, name)
    missing = each_way - len(below)
    if missing:
        above = _walk(experiment, name, 1, each_way + missing)
    return [*reversed(below), experiment, *above]


def _from_small(experiment: Experiment, name: str) -> list[Experiment]:
    """Every second natural size from a small one on to the first above that of `experiment`."""
    down, up = _walk(experiment, name, -1, FAR)[1::2], _walk(experiment, name, 1, 2)[1:]
    below = [each for each in down if float(value_of(each, name)) >= SMALLEST]
    return [*reversed(below), experiment, *up]


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
