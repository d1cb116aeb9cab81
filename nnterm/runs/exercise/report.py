"""What a learner's program did: what the events of its run add up to, in words."""

import re

from nnterm.lesson.blocks.structs import Code, CodeCheck
from nnterm.runs.exercise.code_events import (
    Checked,
    Checking,
    CodeEvent,
    Cut,
    Ended,
    Failed,
    FitBegan,
    FitEnded,
    FitEpochs,
    Printed,
    Ran,
)
from nnterm.runs.exercise.output import readable
from nnterm.runs.exercise.trainings import Trainings

SIGNALS = {9: "killed from outside, often because memory ran out", 11: "crashed (segmentation fault)", 6: "aborted"}
"""Signals that end a program, in words."""

_BLANKS = re.compile(r"\s+")

_UNKNOWN = re.compile(r" failed: the name `(\w+)` is not known\.")
"""What the check of a name says that the program has not; see `nnterm.exercise.failures`."""

SHOWN = 60
"""Characters of an expression that are shown."""


class CodeReport:
    """Everything known of one run of a program, from event to event."""

    def __init__(self, block: Code, memory: int) -> None:
        """`memory` is what it may use, in bytes."""
        self._block = block
        self._memory = memory
        self._printed = ""
        self._all = ""
        self.is_cut = False
        """Whether more was printed than is here."""
        self.failure: Failed | None = None
        self.ended: Ended | None = None
        """How it ended; None while it runs."""
        self.trainings = Trainings()
        """What it trained."""
        self._ran = False
        self._checking: int | None = None
        self._wrong: dict[int, str] = {}
        """What is wrong by the check's index; empty text for what is right."""

    @property
    def output(self) -> list[str]:
        """What was printed, in lines that can be shown."""
        return readable(self._all)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None

    @property
    def is_lost(self) -> bool:
        """Whether nobody could say how it ended."""
        return self.ended is not None and self.ended.reason == "lost"

    @property
    def passed(self) -> bool:
        """Whether it ended well and every check holds. Without checks a good end is enough."""
        return self.ended is not None and not self.trouble and all(wrong == "" for wrong in self.verdicts())

    @property
    def line(self) -> int:
        """The line that failed, from 1; 0 where none did."""
        return self.failure.line if self.failure else 0

    def apply(self, event: CodeEvent) -> None:
        """Take note of `event`, unless there is no such check, or its verdict is known."""
        match event:
            case Printed():
                self._all += event.text
                if event.source == "code":
                    self._printed += event.text
            case Cut():
                self.is_cut = True
            case FitBegan() | FitEpochs() | FitEnded():
                self.trainings.apply(event)
            case Failed() if self.failure is None:
                self.failure = event
            case Ran():
                self._ran = True
            case Checking(index) if self._is_open(index):
                self._checking = index
            case Checked(index, wrong) if self._is_open(index):
                self._wrong[index] = wrong
                self._checking = None
            case Ended():
                self.ended = event
                self.trainings.end()
                if self._ran:
                    self._look_for_printed()

    def _is_open(self, index: int) -> bool:
        """Whether there is a check `index` that waits for its verdict."""
        return 0 <= index < len(self._block.checks) and index not in self._wrong

    def verdicts(self) -> list[str | None]:
        """For each check what is wrong, empty where it holds, None where it was not evaluated."""
        return [self._wrong.get(index) for index in range(len(self._block.checks))]

    @property
    def missing(self) -> list[str]:
        """The names that checks ask for and that the program has not, in the order of the checks."""
        return list(dict.fromkeys(name for wrong in self.verdicts() if wrong and (name := missing_name(wrong))))

    @property
    def trouble(self) -> str:
        """Why the program did not come through, in plain words; empty where it did, or runs."""
        if self.failure is not None:
            place = f"line {self.failure.line}: " if self.failure.line else ""
            return f"{place}{self.failure.message}"
        if self.ended is None or (self.ended.reason == "done" and self._ran):
            return ""
        return f"{self._where()}{self._end(self.ended)}"

    def _where(self) -> str:
        """Which check was being evaluated at the end, if one was."""
        if self._checking is None:
            return ""
        return f"{short(self._block.checks[self._checking])} did not come to an end: "

    def _end(self, ended: Ended) -> str:
        match ended.reason:
            case "time":
                return f"stopped after {self._block.seconds:g} seconds. Does a loop never end?"
            case "memory":
                size = _size(self._memory)
                return f"stopped because it took more than {size} of memory. Does something grow without end?"
            case "output":
                return "stopped because it printed without end. Does a loop never end?"
            case "processes":
                return "stopped because it started too many processes or threads."
            case "stopped":
                return "stopped."
            case "lost":
                return "the program was lost: what watches over it was killed. Run it again."
        if ended.code is not None and ended.code < 0:
            return f"the program was {SIGNALS.get(-ended.code, f'ended by signal {-ended.code}')}."
        return f"the program ended itself (exit code {ended.code or 0}) before it could be checked."

    def _look_for_printed(self) -> None:
        """Evaluate the checks of what was printed: only now it is all here."""
        printed = "\n".join(readable(self._printed))
        for index, check in enumerate(self._block.checks):
            if check.printed and check.printed.strip() in printed:
                self._wrong[index] = ""
            elif check.printed:
                among = " at the beginning of a long output" if self.is_cut else ""
                self._wrong[index] = f"{check.printed!r} was not printed{among}."


def missing_name(wrong: str) -> str:
    """The name without which a check could not even be evaluated; empty where it could, or where a line is at fault."""
    found = _UNKNOWN.search(wrong)
    return found[1] if found else ""


def short(check: CodeCheck) -> str:
    """What `check` evaluates, on one line."""
    text = _BLANKS.sub(" ", check.expression)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"
