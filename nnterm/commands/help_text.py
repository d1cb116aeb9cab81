"""The end of a command's help: the names that `--set` takes, and examples. Read from the table of hyperparameters."""

from textwrap import wrap

from nnterm.commands.arguments import Command

NAME_COLUMNS = 24
"""Columns of a name, the blanks around it among them."""


def details(command: Command, width: int) -> str:
    """What the help of `command` ends with, in lines of at most `width` columns; examples are never broken."""
    parts = [_settings(width)] if command.sets else []
    if command.examples:
        parts.append("\n".join(["examples:", *(f"  {example}" for example in command.examples)]))
    return "\n\n".join(parts)


def _settings(width: int) -> str:
    from nnterm.experiment.datasets.catalog import CATALOG
    from nnterm.experiment.hyperparameters.table import TABLE

    options = dict.fromkeys(option for spec in CATALOG.values() for option in spec.options)
    rows = {
        name: entry.help + (f" One of: {', '.join(entry.choices)}." if entry.choices else "")
        for name, entry in TABLE.items()
    }
    rows["dataset.OPTION"] = f"An option of the experiment's data set, one of: {', '.join(options)}."
    lines = ["names for --set:"]
    for name, help in rows.items():
        first, *others = wrap(help, max(20, width - NAME_COLUMNS)) or [""]
        lines.append(f"  {name:<{NAME_COLUMNS - 2}}{first}")
        lines += [f"{'':<{NAME_COLUMNS}}{line}" for line in others]
    return "\n".join(lines)
