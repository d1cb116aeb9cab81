"""What the form says in words: the model's size, where a change acts, what the lesson's value was. No Textual here."""

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.live import is_live
from nnterm.experiment.hyperparameters.shapes import count_parameters
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role
from nnterm.tui.form.form_fields import Field
from nnterm.tui.form.typed_text import LONGEST, LONGEST_NUMBER, TypedText

LONGEST_VALUE = 11
"""Characters of a lesson's value that are shown in a hint."""


def parameters_words(experiment: Experiment, *, reading: bool) -> str:
    """The number of weights and biases, or why the layers do not fit together; that a file is read, while it is."""
    if reading:
        return "reading the file ..."
    if catalog.awaits_file(experiment.dataset):
        return "no file yet"
    try:
        shape = catalog.input_shape(experiment.dataset)
        return f"{count_parameters(experiment.hyperparameters.layers, shape):,} parameters"
    except NntermError as error:
        return error.message


def keys_words(*, writing: bool, completes: bool = False) -> str:
    """What the keys do in the form; `writing` while a text is written, which `completes` where it is known how."""
    if writing:
        return "tab completes  enter accepts" if completes else "enter accepts  esc cancels"
    return "arrows: change, setting" if glyphs.current() is glyphs.ASCII else "←→ change  ↑↓ setting"


def letter_words(field: Field | None) -> str:
    """What a letter means at `field` that is typed into nothing, for someone who meant it as text."""
    if field is None:
        return "letters are keys: enter presses"
    if field.written:
        return "letters are keys: enter writes"
    if field.typed:
        return "letters are keys: type digits"
    return f"letters are keys: {_choosing()}"


def digit_words(field: Field | None) -> str:
    """What a digit means at `field` that takes no number, for someone who meant it for another field."""
    if field is None:
        return "no number here: enter presses"
    return f"no number here: {'enter writes' if field.written else _choosing()}"


def _choosing() -> str:
    return "arrows choose" if glyphs.current() is glyphs.ASCII else "←→ chooses"


def full_words(typed: TypedText) -> str:
    """That what is typed takes no character more; empty where it does."""
    if not typed.is_full:
        return ""
    if typed.is_written:
        return f"a path has at most {LONGEST} characters"
    return f"a number has at most {LONGEST_NUMBER} characters"


def applies_words(experiment: Experiment, run: Run | None, name: str) -> tuple[str, Role]:
    """Whether the run under way follows the form: what it leaves out, or when a change of the field `name` acts.

    Empty while nothing trains, and for what is no field.
    """
    if run is None or run.state.over:
        return "", Role.QUIET
    same_data = (run.dataset, run.split) == (experiment.dataset, experiment.split)
    if not same_data or not is_live(run.current, experiment.hyperparameters):
        return "Not in this run. t trains it.", Role.WARNING
    kind = name.partition(":")[0]
    if kind not in TABLE and not kind.startswith("dataset."):
        return "", Role.QUIET
    return (
        "changes act at once" if kind in TABLE and TABLE[kind].live else "changes act with the next run"
    ), Role.QUIET


def lesson_words(field: Field) -> str:
    """What the lesson says for a field that was changed, and the keys that go back to it."""
    if not field.baseline or field.written or len(field.baseline) > LONGEST_VALUE:
        return "b resets this, r all"
    return f"was {field.baseline}: b resets it, r all"
