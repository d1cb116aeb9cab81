"""The tree of errors. Every one says what happened, where, and what to do next."""

from nnterm.printable import printable, printable_lines


class NntermError(Exception):
    """The root: an error with words for the learner.

    `message` says what happened and where; `remedy` says what to do next and may be empty. Both may quote what somebody
    else wrote (a path, an argument, a trainer's words), so they are made printable here, whoever shows them later.
    """

    exit_code = 1
    """What the command line exits with when this error ends it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = printable_lines(message)
        self.remedy = printable_lines(remedy)
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class UsageError(NntermError):
    """The command line, or a value typed by the learner, cannot be used."""

    exit_code = 2


class PathError(UsageError):
    """A path that somebody named cannot be used.

    `reason` is what is wrong in words that go on from the path: `is a folder`.
    """

    def __init__(self, path: str, reason: str, remedy: str = "", *, is_missing: bool = False) -> None:
        super().__init__(f"{path} {reason}.", remedy)
        self.reason = reason
        self.is_missing = is_missing
        """Whether there is nothing of that name."""


class HyperparameterError(UsageError):
    """A hyperparameter has a wrong name, type or range, or does not fit the model."""


class LessonError(NntermError):
    """A lesson file cannot be read as a lesson. Names file, line and key."""

    exit_code = 2

    def __init__(self, path: str, line: int, message: str, remedy: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}", remedy)
        self.path = printable(path)
        self.line = line
        self.reason = printable_lines(message)


class DatasetError(NntermError):
    """A data set is unknown, missing, damaged, or has not the shape the model needs."""


class ModelError(NntermError):
    """The layers do not fit together, or do not fit the data."""


class ProtocolError(NntermError):
    """A line between app and trainer is not a message of this version."""


class TrainerError(NntermError):
    """The training process could not start, died, or does not answer."""


class CodeError(NntermError):
    """A learner's program cannot be started on this system."""


class StoreError(NntermError):
    """The file of runs and progress cannot be read or written."""

    repeated = False
    """Whether the file failed in the same way the last time, so that the learner knows."""


class TerminalError(NntermError):
    """The terminal cannot show the app."""

    exit_code = 2
