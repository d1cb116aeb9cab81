"""The parsers of the command line, made from the table of commands."""

import argparse
from typing import Any, NoReturn

from nnterm import __version__
from nnterm.commands.table import APP, COMMANDS, overview
from nnterm.errors import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, and which takes names in full only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")


def app_parser() -> argparse.ArgumentParser:
    """The parser for `nnterm [LESSON]`, whose help lists all commands."""
    app = Parser(
        prog="nnterm",
        description=APP.help,
        epilog="\n  ".join(["commands:", *overview()]) + "\nEach command has its own --help.\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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
        own = commands.add_parser(command.name, help=command.summary, description=command.help)
        for argument in command.arguments:
            argument.add(own)
        own.set_defaults(run=command.run)
    return parser, commands
