"""The numbers of a run in a line or two: of the latest epoch, of one that is looked at, of a batch."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.run import Run
from nnterm.experiment.target_words import guess_name
from nnterm.experiment.training_words import gap_without_dropout, judged_epoch, memorised_words
from nnterm.experiment.verdict.rounding import difference, number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fit, length, plain

R2_OF_A_GUESS = 5e-4
"""How far from 0 the r2 of a guess is written as 0."""


def numbers(run: Run, width: int) -> list[Row]:
    """The latest value of each column, and what the evaluation gave, in as many rows as they need."""
    metrics = run.hyperparameters.metrics
    judged = metrics[0] if metrics else "loss"
    tested = run.evaluate if run.state.over and run.test_is_open else {}
    is_tested = judged in tested
    groups: list[Row] = []
    for column in ("loss", *metrics):
        groups.append(_values(run, column, run.epochs))
        if column in tested and (column != "loss" or not metrics):
            said = f"test {short(column)} "
            groups.append([(said, Role.QUIET), (_written(column, tested[column]), Role.STRONG), ("  ", Role.TEXT)])
        if column == judged and (guess := _guess(run, judged, is_tested)) is not None:
            groups.append(guess)
    # The guess that any forecast must beat, on the rows that the learner looks at.
    parts = ("validation", "test", "train") if is_tested else ("validation", "train")
    if (part := next((name for name in parts if name in run.last_value_loss), None)) is not None:
        again: Row = [("last value again ", Role.QUIET), (f"{number(run.last_value_loss[part])}  ", Role.STRONG)]
        groups.insert(1, again)
    return _in_rows([*groups, *_memorised(run, run.epochs)], width)


def numbers_at(run: Run, epoch: int, width: int) -> list[Row]:
    """The exact values of an epoch that is looked at, in as many rows as they need; 0 is the untrained model."""
    groups: list[Row] = [[(f"{glyphs.current().right}epoch {epoch:,}  ", Role.PRESS)]]
    if not epoch:
        return _in_rows([*groups, [("the first weights, before any training", Role.QUIET)]], width)
    groups += [_values(run, column, epoch) for column in ("loss", *run.hyperparameters.metrics)]
    groups += _memorised(run, epoch)
    counted = run.training_rows.memorised_at(epoch)
    # It is counted now and then: the numbers beside it are of the very epoch.
    if counted is not None and counted.epoch != epoch:
        groups.append([(f"counted at epoch {counted.epoch:,} ", Role.QUIET)])
    return _in_rows(groups, width)


def _in_rows(groups: list[Row], width: int) -> list[Row]:
    """What belongs together in one row of `width` cells, as many rows as all need."""
    rows: list[Row] = [[(" ", Role.TEXT)]]
    for group in groups:
        # The blanks after a group need no room.
        if length(rows[-1]) + len(plain(group).rstrip()) > width and length(rows[-1]) > 1:
            rows.append([(" ", Role.TEXT)])
        rows[-1] += group
    return [fit(row, width) for row in rows]


def batch(run: Run) -> Row:
    """Loss and metrics of the epoch under way."""
    row: Row = [(f" batch {run.step}/{run.steps_per_epoch}  ", Role.STRONG)]
    for name, value in run.partial.items():
        row += [(f"{short(name)} ", Role.QUIET), (f"{number(value)}  ", Role.TRAIN)]
    return row


def _values(run: Run, column: str, epoch: int) -> Row:
    """The value of a column after `epoch`, on training and on validation rows, and the gap between two losses."""
    row: Row = []
    train, validation = run.history[column], run.history[f"val_{column}"]
    if train:
        row += [(f"{short(column)} ", Role.QUIET), (f"{_written(column, train[epoch - 1])} ", Role.TRAIN)]
    if validation:
        row += [("val ", Role.QUIET), (f"{_written(column, validation[epoch - 1])} ", Role.VALIDATION)]
    if train and validation and column == "loss":
        honest = gap_without_dropout(run) if epoch == judged_epoch(run) else None
        gap = difference(validation[epoch - 1], train[epoch - 1]) if honest is None else number(honest)
        row += [("loss gap " if honest is None else "loss gap without dropout ", Role.QUIET), (f"{gap} ", Role.STRONG)]
    return [*row, (" ", Role.TEXT)]


def _guess(run: Run, judged: str, is_tested: bool) -> Row | None:
    """What the same answer for every row of a table would give, by the figure and on the rows that are looked at."""
    part = "test" if is_tested else "validation" if run.validation else "train"
    figures = run.target.guessing.get(part, {})
    if judged not in figures or not catalog.is_table(run.dataset):
        return None
    if judged.endswith("accuracy") and figures[judged] < 1 / max(1, len(catalog.entry(run.dataset).classes)):
        # The largest class of the training rows happens to be a small one here: as a guess to beat it says nothing.
        return None
    named = f"({guess_name(run)}: {short(judged)} "
    return [(named, Role.QUIET), (_written(judged, figures[judged]), Role.STRONG), (")  ", Role.QUIET)]


def _written(column: str, value: float) -> str:
    """A value as it is shown. Next to 0 none of the digits of r2 says anything: it is that of a guess."""
    return number(0.0 if column.endswith("r2_score") and abs(value) < R2_OF_A_GUESS else value)


def _memorised(run: Run, epoch: int) -> list[Row]:
    """How many flipped labels are learned by heart, as a group of its own; none where none is flipped."""
    said = memorised_words(run, epoch)
    return [[(f"{said} ", Role.WARNING), (" ", Role.TEXT)]] if said else []
