"""The form in columns: layers on the left, training and data on the right. No Textual here."""

from nnterm.experiment.hyperparameters.layers import activation_of, width
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, length, overlay, spread, wrap
from nnterm.tui.form.form_fields import Field, layer_fields, other_fields, tunable
from nnterm.tui.form.form_rows import ADD, REMOVE, RETRAIN, FormRows
from nnterm.tui.form.form_words import keys_words

COLUMN = 31
"""Cells of the left column, which holds the layers."""

FIXED_LAYERS = 3
"""Most hidden layers that are shown where none may be changed; the panel Model shows any number."""


def height(form: FormRows) -> int:
    """Rows that the columns take."""
    layers = len(_layers(form)) + len(_size(form)) + tunable(form.experiment, "layers")
    return max(layers, len(other_fields(form.experiment, form.baseline))) + 1


def columns(form: FormRows, cells: int, most: int) -> list[Row]:
    """Layers on the left, training and data on the right, "retrain on change" below: at most `most` rows of `cells`."""
    left = _layers(form)
    if tunable(form.experiment, "layers"):
        left.append(_layer_buttons(form, len(left)))
    left += _size(form)
    right: list[Row] = []
    for part in other_fields(form.experiment, form.baseline):
        # The baseline beside a changed value takes its room from the blanks before the value.
        was = len(part.was)
        least = max(1, cells - COLUMN - 14 - 3 if part.written else min(7, cells - COLUMN - 14 - 4 - was))
        # A long value takes its room from the blanks after the name.
        wide = 14 if part.written else max(len(part.label) + 1, min(14, cells - COLUMN - len(part.value) - 3))
        row = form.put([(f"{part.label:<{wide}}", Role.QUIET)], part, len(right), least, shift=COLUMN)
        if was and COLUMN + length(row) + was <= cells:
            row.append((part.was, Role.BEFORE))
        right.append(row)
    rows: list[Row] = []
    for y in range(min(most - 1, max(len(left), len(right)))):
        row = fit(left[y] if y < len(left) else [], COLUMN - 1)
        mark = _mark(form, y, COLUMN, cells)
        rows.append([*overlay(row, 0, _mark(form, y, 0, COLUMN)), mark, *(right[y] if y < len(right) else [])])
    rows.append(_retrain_row(form, len(rows), cells))
    return rows


def _size(form: FormRows) -> list[Row]:
    """The size of the model, or why its layers do not fit together, in as many rows as that takes."""
    return [[(" ", Role.TEXT), *row] for row in wrap([(form.parameters(), Role.STRONG)], COLUMN - 2)]


def _layers(form: FormRows) -> list[Row]:
    """A row for each hidden layer with units, and the output; nothing where none may be changed and there are many.

    A layer that may not be changed is shown by its values alone.
    """
    rows: list[Row] = []
    fields = layer_fields(form.experiment, form.baseline)
    for part in fields:
        rows.append(_layer(form, part, len(rows)))
    hyperparameters = form.experiment.hyperparameters
    if not fields and len(hyperparameters.layers) > 1:
        rows += [
            _fixed(form, f"layer {number}", position)
            for number, position in enumerate(hyperparameters.hidden[:FIXED_LAYERS], 1)
        ]
        if len(hyperparameters.hidden) > FIXED_LAYERS or len(hyperparameters.layers) > len(rows) + 1:
            return []
    rows.append(_fixed(form, "output", len(hyperparameters.layers) - 1))
    return rows


def _fixed(form: FormRows, label: str, position: int) -> Row:
    layer = form.experiment.hyperparameters.layers[position]
    return [
        (f" {label:<9}", Role.QUIET),
        (f"  {width(layer) or '':>4}   ", Role.TEXT),
        (f"  {activation_of(layer) or ''}", Role.TEXT),
    ]


def _layer(form: FormRows, fields: tuple[Field, ...], y: int) -> Row:
    row: Row = [(f" {f'layer {y + 1}':<9}", Role.QUIET)]
    for part in fields:
        start, least = length(row), 4 if part.typed else 7
        end = COLUMN - 1 if part is fields[-1] else start + least + 5
        was = part.was
        typed = len(form.typed) + 1 if form.typed and form.focused == part.name else 0
        # The lesson's value takes the room of the blanks, or goes: no neighbour moves because of it.
        is_beside = bool(was) and start + (typed or len(part.value)) + 2 + len(was) < end + (part is fields[-1])
        row = form.put(row, part, y, least, tight=is_beside)
        row = fit([*row, (was, Role.BEFORE)] if is_beside else row, max(end, length(row)))
    return row


def _layer_buttons(form: FormRows, y: int) -> Row:
    row: Row = []
    for name in (ADD, REMOVE):
        row = [*row, _button_mark(form, name)]
        row = [*row, *form.button(name, y, length(row)), (" ", Role.TEXT)]
    return row


def _button_mark(form: FormRows, name: str) -> Piece:
    """The mark before a button, where that is chosen."""
    return (glyphs.current().right, Role.PRESS) if form.focused == name else (" ", Role.TEXT)


def _retrain_row(form: FormRows, y: int, cells: int) -> Row:
    row: Row = [_button_mark(form, RETRAIN), *form.button(RETRAIN, y, 1)]
    said, role = form.situation(form.focused)
    if form.writing and not form.answer:
        said, role = keys_words(writing=True, completes=bool(form.suggested)), Role.QUIET
    elif not said and form.experiment != form.baseline:
        said = "r resets all"
    return spread(row, [(f"{said} ", role)], cells)


def _mark(form: FormRows, y: int, start: int, end: int) -> Piece:
    """The mark before the chosen field, where it lies in row `y` between the cells `start` and `end`."""
    chosen = any(
        spot.name == form.focused and spot.y == y and start <= spot.start < end and spot.name != REMOVE
        for spot in form.spots
    )
    return (glyphs.current().right, Role.PRESS) if chosen else (" ", Role.TEXT)
