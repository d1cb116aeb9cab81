"""The command line: parse, dispatch, exit codes."""

import argparse
import sys
from collections.abc import Sequence

from nnterm import __version__
from nnterm.errors import NntermError

GLYPHS = ("braille", "block", "ascii")


def run(arguments: Sequence[str]) -> int:
    """Run nnterm with `arguments`; returns the exit code: 0 done, 1 failed, 2 wrong arguments."""
    parser, commands = _parsers()
    # A first word that is no command is a lesson's name: `nnterm cnn`.
    words = [word for word in arguments if not word.startswith("-")]
    named = bool(words) and words[0] in commands
    try:
        options = parser.parse_args(arguments) if named else _app_parser(parser).parse_args(arguments)
        return _dispatch(options)
    except NntermError as error:
        print(f"nnterm: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"        {error.remedy}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output left, as `head` does; say nothing more, not even at exit.
        sys.stderr.close()
        return 1


def _dispatch(options: argparse.Namespace) -> int:
    """Import only what the command needs, and run it."""
    match options.command:
        case "list":
            from nnterm.commands import list as command

            return command.run(options.lessons)
        case "train":
            from nnterm.commands import train

            return train.run(options.target, options.set, options.seed, options.json, options.lessons)
        case "check":
            from nnterm.commands import check

            return check.run(options.path, options.train)
        case "export":
            from nnterm.commands import export

            return export.run(options.target, options.set, options.output, options.lessons)
        case "doctor":
            from nnterm.commands import doctor

            return doctor.run()
        case _:
            from nnterm.commands import app

            return app.run(options.lesson, options.glyphs, options.lessons)


EPILOG = """\
commands:
  nnterm                   open the course
  nnterm LESSON            open a lesson: its id, number or part of its name
  nnterm list              list the lessons and their experiments
  nnterm train LESSON      train a lesson's first experiment without a screen
  nnterm check [PATH]      look for errors in lesson files
  nnterm export LESSON     print an experiment as a plain Keras script
  nnterm doctor            look at versions, device, terminal and folders
Each command has its own --help.
"""


def _app_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser for `nnterm [LESSON]`."""
    app = argparse.ArgumentParser(
        prog="nnterm",
        description=parser.description,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    app.add_argument("--version", action="version", version=f"nnterm {__version__}")
    app.add_argument("lesson", nargs="?", metavar="LESSON", help="a lesson's id, number, or part of its name")
    app.add_argument(
        "--glyphs", choices=GLYPHS, help="what curves are drawn with (default: what the terminal can show)"
    )
    _lessons(app)
    app.set_defaults(command="app")
    return app


def _parsers() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """The parser for commands, and their names."""
    parser = argparse.ArgumentParser(
        prog="nnterm",
        description="Guided deep-learning lessons in the terminal: every one trains a real Keras model live.",
        allow_abbrev=False,
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
    train.add_argument("--seed", metavar="N", help="the same as --set seed=N")
    train.add_argument("--json", action="store_true", help="one JSON object a line on standard output, nothing else")
    _lessons(train)

    check = commands.add_parser(
        "check", help="look for errors in lesson files", description="Look for errors in lesson files."
    )
    check.add_argument("path", nargs="?", metavar="PATH", help="a lesson file or a folder (default: the course)")
    check.add_argument("--train", action="store_true", help="also train every baseline and verify what it promises")

    export = commands.add_parser(
        "export",
        help="print an experiment as a Keras script",
        description="Print an experiment as a plain Keras script.",
    )
    _target(export)
    export.add_argument("-o", "--output", metavar="FILE", help="write the script here, and the data it reads beside it")
    _lessons(export)

    commands.add_parser(
        "doctor",
        help="look at versions, device, terminal and folders",
        description="Look at versions, device, terminal and folders, and say what to do about each problem.",
    )
    return parser, frozenset(commands.choices)


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="LESSON[/EXPERIMENT]", help="a lesson, or one of its experiments")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a hyperparameter (epochs, batch_size, learning_rate, optimizer, units, layers, activation, "
        "dropout, l2, shuffle, seed) or an option of the data as dataset.NAME; may be given many times",
    )


def _lessons(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lessons", metavar="DIR", help="take the lessons of this folder instead of the course's")
