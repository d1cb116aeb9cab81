"""What a learner has at a moment, and must still have a moment later: runs, answers, settings, what is being typed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from monkey_events import Event

from nnterm.errors import NntermError
from nnterm.experiment.experiment import Experiment
from nnterm.tui.app import NntermApp
from nnterm.tui.form.form_fields import Field
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.form.typed_text import LONGEST_NUMBER
from nnterm.tui.lesson.screen import LessonScreen

FORGETTING = {"x", "click"}
"""What may make the app forget answers, once it has asked."""

SETTING = {
    *"0123456789brwm",
    "left",
    "right",
    "plus",
    "minus",
    "delete",
    "backspace",
    "enter",
    "click",
    "scroll",
    "paste",
}
"""What may change a setting; a number that was typed is taken over by whatever comes next."""

MOVING = {*"fvVnpwl", "tab", "shift+tab", "escape", "click", "resize"}
"""What moves the focus, or hides what has it."""

REFUSED: list[NntermError] = []
"""Values that the form has refused."""


class LossError(AssertionError):
    """Something of the learner's is gone, or is not what was typed."""


class Losses:
    """Looks after each event whether anything is gone. Raises LossError."""

    def __init__(self, app: NntermApp) -> None:
        self._app = app
        self._runs = self._kept_epochs()
        self._answered = self._kept_answers()
        self._settings = self._all_settings()
        self._form, self._refused = self._typed_into(), len(REFUSED)

    def check(self, now: list[Event], recent: Collection[str]) -> None:
        """The app has come to rest after `now`; `recent` are those events and a few before, by name."""
        self._check_runs()
        self._check_answers(recent)
        self._check_settings(recent)
        # What moves the focus may do so a little later, and the digit after it belongs to something else.
        self._check_typed(now if not MOVING.intersection(recent) else [])

    # --- kept in the store -------------------------------------------------------------------------

    def _kept_epochs(self) -> dict[str, int]:
        query = "SELECT runs.run_id, count(first) FROM runs LEFT JOIN epochs USING (run_id) GROUP BY run_id"
        return dict(self._app.context.store.fetch_as(tuple[str, int], query))

    def _check_runs(self) -> None:
        before, self._runs = self._runs, self._kept_epochs()
        gone = [id for id, pieces in before.items() if pieces and not self._runs.get(id)]
        if gone:
            raise LossError(f"runs {gone} were kept, and are not any more")

    def _kept_answers(self) -> set[tuple[str, str]]:
        answers = self._app.context.progress.all_answers()
        return {(lesson, block) for lesson, blocks in answers.items() for block in blocks}

    def _check_answers(self, recent: Collection[str]) -> None:
        before, self._answered = self._answered, self._kept_answers()
        if before - self._answered and not FORGETTING.intersection(recent):
            raise LossError(f"answers to {sorted(before - self._answered)} are gone after {recent}")

    # --- the form ----------------------------------------------------------------------------------

    def _all_settings(self) -> dict[tuple[int, str], Experiment]:
        """The settings of every lab of the lessons that are open."""
        screens = [screen for screen in self._app.screen_stack if isinstance(screen, LessonScreen)]
        return {(id(screen), name): lab.experiment for screen in screens for name, lab in screen.model.labs.items()}

    def _check_settings(self, recent: Collection[str]) -> None:
        before, self._settings = self._settings, self._all_settings()
        changed = [name for key, now in self._settings.items() for name in key[1:] if before.get(key, now) != now]
        if changed and not SETTING.intersection(recent):
            raise LossError(f"the settings of {changed} are others after {recent}")

    def _typed_into(self) -> tuple[HyperparameterForm, Field, str] | None:
        """The form that has the keys, its number at the cursor, and what was typed of it so far."""
        form = self._app.focused
        field = form.model.field() if isinstance(form, HyperparameterForm) else None
        if not isinstance(form, HyperparameterForm) or field is None or not field.typed or form.model.writes_path:
            return None
        return form, field, form.model.typed.text

    def _check_typed(self, now: list[Event]) -> None:
        """A digit goes on with what was typed; enter makes it the value, or it is refused in words."""
        before, self._form = self._form, self._typed_into()
        refused, self._refused = len(REFUSED) - self._refused, len(REFUSED)
        if before is None or len(now) != 1 or now[0].do != "key":
            return
        _, field, typed = before
        key = now[0].key
        if key.isascii() and key.isdigit():
            wanted = (typed + key)[:LONGEST_NUMBER]
            if self._form is None or (self._form[1].name, self._form[2]) != (field.name, wanted):
                raise LossError(f"{wanted!r} was typed into {field.name}, and the form has {self._form}")
        elif key == "enter" and typed and not refused:
            value = self._form[1].value if self._form is not None else ""
            if self._form is None or not _is_number(value, typed):
                raise LossError(f"{typed!r} was typed into {field.name} and accepted; the form has {value!r}")


def _is_number(shown: str, typed: str) -> bool:
    """Whether a value of the form says the number that was typed, in the form's rounding."""
    number = float(typed)
    return abs(float(shown.replace(",", "")) - number) <= 1e-3 * abs(number)


def types_nothing(app: NntermApp) -> bool:
    """Whether `t` trains here: a lesson is in front, and nothing that takes letters has the focus."""
    focused = app.focused
    return isinstance(app.screen, LessonScreen) and (focused is None or isinstance(focused, HyperparameterForm))


@contextmanager
def noted_refusals() -> Iterator[None]:
    """Refusals of the form are noted in `REFUSED`."""
    refuse = HyperparameterForm.take_refusal

    def noted(self: HyperparameterForm, error: NntermError, *rest: Any, **named: Any) -> None:
        REFUSED.append(error)
        refuse(self, error, *rest, **named)

    HyperparameterForm.take_refusal = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        HyperparameterForm.take_refusal = refuse  # type: ignore[method-assign]


TRAIN = Event("key", key="t", rest=0.001)
"""Pressed where nothing trains, so that what is pressed meets a run."""
