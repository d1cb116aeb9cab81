"""The parsers of the command line: every command and option, with its help."""

import argparse
from typing import Any, NoReturn

from nnterm import __version__
from nnterm.errors import UsageError

GLYPHS = ("braille", "block", "ascii")


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, and which takes names in full only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")


EPILOG = """\
commands:
  nnterm                   open the course
  nnterm LESSON            open a lesson: its id, number or part of its name
  nnterm list              list the lessons and their experiments
  nnterm train LESSON      train a lesson's first experiment without a screen
  nnterm sweep LESSON      train it with each of several values, and compare
  nnterm check [PATH]      look for errors in lesson files
  nnterm read LESSON       print a lesson as plain text
  nnterm explain TERM      say what a word of the course means
  nnterm progress          show how far you are, or take it to another computer
  nnterm new-lesson NAME   write a lesson to start from
  nnterm export LESSON     print an experiment as a plain Keras script
  nnterm doctor            look at versions, device, terminal and folders
  nnterm trainer           train for an nnterm elsewhere: what --trainer starts at the far end
Each command has its own --help.
"""


def app_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser for `nnterm [LESSON]`."""
    app = Parser(
        prog="nnterm",
        description=parser.description,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    app.add_argument("--version", action="version", version=f"nnterm {__version__}")
    app.add_argument("lesson", nargs="?", metavar="LESSON", help="a lesson's id, number, file, or part of its name")
    app.add_argument(
        "--glyphs", choices=GLYPHS, help="what curves are drawn with (default: what the terminal can show)"
    )
    app.add_argument(
        "--watch", action="store_true", help="show changes of an open lesson's file (always with --lessons)"
    )
    _device(app)
    _trainer(app)
    _lessons(app)
    app.set_defaults(command="app")
    return app


def parsers() -> tuple[argparse.ArgumentParser, "argparse._SubParsersAction[Parser]"]:
    """The parser for commands, and the commands' own."""
    parser = Parser(
        prog="nnterm",
        description="Guided deep-learning lessons in the terminal: every one trains a real Keras model live.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    listing = commands.add_parser(
        "list", help="list the lessons", description="List the lessons and their experiments."
    )
    _lessons(listing)

    train = commands.add_parser(
        "train",
        help="train an experiment without a screen",
        description="Train an experiment without a screen. Exit code 1 when the run failed or diverged.",
    )
    _target(train)
    train.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="EPOCH:NAME=VALUE",
        help="change learning_rate, batch_size, dropout, l2 or epochs after an epoch and keep the weights; "
        "may be given many times",
    )
    train.add_argument("--seed", metavar="N", help="the same as --set seed=N")
    train.add_argument("--json", action="store_true", help="one JSON object a line on standard output, nothing else")
    _device(train)
    _trainer(train)
    _lessons(train)

    sweep = commands.add_parser(
        "sweep",
        help="train an experiment with each of several values",
        description="Train an experiment with each of several values of a hyperparameter, on several seeds, and print "
        "a table. Exit code 1 when no run ended well.",
    )
    _target(sweep)
    sweep.add_argument(
        "--over",
        action="append",
        required=True,
        metavar="NAME=VALUE,VALUE",
        help="the values to try, as units=2,8,32; lists with plus signs, as units=8+8,64+64; given twice, every "
        "combination is tried",
    )
    sweep.add_argument("--seeds", type=int, default=3, metavar="N", help="seeds for each value (default: 3)")
    sweep.add_argument("--json", action="store_true", help="one JSON object a line on standard output, nothing else")
    _device(sweep)
    _trainer(sweep)
    _lessons(sweep)

    check = commands.add_parser(
        "check", help="look for errors in lesson files", description="Look for errors in lesson files."
    )
    check.add_argument("path", nargs="?", metavar="PATH", help="a lesson file or a folder (default: the course)")
    check.add_argument("--train", action="store_true", help="also train every baseline and verify what it promises")
    _trainer(check)

    export = commands.add_parser(
        "export",
        help="print an experiment as a Keras script",
        description="Print an experiment as a plain Keras script.",
    )
    _target(export)
    export.add_argument("-o", "--output", metavar="FILE", help="write the script here, and the data it reads beside it")
    _lessons(export)

    _read_and_write(commands)

    doctor = commands.add_parser(
        "doctor",
        help="look at versions, device, terminal and folders",
        description="Look at versions, device, terminal and folders, and say what to do about each problem.",
    )
    doctor.add_argument(
        "--compare",
        nargs="?",
        const="",
        metavar="LESSON[/EXPERIMENT]",
        help="also measure how fast CPU and GPU train an experiment (default: the course's first)",
    )
    _device(doctor)
    _trainer(doctor)
    _lessons(doctor)

    trainer = commands.add_parser(
        "trainer",
        help="train for an nnterm elsewhere",
        description="The trainer alone: commands on standard input, events on standard output. It is what --trainer "
        "starts at the far end, as in: nnterm --trainer 'ssh gpubox nnterm trainer'. It ends when the link does.",
    )
    _device(trainer)
    return parser, commands


def _read_and_write(commands: "argparse._SubParsersAction[Parser]") -> None:
    """The commands for those who read, and for those who write lessons."""
    new_lesson = commands.add_parser(
        "new-lesson",
        help="write a lesson to start from",
        description="Write a lesson file with one of each block, after those that are there. Nothing is overwritten.",
    )
    new_lesson.add_argument("name", metavar="NAME", help="such as: two-moons")
    new_lesson.add_argument("--lessons", metavar="DIR", help="the folder to write it to (default: the current one)")

    read = commands.add_parser(
        "read",
        help="print a lesson as plain text",
        description="Print a lesson as plain text, for a pipe, paper or a screen reader. The answers come at the end.",
    )
    read.add_argument("lesson", metavar="LESSON", help="a lesson's id, number, file, or part of its name")
    read.add_argument("--step", metavar="N", help="only this step, from 1")
    _lessons(read)

    explain = commands.add_parser(
        "explain",
        help="say what a word of the course means",
        description="Say what a word of the course means, where it is taught first, and what Keras calls it.",
    )
    explain.add_argument("term", nargs="*", metavar="TERM", help="such as: learning rate (default: list all terms)")
    _lessons(explain)

    progress = commands.add_parser(
        "progress",
        help="show how far you are, or take it elsewhere",
        description="Show how far you are in each lesson. Imported progress is merged: nothing is lost.",
    )
    file = progress.add_mutually_exclusive_group()
    file.add_argument(
        "--export", metavar="FILE", help="write progress, answers and choices as JSON; - is standard output"
    )
    file.add_argument("--import", dest="take", metavar="FILE", help="merge such a file; - is standard input")
    _lessons(progress)


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="LESSON[/EXPERIMENT]", help="a lesson, or one of its experiments")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a hyperparameter (epochs, batch_size, learning_rate, optimizer, units, layers, activation, "
        "dropout, l2, shuffle, seed, loss, metrics, schedule, patience ...) or an option of the data as dataset.NAME; "
        "may be given many times",
    )


def _device(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--device",
        metavar="DEVICE",
        help="cpu, gpu, or gpu:N as CUDA_VISIBLE_DEVICES counts them (default: NNTERM_DEVICE, else the freest GPU)",
    )
    choice.add_argument("--devices", choices=("all",), help="train on all visible GPUs at once, each a part of a batch")


def _trainer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trainer",
        metavar="COMMAND",
        help="train through this command, such as 'ssh gpubox nnterm trainer' (default: NNTERM_TRAINER, else here)",
    )


def _lessons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lessons", metavar="DIR", help="take the lessons of this folder instead of the course's")
