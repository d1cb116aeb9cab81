"""The tables of the guide for authors that say what there is: made from the code, so that they leave nothing out.

`python -m nnterm.lesson.authoring.reference` writes them into the guide, between its marks.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from nnterm import paths
from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.hyperparameters.hyperparameter import in_digits
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LAYER_TYPES, Bidirectional, Layer
from nnterm.experiment.hyperparameters.losses import (
    DISTANCE_METRICS,
    DISTANCES,
    HIGHER_IS_BETTER,
    LOSS_ALIASES,
    LOSSES,
    METRIC_ALIASES,
    METRICS,
)
from nnterm.experiment.hyperparameters.optimizer_arguments import taken_by
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.lesson.blocks.graph_words import COMMON

GUIDE = "AUTHORS.md"

_TABLE = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def with_tables(guide: str) -> str:
    """The text of the guide, each table between its marks as the code has it. Raises KeyError for an unknown table."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]()}\n\n{found[3]}", guide)


def layers() -> str:
    """Every layer with its arguments and their defaults."""
    rows = [(_code(name), _arguments(layer), _summary(layer)) for name, layer in LAYER_TYPES.items()]
    return _table(("layer", "arguments", "what it does"), rows)


def losses() -> str:
    """Every loss with its other names, and what it compares."""
    return _table(
        ("loss", "also written", "of"),
        ((_code(loss), _others(loss, LOSS_ALIASES), _kind(loss in DISTANCES)) for loss in LOSSES),
    )


def metrics() -> str:
    """Every metric with its other names, what it judges, and which value is better."""
    return _table(
        ("metric", "also written", "of", "better"),
        (
            (
                _code(metric),
                _others(metric, METRIC_ALIASES),
                _kind(metric in DISTANCE_METRICS),
                "larger" if metric in HIGHER_IS_BETTER else "smaller",
            )
            for metric in METRICS
        ),
    )


def optimizers() -> str:
    """Every optimizer with the learning rate that Keras gives it, and its arguments with their defaults."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(Hyperparameters)}
    return _table(
        ("optimizer", "in Keras", "`learning_rate`", "other arguments"),
        (
            (
                _code(name),
                _code(kind.name),
                in_digits(kind.learning_rate),
                ", ".join(_code(f"{each}: {_text(defaults[each])}") for each in taken_by(name)),
            )
            for name, kind in CLASSES.items()
        ),
    )


def datasets() -> str:
    """Every data set with its options, their defaults, and the values they may have."""
    return _table(
        ("data set", "what it is", "options and defaults"),
        ((_code(name), spec.summary, _options(spec) or "none") for name, spec in CATALOG.items()),
    )


TABLES = {"layers": layers, "losses": losses, "metrics": metrics, "optimizers": optimizers, "data sets": datasets}
"""Every table by the name in its mark."""


def _arguments(layer: type[Layer]) -> str:
    if layer is Bidirectional:
        return "one of the three recurrent layers: `LSTM: {units: 32}`"
    written = (
        field.encode_name if field.default is msgspec.NODEFAULT else f"{field.encode_name}: {_text(field.default)}"
        for field in msgspec.structs.fields(layer)
        if field.encode_name not in COMMON
    )
    return ", ".join(map(_code, written)) or "none"


def _summary(layer: type[Layer]) -> str:
    return (layer.__doc__ or "").partition("\n")[0]


def _options(spec: DatasetSpec) -> str:
    said = []
    for name, default in spec.options.items():
        words = _code(f"{name}: {_text(default)}" if default != "" else name)
        if name in spec.bounds:
            low, high = map(in_digits, spec.bounds[name])
            words += f" ({low} to {high})"
        elif name in spec.choices:
            words += f" (or {', '.join(_code(each) for each in spec.choices[name] if each != default)})"
        said.append(words)
    return ", ".join(said)


def _others(name: str, aliases: Mapping[str, str]) -> str:
    return ", ".join(_code(alias) for alias, meant in aliases.items() if meant == name)


def _kind(is_distance: bool) -> str:
    return "numbers, or classes" if is_distance else "classes"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _code(text: str) -> str:
    return f"`{text}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _main() -> None:
    guide = paths.course() / GUIDE
    guide.write_text(with_tables(guide.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    _main()
