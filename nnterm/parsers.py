"""The parsers of the command line, made from the table of commands."""

import argparse
import shutil
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from nnterm import __version__
from nnterm.commands.arguments import Command
from nnterm.commands.table import APP, COMMANDS, overview
from nnterm.errors import UsageError

LEAST_COLUMNS = 40
"""Columns that help is set in at least."""


class Formatter(argparse.HelpFormatter):
    """Help whose paragraphs are filled, and whose lists keep their lines."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if "\n" in text else super()._fill_text(text, width, indent)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, and which takes names in full only."""

    def __init__(self, *, details: Callable[[int], str] | None = None, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False, "formatter_class": Formatter})
        self._details = details

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")

    def format_help(self) -> str:
        """The help, its end made only now: it names what no other command has to load."""
        if self._details is not None:
            self.epilog = self._details(max(LEAST_COLUMNS, shutil.get_terminal_size().columns - 2))
        return super().format_help()


def app_parser() -> argparse.ArgumentParser:
    """The parser for `nnterm [LESSON]`, whose help lists all commands."""
    app = Parser(prog="nnterm", description=APP.help, details=_app_details)
    app.add_argument("--version", action="version", version=f"nnterm {__version__}")
    for argument in APP.arguments:
        argument.add(app)
    app.set_defaults(run=APP.run)
    return app


def parsers() -> tuple[argparse.ArgumentParser, "argparse._SubParsersAction[Parser]"]:
    """The parser for commands, and the commands' own."""
    parser = Parser(prog="nnterm", description=APP.help)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        end = partial(_details, command)
        own = commands.add_parser(command.name, help=command.summary, description=command.help, details=end)
        for argument in command.arguments:
            argument.add(own)
        own.set_defaults(run=command.run)
    return parser, commands


def _details(command: Command, width: int) -> str:
    from nnterm.commands.help_text import details

    return details(command, width)


def _app_details(width: int) -> str:
    commands = "\n  ".join(["commands:", *overview()])
    return f"{commands}\nEach command has its own --help.\n\n{_details(APP, width)}"
