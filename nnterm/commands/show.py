"""`nnterm show`: a panel of the lab as text, for a model that is trained for it."""

import shutil
import sys

import msgspec
from msgspec.structs import replace

from nnterm.commands.target import experiment
from nnterm.errors import ModelError, UsageError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.panel_names import PRINTED, TYPED
from nnterm.experiment.panels import missing
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import MOST_WORD, InspectEmbedding, InspectionRequest, InspectMap
from nnterm.experiment.protocol.inspection_results import MapComputed, NotInspected
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.output import draw
from nnterm.runs.trainer.look_inside import Look, look_inside
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.terminal_chart import coloured
from nnterm.tui.drawing.rows import Role, Row, plain
from nnterm.tui.lab.decision_map import DecisionMap
from nnterm.tui.lab.inside.panels import INSIDE_PANELS
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.terminal import best_glyphs

WIDTH, HEIGHT = 100, 30
"""Cells and rows where there is no terminal; a terminal's width is used, and this height."""


def run(
    target: str,
    panel: str,
    assignments: list[str],
    epoch: int | None,
    *,
    word: str | None = None,
    json: bool = False,
    chosen_glyphs: str | None = None,
    folder: str | None = None,
) -> int:
    """Train, and print `panel` for the model after `epoch`, the `embedding` of `word`. Returns 0, or 1 without a model.

    Raises UsageError for a panel, a word or an epoch that the experiment has not, ModelError where the model cannot
    answer, and KeyboardInterrupt when it was ended early.
    """
    lesson, chosen = experiment(target, assignments, folder)
    _check(panel, chosen, epoch)
    if word is not None and panel != "embedding":
        raise UsageError(f"The panel {panel} has no words to choose from.", "Use --word with --panel embedding.")

    def question(run: Run, before: Inspected | None) -> InspectionRequest | None:
        found = _question(panel, chosen, run, before)
        return replace(found, word=word[:MOST_WORD]) if word and isinstance(found, InspectEmbedding) else found

    look = look_inside(chosen, lesson.head.id, question, epoch)
    if look.run.state is RunState.STOPPED:
        raise KeyboardInterrupt
    answer = look.answer
    if answer is None:
        print(f"nnterm: There is no model to look into. {look.run.failure}".rstrip(), file=sys.stderr)
        return 1
    if isinstance(answer, NotInspected):
        raise ModelError(answer.message, answer.remedy)
    if json:
        print(msgspec.json.encode(answer).decode())
        return 0
    glyphs.use(chosen_glyphs or best_glyphs())
    is_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((WIDTH, HEIGHT)).columns if is_terminal else WIDTH
    rows = [_title(panel, target, answer, epoch), *_rows(panel, chosen, look, answer, width)]
    for row in rows:
        # Only here: whoever reads a file wants no colours in it.
        draw(f"{coloured(row)}\n") if is_terminal else print(plain(row).rstrip())
    return 0


def _check(panel: str, chosen: Experiment, epoch: int | None) -> None:
    """Raise UsageError where `panel` cannot be printed for `chosen`, or it has no such `epoch`."""
    if panel in TYPED:
        raise UsageError(f"The panel {panel} answers what is typed or drawn in it.", "Open it in the lesson.")
    if panel not in PRINTED:
        known = f"{did_you_mean(panel, PRINTED)}Known: {', '.join(PRINTED)}."
        raise UsageError(f"There is no panel {panel!r} to print.", known)
    lack = missing(panel, chosen.dataset, chosen.hyperparameters)
    if lack:
        raise UsageError(f"{chosen.id} has no panel {panel}: {lack}.", "Choose another panel or experiment.")
    planned = chosen.hyperparameters.epochs
    if epoch is not None and not 0 <= epoch <= planned:
        raise UsageError(f"There is no epoch {epoch}: {chosen.id} trains {planned}.", "Set more: --set epochs=N.")


def _question(panel: str, chosen: Experiment, run: Run, before: Inspected | None) -> InspectionRequest | None:
    """What is asked, again while the answer is not whole."""
    if before is not None and not getattr(before, "missing", 0):
        return None
    if panel == "map":
        return InspectMap()
    widget = INSIDE_PANELS[panel]()
    widget.printed_in = WIDTH, HEIGHT
    state = LabState(chosen, chosen, run=run)
    if before is not None:
        state.answers = {type(before): before}
    widget.set_state(state, "")
    question: InspectionRequest | None = widget.question
    return question


def _title(panel: str, target: str, answer: Inspected, epoch: int | None) -> Row:
    near = "" if epoch in (None, answer.epoch) else f", the nearest to {epoch} that is kept"
    return [(f"{panel.capitalize()} of {target}, epoch {answer.epoch:,}{near}", Role.STRONG)]


def _rows(panel: str, chosen: Experiment, look: Look, answer: Inspected, width: int) -> list[Row]:
    """The panel as the app draws it without colours."""
    if isinstance(answer, MapComputed):
        shown = DecisionMap()
        points = look.dataset.points if look.dataset is not None else []
        flipped = look.dataset.flipped if look.dataset is not None else []
        shown.set_map(answer, points, catalog.entry(chosen.dataset).classes, flipped)
        return shown.printed(width, HEIGHT)
    widget = INSIDE_PANELS[panel]()
    widget.printed_in = width, HEIGHT
    state = LabState(chosen, chosen, run=look.run)
    state.answers = {type(answer): answer}
    widget.set_state(state, "")
    rows: list[Row] = widget.render_result(answer, width, HEIGHT)
    while rows and not plain(rows[-1]).strip():
        rows.pop()
    return rows
