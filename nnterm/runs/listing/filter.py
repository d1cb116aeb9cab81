"""Which runs of a list are wanted: words that occur in what is said of a run, settings and figures that it has."""

import re
from collections.abc import Callable

from nnterm.errors import HyperparameterError, UsageError
from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.hyperparameters.names import OTHER_NAMES
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.verdict.conditions import FIGURES, figure_named, parse
from nnterm.runs.listing.listed_run import SORTABLE, ListedRun

Wanted = Callable[[ListedRun], bool]
"""Whether a run is wanted."""

_TERM = re.compile(r'([A-Za-z_][\w.]*)(>=|<=|==|!=|>|<|=)("[^"]*"|\S*)|"([^"]*)"|(\S+)')
"""`name=value`, `name<value`, `several words`, or a word; what is quoted may have blanks."""

_RANGE, _DASHED = re.compile(r"(.+?)\.\.(.+)"), re.compile(r"(\d+\.?\d*)-(\d+\.?\d*)")
"""`8..64`, and the same with a dash."""

_OPTIONS = frozenset(option for spec in CATALOG.values() for option in spec.options)
"""Options of data sets, which are settings called `dataset.NAME`."""


def wanted(text: str) -> Wanted:
    """What `text` asks for: runs that fulfil every term of it, all of them for a blank one.

    A word must occur in what is said of the run: what was changed, the verdict, the note. `units=8` compares a
    setting, several layers as in `units=8,4`, a range as in `units=8..64`; `val_loss<0.3` a figure. Raises UsageError
    for a name that is neither.
    """
    terms = [_term(*match.groups(default="")) for match in _TERM.finditer(text)]
    return lambda run: all(term(run) for term in terms)


def _term(name: str, operator: str, value: str, quoted: str, word: str) -> Wanted:
    if not name:
        part = (quoted or word).casefold()
        return lambda run: part in run.text
    value = value.strip('"')
    if operator == "=" and (setting := _setting(name)):
        return _has(setting, value)
    figure = figure_named(name)
    if figure in SORTABLE:
        return _fulfils(figure, operator, value)
    known = (*TABLE, *SORTABLE)
    raise UsageError(
        f"Runs have neither a setting nor a figure {name!r}.",
        f"{did_you_mean(name, known)}Write units=8, units=8..64, best_val_loss<0.3, or words that occur in the list.",
    )


def _setting(name: str) -> str:
    """The setting that `name` means, in the words of `--set`; empty where it is none."""
    name = OTHER_NAMES.get(name.casefold(), name.casefold())
    if name in TABLE or name.removeprefix("dataset.") not in _OPTIONS:
        return name if name in TABLE else ""
    return f"dataset.{name.removeprefix('dataset.')}"


def _has(setting: str, value: str) -> Wanted:
    """Runs whose `setting` is `value`; of several layers all, or each as it is named.

    `8..64` is from 8 to 64. The list writes the layers of a run as 8-64: for a run with one layer that is a range, too.
    """
    given = [part.strip().casefold() for part in value.split(",")]
    layers = given[0].split("-") if len(given) == 1 else given
    range, dashed = _RANGE.fullmatch(value), _DASHED.fullmatch(value)

    def has(run: ListedRun) -> bool:
        own = [part.casefold() for part in run.setting(setting)]
        ends = range or (dashed if len(own) == 1 else None)
        if ends is not None:
            return bool(own) and all(_is_within(part, *ends.groups()) for part in own)
        if len(given) == 1 and own and all(_same(part, given[0]) for part in own):
            return True
        return any(len(own) == len(parts) and all(map(_same, own, parts)) for parts in (given, layers))

    return has


def _is_within(own: str, low: str, high: str) -> bool:
    """Whether the number `own` is from `low` to `high`, whichever of them is larger."""
    try:
        first, last = sorted((float(low), float(high)))
        return first <= float(own) <= last
    except ValueError:
        return False


def _same(own: str, given: str) -> bool:
    """Whether two values are the same text, or the same number."""
    try:
        return own == given or float(own) == float(given)
    except ValueError:
        return False


def _fulfils(figure: str, operator: str, value: str) -> Wanted:
    """Runs whose `figure` compares so with `value`."""
    operator = "==" if operator == "=" else operator
    # Any known figure has the rules of a condition; those of a list alone are numbers.
    stand_in = figure if figure in FIGURES else "epochs"
    text = value if stand_in == "diagnosis" else f"{operator} {value}"
    try:
        condition = parse(stand_in, text)
    except HyperparameterError as error:
        raise UsageError(error.message, error.remedy) from error
    is_not = stand_in == "diagnosis" and operator == "!="
    return lambda run: condition.holds(run.figure(figure)) is not is_not
