"""What the form is about: the experiment, the cursor, and what is being typed there. No Textual here."""

from collections.abc import Callable, Coroutine
from typing import Any

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import reads_file
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.run import Run
from nnterm.tui.form.edited_experiment import EditedExperiment, FormListener
from nnterm.tui.form.file_changes import Running
from nnterm.tui.form.form_fields import Field, assigned, tunable
from nnterm.tui.form.form_rows import BUTTONS, FormRows
from nnterm.tui.form.form_words import digit_words, full_words, letter_words
from nnterm.tui.form.path_suggestion import PathSuggestion
from nnterm.tui.form.typed_text import DIGITS, POINT, TypedText

LESSON_LETTERS = "tmsuvVcx"
"""Letters of the lesson that train, stop, compare and change panels: pressed from the settings all the time."""

SETTING_LETTERS = {"b": "baseline", "w": "sweep", "r": ""}
"""Letters that change or try a setting, each with the action of the form that it is; empty for one of the lesson."""


class FormModel:
    """The state of one form. It holds no settings of its own: `listener` hears of each change."""

    def __init__(
        self,
        listener: FormListener,
        read: Callable[[Coroutine[Any, Any, None]], Running],
        look: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """`read` runs a coroutine beside everything else; `look` does, and ends the one before it."""
        self.edited = EditedExperiment(read, listener)
        self.typed = TypedText()
        """What is being typed into the field at the cursor."""
        self.answer = ""
        """What the last key is answered with, in words; empty for a key whose effect is seen."""
        self.retrain = False
        self._listener = listener
        self._suggestion = PathSuggestion(look, listener.redraw)
        self._cursor = 0
        self._kept: FormRows | None = None
        """The stops of the cursor in the experiment that they were found for."""
        self._training: Run | None = None
        self._follows: tuple[Dataset, Split, Hyperparameters] | None = None
        """What the run under way trained with when the form was last drawn."""

    def show(self, experiment: Experiment | None, baseline: Experiment | None) -> None:
        """Take up what is shown now."""
        edited = self.edited
        if edited.note_shown(experiment):
            return
        is_other = experiment is None or edited.experiment is None or experiment.id != edited.experiment.id
        here = "" if is_other else self.current()
        if is_other:
            self._cursor = 0
            self.answer = ""
        if experiment != edited.experiment:
            self.typed.clear()
        edited.experiment, edited.baseline = experiment, baseline
        if here in (names := self._names()):
            # A layer that comes or goes moves the fields after it, and not what the learner is at.
            self._cursor = names.index(here)
        self._listener.redraw()

    def follow(self, run: Run | None) -> None:
        """Take up the run under way; None, or one that is over, where nothing trains."""
        training = None if run is None or run.state.over else run
        follows = None if training is None else (training.dataset, training.split, training.current)
        if (training is not self._training) or follows != self._follows:
            self._training, self._follows = training, follows
            self._listener.redraw()

    def drawn_as(self, *, has_focus: bool) -> FormRows | None:
        """The rows of the form; None where there is nothing to set."""
        edited, typed = self.edited, self.typed
        if edited.experiment is None or edited.baseline is None:
            return None
        form = FormRows(
            edited.experiment, edited.baseline, self.retrain, "", typed.text, typed.is_written, edited.read_for
        )
        form.training, form.answer = self._training, self.answer
        if has_focus:
            names = form.names
            form.focused = names[min(self._cursor, len(names) - 1)]
        return form

    # --- the cursor --------------------------------------------------------------------------------

    def _stops(self) -> FormRows | None:
        """The form without what is typed or trains; None where there is nothing to set. Each key asks it many times."""
        edited = self.edited
        if edited.experiment is None or edited.baseline is None:
            return None
        kept = self._kept
        if kept is None or kept.experiment is not edited.experiment or kept.baseline is not edited.baseline:
            self._kept = kept = FormRows(edited.experiment, edited.baseline, False, "", "")
        return kept

    def _names(self) -> list[str]:
        form = self._stops()
        return form.names if form is not None else []

    def current(self) -> str:
        """The name of the field or button at the cursor; empty where there is none."""
        names = self._names()
        return names[min(self._cursor, len(names) - 1)] if names else ""

    def field(self) -> Field | None:
        """The field at the cursor; None for a button, or for nothing."""
        form = self._stops()
        return form.field(self.current()) if form is not None else None

    def move(self, direction: int) -> None:
        """Go to the next or previous field; what was typed is committed, and a text that is refused kept."""
        self.commit()
        if not self.typed.is_written:
            self._cursor = (self._cursor + direction) % max(1, len(self._names()))

    def go_to(self, name: str) -> None:
        """Go to the field or button `name`."""
        self._cursor = self._names().index(name)

    def add_layers(self, number: int) -> None:
        """Add so many hidden layers, or take some away; the cursor stays at its field, or at that of the last layer."""
        here = self.current()
        self.edited.add_layers(number)
        kind, names = here.partition(":")[0], self._names()
        alike = [name for name in names if name.partition(":")[0] == kind]
        self._cursor = names.index(here if here in names else alike[-1]) if alike else 0

    def stay_inside(self) -> None:
        """Keep the cursor among the fields that there are now."""
        self._cursor = min(self._cursor, len(self._names()) - 1)

    # --- what is typed -----------------------------------------------------------------------------

    @property
    def writes_path(self) -> bool:
        """Whether the path of a file is being written."""
        return self.typed.is_written and self.current() == "dataset.path"

    @property
    def suggested(self) -> str:
        """How the path that is written may go on, itself included; empty where nothing is known."""
        return self._suggestion.of(self.typed.text) if self.writes_path else ""

    def press(self, key: str, character: str) -> bool:
        """Type the key `key` where it types `character`; False where it does something else. No digit does."""
        field, answer_before = self.field(), self.answer
        self.answer = ""
        if field is None or not (field.typed or self.typed.is_written):
            is_taken = bool(character) and character in DIGITS
            self.answer = digit_words(field) if is_taken else ""
        elif is_taken := self.typed.press(key, character, _first_of(field)):
            self.answer = full_words(self.typed)
            self._text_changed()
        if not is_taken and character.isalpha() and not self._is_key_of_settings(character):
            self.answer = letter_words(field)
        if self.answer != answer_before:
            self._listener.redraw()
        return is_taken

    def _is_key_of_settings(self, letter: str) -> bool:
        return letter in LESSON_LETTERS or (letter in SETTING_LETTERS and self.applies(SETTING_LETTERS[letter]))

    @property
    def typed_characters(self) -> str:
        """The characters that are text now, whatever else they are keys for."""
        return self.typed.characters(_first_of(self.field()))

    @property
    def takes_typed(self) -> bool:
        """Whether what is typed so far can be a value of the field: keys that train take it along then."""
        edited, name = self.edited, self.current()
        if edited.experiment is None or not self.typed.is_under_way or reads_file(edited.experiment, name):
            return True
        try:
            assigned(edited.experiment, name, self.typed.text, edited.baseline)
        except NntermError:
            return False
        return True

    def paste(self, text: str) -> bool:
        """Put what was copied elsewhere into the text that is written; False where none is."""
        is_taken = self.typed.paste(text)
        if is_taken:
            self._text_changed()
        return is_taken

    def write(self, text: str) -> None:
        """Let the learner go on with `text` in the field at the cursor."""
        self.typed.begin_writing(text)
        self._text_changed()

    def commit(self) -> bool:
        """Commit what was typed, if anything; False if it was refused. A text is not lost then: its writing goes on."""
        self.answer = ""
        if not self.typed.is_under_way or self.edited.experiment is None:
            return True
        text, is_written = self.typed.take()
        return self.edited.assign(self.current(), text, written=is_written)

    def _text_changed(self) -> None:
        if self.writes_path:
            self._suggestion.look_on(self.typed.text)
        self._listener.redraw()

    # --- which keys apply --------------------------------------------------------------------------

    def applies(self, action: str) -> bool:
        """Whether the action of a key does anything now.

        Enter waits for something to accept, to press or to write; a button has no value to put back or to sweep.
        """
        field, experiment, is_typed = self.field(), self.edited.experiment, self.typed.is_under_way
        match action:
            case "enter":
                return is_typed or self.current() in BUTTONS or (field is not None and field.written)
            case "baseline":
                return field is not None and field.changed and not is_typed
            case "sweep":
                return field is not None and not is_typed
            case "layer":
                return experiment is not None and tunable(experiment, "layers") and not is_typed
            case "complete":
                return bool(self.suggested)
        return True


def _first_of(field: Field | None) -> str:
    """The characters that begin a number in `field`."""
    return DIGITS + POINT if field is not None and field.fraction else DIGITS
