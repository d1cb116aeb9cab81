"""The command line: parse, dispatch, exit codes."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from nnterm import __version__
from nnterm.errors import NntermError, UsageError
from nnterm.experiment.device import DEVICE_VARIABLE, parse_wanted
from nnterm.experiment.nearest import did_you_mean

GLYPHS = ("braille", "block", "ascii")

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours, and which takes names in full only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")


def run(arguments: Sequence[str]) -> int:
    """Run nnterm with `arguments`; returns the exit code: 0 done, 1 failed, 2 wrong arguments, 130 for Ctrl+C."""
    try:
        options = _parsed(arguments)
        _choose_device(options)
        _choose_trainer(options)
        code = _dispatch(options)
        # What waits in the buffer is written here, where a failure can still be told.
        _flush()
        return code
    except NntermError as error:
        print(f"nnterm: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"        {error.remedy}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left, as `head` does: nobody is there to be told.
        _give_output_up()
        return 1
    except OSError as error:
        _give_output_up()
        print(f"nnterm: {error}", file=sys.stderr)
        return 1


def _flush() -> None:
    # Python leaves it None where standard output was closed.
    if sys.stdout is not None:
        sys.stdout.flush()


def _give_output_up() -> None:
    """Send what is still in the buffer nowhere, or Python would fail over it once more at exit."""
    try:
        _flush()
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. Raises UsageError for wrong arguments."""
    parser, commands = _parsers()
    # A first word that is no command is a lesson's name: `nnterm cnn`.
    words = [word for word in arguments if not word.startswith("-")]
    named = bool(arguments) and arguments[0] in commands.choices
    if not named:
        parser = _app_parser(parser)
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        if not named and len(words) > 1:
            remedy = did_you_mean(words[0], commands.choices)
            raise UsageError(f"There is no command {words[0]!r}.", f"{remedy}Known: {', '.join(commands.choices)}.")
        taken: argparse.ArgumentParser = commands.choices[arguments[0]] if named else parser
        question = did_you_mean(unknown[0], _options(taken))
        raise UsageError(f"{taken.prog} takes no {unknown[0]!r}.", f"{question}See `{taken.prog} --help`.")
    return options


def _choose_device(options: argparse.Namespace) -> None:
    """Name the device in the environment, which the training process inherits. Raises UsageError."""
    wanted = getattr(options, "devices", None) or getattr(options, "device", None)
    if wanted is None:
        wanted = os.environ.get(DEVICE_VARIABLE, "")
    parse_wanted(wanted)
    if wanted:
        os.environ[DEVICE_VARIABLE] = wanted


def _choose_trainer(options: argparse.Namespace) -> None:
    """Name the trainer in the environment, for whatever starts one. Raises UsageError."""
    if "trainer" not in options:
        return
    from nnterm.runs.chosen_trainer import TRAINER_VARIABLE, chosen_trainer, parse_trainer

    if options.trainer is not None:
        parse_trainer(options.trainer)
        os.environ[TRAINER_VARIABLE] = options.trainer
    chosen_trainer()
    given = ((name, getattr(options, name, None)) for name in ("device", "devices"))
    asked = next((f"--{name} {value}" for name, value in given if value), "")
    if asked and os.environ.get(TRAINER_VARIABLE, "").strip():
        raise UsageError(
            f"{asked} is about this computer, and the trainer is elsewhere.",
            f"Choose the device there: --trainer '... nnterm trainer {asked}'.",
        )


def _options(parser: argparse.ArgumentParser) -> Iterable[str]:
    return (name for action in parser._actions for name in action.option_strings)


def _dispatch(options: argparse.Namespace) -> int:
    """Import only what the command needs, and run it."""
    match options.command:
        case "list":
            from nnterm.commands import list as command

            return command.run(options.lessons)
        case "train":
            from nnterm.commands import train

            return train.run(options.target, options.set, options.seed, options.json, options.lessons, at=options.at)
        case "check":
            from nnterm.commands import check

            return check.run(options.path, options.train)
        case "export":
            from nnterm.commands import export

            return export.run(options.target, options.set, options.output, options.lessons)
        case "doctor":
            from nnterm.commands import doctor

            return doctor.run(options.compare, options.lessons)
        case "trainer":
            from nnterm.commands import trainer

            return trainer.run()
        case _:
            from nnterm.commands import app

            try:
                return app.run(options.lesson, options.glyphs, options.lessons)
            except UsageError as error:
                # The word may have been meant for a command.
                commands = _parsers()[1].choices
                if options.lesson is not None and (question := did_you_mean(options.lesson, commands)):
                    question = question.replace("mean ", "mean nnterm ")
                    raise UsageError(error.message, question + error.remedy) from error
                raise


EPILOG = """\
commands:
  nnterm                   open the course
  nnterm LESSON            open a lesson: its id, number or part of its name
  nnterm list              list the lessons and their experiments
  nnterm train LESSON      train a lesson's first experiment without a screen
  nnterm check [PATH]      look for errors in lesson files
  nnterm export LESSON     print an experiment as a plain Keras script
  nnterm doctor            look at versions, device, terminal and folders
  nnterm trainer           train for an nnterm elsewhere: what --trainer starts at the far end
Each command has its own --help.
"""


def _app_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser for `nnterm [LESSON]`."""
    app = _Parser(
        prog="nnterm",
        description=parser.description,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    app.add_argument("--version", action="version", version=f"nnterm {__version__}")
    app.add_argument("lesson", nargs="?", metavar="LESSON", help="a lesson's id, number, or part of its name")
    app.add_argument(
        "--glyphs", choices=GLYPHS, help="what curves are drawn with (default: what the terminal can show)"
    )
    _device(app)
    _trainer(app)
    _lessons(app)
    app.set_defaults(command="app")
    return app


def _parsers() -> tuple[argparse.ArgumentParser, "argparse._SubParsersAction[_Parser]"]:
    """The parser for commands, and the commands' own."""
    parser = _Parser(
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
        help="change learning_rate, batch_size, dropout, l2 or epochs behind an epoch and keep the weights; "
        "may be given many times",
    )
    train.add_argument("--seed", metavar="N", help="the same as --set seed=N")
    train.add_argument("--json", action="store_true", help="one JSON object a line on standard output, nothing else")
    _device(train)
    _trainer(train)
    _lessons(train)

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
