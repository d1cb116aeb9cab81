"""Changes the settings of the form, by keyboard, until it says what is wanted."""

from learner import Learner

from nnterm.experiment.experiment import Experiment
from nnterm.tui.form.form_fields import choices_of, value_of
from nnterm.tui.form.form_rows import BUTTONS, FormRows
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson.screen import LessonScreen

ROUNDS = 3
"""An optimizer brings its own learning rate, and a layer its units: a setting may have to be changed again."""


async def change_settings(learner: Learner, wanted: Experiment) -> None:
    """Make the form say `wanted`, from the lesson's own values on; fails where the form has no setting for it."""
    await learner.leave_field()
    await learner.press("r", "f")
    for _ in range(ROUNDS):
        if _said(learner) == wanted:
            break
        await _change_layers(learner, wanted)
        for name in _names(_said(learner)):
            if value_of(_said(learner), name) != value_of(wanted, name):
                await change_setting(learner, name, value_of(wanted, name))
    if _said(learner) != wanted:
        raise learner.fail(f"the form has no setting for all that is wanted: it says {_said(learner)}, wanted {wanted}")
    await learner.leave_field()


async def change_setting(learner: Learner, name: str, value: str) -> None:
    """Go to one setting and change it: by arrows where it is a choice, else by typing."""
    form = learner.app.screen.query_one(HyperparameterForm)
    if not form.has_focus:
        await learner.leave_field()
        await learner.press("f")
        await learner.until(lambda: form.has_focus, "f leads to the settings")
    for _ in _names(_said(learner)) * 2:
        if form.model.current() == name:
            break
        await learner.press("down")
    else:
        raise learner.fail(f"down does not lead to {name}")
    field = _rows(_said(learner)).field(name)
    if field is not None and field.written:
        await learner.press("enter", "ctrl+u")
        await learner.type(value)
        await learner.press("enter")
    elif choices := choices_of(_said(learner), name.partition(":")[0]):
        for _ in choices:
            if value_of(_said(learner), name) != value:
                await learner.press("right")
    else:
        await learner.press(*value, "enter")


def _said(learner: Learner) -> Experiment:
    """What the form says."""
    screen = learner.app.screen
    assert isinstance(screen, LessonScreen)
    assert screen.model.lab is not None
    return screen.model.lab.experiment


def _rows(experiment: Experiment) -> FormRows:
    return FormRows(experiment, experiment, False, "", "")


def _names(experiment: Experiment) -> list[str]:
    """Every setting of the form but its buttons."""
    return [name for name in _rows(experiment).names if name not in BUTTONS]


async def _change_layers(learner: Learner, wanted: Experiment) -> None:
    count = len(wanted.hyperparameters.hidden)
    for _ in range(20):
        more = count - len(_said(learner).hyperparameters.hidden)
        if not more:
            return
        await learner.press("plus" if more > 0 else "minus")
    raise learner.fail(f"+ and - do not lead to {count} hidden layers")
