"""Turns the knobs of the form, by keyboard, until it says what is wanted."""

from learner import Learner

from nnterm.experiment.experiment import Experiment
from nnterm.tui.fields import choices_of, value_of
from nnterm.tui.form_rows import BUTTONS, FormRows
from nnterm.tui.screens.lab_screen import LabScreen
from nnterm.tui.widgets.hyperparameter_form import HyperparameterForm

ROUNDS = 3
"""An optimizer brings its own learning rate, and a layer its units: a knob may have to be turned again."""


async def turn_knobs(learner: Learner, wanted: Experiment) -> None:
    """Make the form say `wanted`, from the lesson's own values on; fails where the form has no knob for it."""
    await learner.leave_field()
    await learner.press("r", "f")
    form = learner.app.screen.query_one(HyperparameterForm)
    await learner.until(lambda: form.has_focus, "f leads to the knobs")
    for _ in range(ROUNDS):
        if _said(learner) == wanted:
            break
        await _turn_layers(learner, wanted)
        for name in _names(_said(learner)):
            if value_of(_said(learner), name) != value_of(wanted, name):
                await _turn(learner, form, name, value_of(wanted, name))
    if _said(learner) != wanted:
        raise learner.fail(f"the form has no knob for all that is wanted: it says {_said(learner)}, wanted {wanted}")
    await learner.leave_field()


def _said(learner: Learner) -> Experiment:
    """What the form says."""
    screen = learner.app.screen
    assert isinstance(screen, LabScreen)
    assert screen.state is not None
    return screen.state.experiment


def _names(experiment: Experiment) -> list[str]:
    """Every knob of the form but its buttons."""
    return [name for name in FormRows(experiment, experiment, False, "", "").names() if name not in BUTTONS]


async def _turn_layers(learner: Learner, wanted: Experiment) -> None:
    count = len(wanted.hyperparameters.hidden)
    for _ in range(20):
        more = count - len(_said(learner).hyperparameters.hidden)
        if not more:
            return
        await learner.press("plus" if more > 0 else "minus")
    raise learner.fail(f"+ and - do not lead to {count} hidden layers")


async def _turn(learner: Learner, form: HyperparameterForm, name: str, value: str) -> None:
    """Go to one knob and turn it: typed where it is a number, by arrows where it is a choice."""
    for _ in range(40):
        if form._current() == name:
            break
        await learner.press("down")
    choices = choices_of(_said(learner), name.partition(":")[0])
    if not choices:
        await learner.press(*value, "enter")
        return
    for _ in choices:
        if value_of(_said(learner), name) == value:
            return
        await learner.press("right")
