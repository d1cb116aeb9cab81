"""Arguments of the command line, as the table of commands holds them; those that several commands take are here."""

import argparse
from collections.abc import Callable
from typing import Any, NamedTuple


class Argument(NamedTuple):
    """One argument, in the words of argparse."""

    names: tuple[str, ...]
    options: dict[str, Any]

    def add(self, parser: argparse._ActionsContainer) -> None:
        """Let `parser` take it."""
        parser.add_argument(*self.names, **self.options)


class OneOf(NamedTuple):
    """Arguments of which at most one may be given."""

    arguments: tuple[Argument, ...]

    def add(self, parser: argparse._ActionsContainer) -> None:
        """Let `parser` take one of them."""
        group = parser.add_mutually_exclusive_group()
        for argument in self.arguments:
            argument.add(group)


class Command(NamedTuple):
    """A command: everything that parser, help, dispatch and README know of it."""

    name: str
    operand: str
    """What follows the name in the list of commands, such as `LESSON`; may be empty."""
    summary: str
    """A few words for the list of commands."""
    description: str
    """One sentence or two for the command's own help."""
    arguments: tuple[Argument | OneOf, ...]
    run: Callable[[argparse.Namespace], int]
    """Does it, and returns the exit code. It imports what the command needs, and only when it is called."""
    examples: tuple[str, ...] = ()
    """Command lines for its help, each with a comment where it says more."""
    exit_codes: str = ""
    """When it exits with something other than 0, beside what holds for all: 2 for wrong arguments, 128 plus a signal's
    number."""

    @property
    def help(self) -> str:
        """The text of its own help, above the arguments."""
        return f"{self.description} {self.exit_codes}".strip()

    @property
    def sets(self) -> bool:
        """Whether it takes settings of an experiment."""
        return SET in self.arguments

    @property
    def line(self) -> str:
        """Its line in the list of commands."""
        return in_overview(" ".join(word for word in ("nnterm", self.name, self.operand) if word), self.summary)


def in_overview(usage: str, summary: str) -> str:
    """A line of the list of commands."""
    return f"{usage:<24} {summary}"


def argument(*names: str, **options: Any) -> Argument:
    """An argument with the names and options of argparse's `add_argument`."""
    return Argument(names, options)


LESSON = "a lesson's id, number, file, or part of its name"

TARGET = argument("target", metavar="LESSON[/EXPERIMENT]", help="a lesson, or one of its experiments")

SET = argument(
    "--set",
    action="append",
    default=[],
    metavar="NAME=VALUE",
    help="change a setting; the names are at the end of this help; may be given many times",
)

DEVICE = OneOf(
    (
        argument(
            "--device",
            metavar="DEVICE",
            help="cpu, gpu, or gpu:N as CUDA_VISIBLE_DEVICES counts them (default: NNTERM_DEVICE, else the freest GPU)",
        ),
        argument("--devices", choices=("all",), help="train on all visible GPUs at once, each a part of a batch"),
    )
)

TRAINER = argument(
    "--trainer",
    metavar="COMMAND",
    help="train through this command, such as 'ssh gpubox nnterm trainer' (default: NNTERM_TRAINER, else here)",
)

TRAINERS = argument(
    "--trainer",
    action="append",
    metavar="COMMAND",
    help="train through this command; given several times, on all of them at once; 'here' is this computer",
)

WHERE = OneOf(
    (
        TRAINERS,
        argument("--dask", metavar="ADDRESS", help="train on the workers of a Dask cluster, such as tcp://host:8786"),
    )
)
"""Where several runs are trained."""

GLYPHS = argument(
    "--glyphs",
    choices=("braille", "block", "ascii"),
    help="what curves are drawn with (default: what the terminal can show)",
)

JOBS = argument(
    "--jobs",
    type=int,
    metavar="N",
    help="runs that are trained at once, through each --trainer (default: one a core, and as many as there is memory "
    "for; elsewhere one)",
)

AGAIN = argument("--again", action="store_true", help="train also what is kept from before with the same settings")

LESSONS = argument("--lessons", metavar="DIR", help="take the lessons of this folder instead of the course's")

LANGUAGE = argument(
    "--language", metavar="LANG", help="read the lessons in this language where they are translated, such as: de"
)

JSON = argument("--json", action="store_true", help="one JSON object a line on standard output, nothing else")

FORMS = OneOf((JSON, argument("--csv", action="store_true", help="a CSV table on standard output, nothing else")))
