"""The form as one line of whole names, where rows are few. No Textual here."""

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fit, length, spread, wrap
from nnterm.tui.form.form_rows import WRITTEN, FormRows
from nnterm.tui.form.form_words import keys_words

SIZE = 24
"""Cells of the number of parameters at the most; what is longer says why there is none."""


def height(form: FormRows, width: int) -> int:
    """Rows that the line takes with its hints: more than two where the layers do not fit together."""
    return 2 + len(_reason(form, width))


def line(form: FormRows, width: int, current: str) -> list[Row]:
    """The fields around `current`, each always in its place among its neighbours, and a line of hints."""
    names = form.names
    at = names.index(current) if current in names else 0
    first = _page_of(form, at, width)
    row: Row = []
    for name in names[first:]:
        mark: Row = [(glyphs.current().right if name == form.focused else " ", Role.PRESS)]
        piece = _compact(form, name, length(row) + 1)
        if row and length(row) + 1 + length(piece) > width:
            break
        row = [*row, *mark, *piece, (" ", Role.TEXT)]
    end = length(row)
    form.spots = [spot for spot in form.spots if spot.end <= end]
    count = f"{at + 1} of {len(names)}"
    left: Row = [(f" {form.parameters()}", Role.STRONG)]
    said = form.situation(current)
    hint = said[0] if said[0] and form.focused else keys_words(writing=form.writing, completes=bool(form.suggested))
    reason = _reason(form, width)
    if reason:
        left = []
    # Where there is no room for the hint, the place among the settings is said all the same.
    right: Row = [(f"{count} ", Role.QUIET)]
    if form.answer and length(left) + len(count) + len(hint) + 4 > width:
        # What answers a key is read before all else; the rest is there again with the next one.
        return [fit(row, width), *reason, spread([], [(f"{hint} ", said[1])], width)]
    if length(left) + len(count) + len(hint) + 4 <= width:
        right = [(f"{count}  ", Role.QUIET), (f"{hint} ", said[1] if hint == said[0] else Role.QUIET)]
    return [fit(row, width), *reason, spread(left, right, width)]


def _reason(form: FormRows, width: int) -> list[Row]:
    """Why the layers do not fit together, on rows of its own; nothing while the model has a size."""
    said = form.parameters()
    if len(said) <= SIZE:
        return []
    return [[(" ", Role.TEXT), *row] for row in wrap([(said, Role.STRONG)], width - 2)]


def _page_of(form: FormRows, at: int, width: int) -> int:
    """Index of the first field of the line that holds the field number `at`.

    Fields are laid out line after line, so that one which is chosen or typed into moves none of the others.
    """
    first, used = 0, 0
    for number, name in enumerate(form.names):
        wide = _compact_width(form, name) + 2
        if used and used + wide - 1 > width:
            if number > at:
                break
            first, used = number, 0
        used += wide
    return first


def _compact_width(form: FormRows, name: str) -> int:
    """Cells of the field or button `name` where the form is one line, while nothing is typed into it."""
    part = form.field(name)
    if part is None:
        return len(form.button_text(name))
    if part.written:
        return len(part.label) + 1 + min(len(part.value or "press enter"), WRITTEN) + 2
    return len(part.label) + 1 + len(part.value) + 4 + len(part.was)


def _compact(form: FormRows, name: str, start: int) -> Row:
    """The field or button `name` where the form is one line: its whole name, its value, the lesson's value."""
    part = form.field(name)
    if part is None:
        return form.button(name, 0, start)
    piece = form.put([(f"{part.label} ", Role.QUIET)], part, 0, 0, shift=start)
    if part.was and not part.written:
        piece.append((part.was, Role.BEFORE))
    return piece
