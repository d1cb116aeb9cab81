"""The command line: parse, run the command of the table, exit codes."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from nnterm import interruption, named_paths
from nnterm.commands.table import APP, COMMANDS
from nnterm.errors import NntermError, UsageError
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.protocol.device import DEVICE_VARIABLE, parse_wanted
from nnterm.parsers import app_parser, parsers
from nnterm.printable import printable


def run(arguments: Sequence[str]) -> int:
    """Run nnterm with `arguments`; returns the exit code: 0 done, 1 failed, 2 wrong arguments.

    A command that was ended early exits with 128 plus the signal's number: 130 for Ctrl+C, 143 for SIGTERM.
    """
    try:
        options = _parsed(arguments)
        _choose_device(options)
        _choose_trainer(options)
        _choose_language(options)
        code = _run(options)
        if interruption.has_come():
            # What was under way came to its own end first. Whoever ended it relies on the exit code all the same.
            raise KeyboardInterrupt
        # What waits in the buffer is written here, where a failure can still be reported.
        _flush()
        return code
    except NntermError as error:
        _say(error.message + (f"\n        {error.remedy}" if error.remedy else ""))
        return error.exit_code
    except KeyboardInterrupt:
        _give_output_up()
        _say(interruption.words())
        return interruption.exit_code()
    except OSError as error:
        _give_output_up()
        # The reader of our output may just have left, as `head` does; with its window, all of the terminal is gone.
        if not isinstance(error, BrokenPipeError):
            _say(printable(str(error)))
        return interruption.exit_code() if interruption.has_come() else 1


def _say(text: str) -> None:
    """Write `text` on standard error, if somebody is there to read it."""
    with suppress(OSError):
        print(f"nnterm: {text}", file=sys.stderr, flush=True)


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
    # A first word that is no command is a lesson's name: `nnterm cnn`. The app does not wait for the commands' parsers.
    named = bool(arguments) and arguments[0] in [command.name for command in COMMANDS]
    parser = parsers()[0] if named else app_parser()
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        from nnterm.commands.hints import meant_by

        _, commands = parsers()
        words = [word for word in arguments if not word.startswith("-")]
        if not named and len(words) > 1 and not unknown[0].startswith("-"):
            remedy = did_you_mean(words[0], commands.choices)
            raise UsageError(f"There is no command {words[0]!r}.", f"{remedy}Known: {', '.join(commands.choices)}.")
        taken: argparse.ArgumentParser = commands.choices[arguments[0]] if named else parser
        question = meant_by(unknown[0], arguments, taken)
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
    from nnterm.runs.trainer.chosen_trainer import TRAINER_VARIABLE, chosen_trainers, parse_trainer
    from nnterm.runs.trainer.command import COMMAND

    given = [options.trainer] if isinstance(options.trainer, str) else options.trainer or []
    for command in given:
        parse_trainer(command)
    if given:
        os.environ[TRAINER_VARIABLE] = "\n".join(" ".join(command.splitlines()) for command in given)
    elsewhere = [command for command in chosen_trainers() if command != COMMAND]
    devices = ((name, getattr(options, name, None)) for name in ("device", "devices"))
    option = next((f"--{name} {value}" for name, value in devices if value), "")
    if option and getattr(options, "dask", None):
        raise UsageError(f"{option} is about this computer.", "Set NNTERM_DEVICE where the workers are started.")
    if option and elsewhere:
        raise UsageError(
            f"{option} is about this computer, and the trainer is elsewhere.",
            f"Choose the device there: --trainer '... nnterm trainer {option}'.",
        )


def _choose_language(options: argparse.Namespace) -> None:
    """Name the language in the environment, for whatever reads a lesson. Raises UsageError where there is none such."""
    if not (wanted := getattr(options, "language", None)):
        return
    from nnterm import paths
    from nnterm.lesson import languages

    lesson = getattr(options, "lesson", None) or ""
    beside = paths.given(lesson).parent if lesson.endswith(".md") else paths.course()
    folder = paths.given(options.lessons) if options.lessons else beside
    if languages.folder_of(folder, wanted) is None:
        known = ", ".join(languages.languages(folder)) if named_paths.is_folder(folder) else ""
        remedy = f"It is there in: {known}." if known else "It is there in its own language alone."
        raise UsageError(f"The course is not translated to {printable(wanted)}.", remedy)
    os.environ[languages.VARIABLE] = wanted


def _run(options: argparse.Namespace) -> int:
    """Run the command; its exit code. Raises what the command raises."""
    try:
        code: int = options.run(options)
    except UsageError as error:
        # A lesson's name may have been meant for a command.
        lesson = options.lesson if options.run is APP.run else None
        if lesson is not None and (question := did_you_mean(lesson, [command.name for command in COMMANDS])):
            question = question.replace("mean ", "mean nnterm ")
            raise UsageError(error.message, question + error.remedy) from error
        raise
    return code
