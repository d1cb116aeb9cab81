"""What the controllers of a lesson may call on its screen. No Textual here, so that a test can take its place."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, ClassVar, Protocol

from nnterm.errors import LessonError
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.run import Run
from nnterm.lesson.blocks.structs import Code, Predict
from nnterm.lesson.judging import ChallengeProgress
from nnterm.lesson.scoring import Guess
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.tui.lab.lab_state import LabState


class Pending(Protocol):
    """A call that was put off."""

    def stop(self) -> None:
        """Never make it."""


class InsidePanel(Protocol):
    """The open panel, where it looks inside a model."""

    KIND: ClassVar[type[Inspected]]
    """The answer that it draws."""

    @property
    def question(self) -> InspectionRequest | None:
        """What it wants to know now; None for nothing."""

    def set_state(self, state: LabState | None, blocker: str) -> None:
        """Draw for `state`; `blocker` says why there can be no answer now."""


class PredictionBlock(Protocol):
    """A prediction of the shown step."""

    predict: Predict

    @property
    def waiting(self) -> bool:
        """Whether nothing was guessed yet."""

    def request_guess(self) -> None:
        """Take the focus: the run is about to begin."""

    def set_guess(self, guess: Guess | None) -> None:
        """Draw what was guessed, and what came of it."""

    def reveal(self) -> None:
        """Let the text after it be read, though nothing was guessed."""


class ChallengeBlock(Protocol):
    """A challenge of the shown step."""

    progress: ChallengeProgress

    def update_progress(self) -> None:
        """Draw the progress, which has changed."""

    def set_under_way(self, words: str) -> None:
        """Say in `words` which seeds are being trained; empty where none are, so that others can be wanted."""


class CodeBlock(Protocol):
    """Code to write in the shown step."""

    block: Code

    @property
    def text(self) -> str:
        """What the editor holds."""

    @property
    def columns(self) -> int:
        """Width of what a program prints."""

    @property
    def is_changed(self) -> bool:
        """Whether the text is another than the lesson's."""

    def load(self, text: str) -> None:
        """Put the learner's text of before into the editor."""

    def set_report(self, report: CodeReport | None) -> None:
        """Draw how far the program is; None where there is none any more."""


class LessonView(Protocol):
    """The screen, as the controllers know it. Which key or message leads to a call is the screen's own matter."""

    # --- what is shown -----------------------------------------------------------------------------

    def refresh_lab(self) -> None:
        """Bring the whole lab up to date with the model: another experiment, exploration or switch."""

    def follow_experiment(self) -> None:
        """Bring form and panel up to date with a change of the experiment."""

    def redraw(self) -> None:
        """Draw what is new now."""

    def redraw_soon(self) -> None:
        """Draw what is new with the next frame."""

    def reveal_run(self) -> None:
        """A run has begun: open the lab, in a panel that shows a run."""

    def open_half(self, half: str) -> None:
        """See `read` or `lab`, where only one fits."""

    def set_runs(self, runs: list[ListedRun], scope: str, notice: str) -> None:
        """List `runs`; `scope` says which they are, where that is to be said, `notice` what is missing among them."""

    def shown_panel(self) -> str:
        """The id of the panel that is open."""

    def open_panel(self, panel: str) -> None:
        """See the panel with the id `panel`."""

    def redraw_panel(self) -> None:
        """The learner looks at the run in another way: draw the open panel for it."""

    def redraw_map(self) -> None:
        """Points of the shown experiment arrived, or the map of an earlier epoch: draw them, if its map is open."""

    def set_file_error(self, error: LessonError | None) -> None:
        """Show above the lesson what is wrong with its file; None where it is sound."""

    def reveal_challenge(self) -> None:
        """Scroll the challenge of the shown step into sight, now that more of it is drawn."""

    def set_news(self, about: str, news: str) -> None:
        """Mention `news` above the lab where it hides the text, until the text is seen.

        It takes the place of earlier news that are `about` the same.
        """

    def notify_briefly(self, words: str, seconds: float = 4) -> None:
        """Show `words` for some seconds."""

    async def open_step(self, answers: dict[str, tuple[str, bool]], progress: dict[str, ChallengeProgress]) -> None:
        """Show the model's step from its beginning; answers given before and challenges come by the block's id."""

    def scroll_position(self) -> Callable[[], object]:
        """What scrolls the text back to where it is now."""

    def ask_to_delete(self, count: int, kept: int, delete: Callable[[], object]) -> None:
        """Ask whether to delete `count` runs while `kept` others stay; `delete` does it."""

    def ask_to_leave(self, run: Run | None, stop: Callable[[], object], leave: Callable[[], object]) -> None:
        """Ask before `leave` while `run` goes on, or, where that is None, code; `stop` ends it, if wanted."""

    def ask_to_fork(self, epoch: int, end: int, fork: Callable[[], object]) -> None:
        """Ask before `fork` trains on from `epoch` to epoch `end`."""

    def ask_for_seeds(self, count: int, begin: Callable[[int], object]) -> None:
        """Ask on how many seeds to train, `count` unless another is typed, and `begin` with that."""

    # --- what is on the screen now -----------------------------------------------------------------

    def inside_panel(self) -> InsidePanel | None:
        """The open panel, where it looks inside a model."""

    def predictions(self) -> Iterable[PredictionBlock]:
        """The predictions of the shown step."""

    def challenges(self) -> Iterable[ChallengeBlock]:
        """The challenges of the shown step."""

    def code_blocks(self) -> Iterable[CodeBlock]:
        """The code blocks of the shown step."""

    # --- time --------------------------------------------------------------------------------------

    def after(self, seconds: float, call: Callable[[], object]) -> Pending:
        """Make `call` in some seconds."""

    def repeat(self, seconds: float, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Run `work` again and again, every so many seconds, while keys go on."""

    def call_soon(self, call: Callable[..., object], *arguments: Any) -> None:
        """Make `call` after what the screen does now, and after the keys that wait already."""

    def run_beside(self, work: Callable[[], Coroutine[None, None, None]], name: str) -> None:
        """Run `work` while keys go on; other work of the same name ends first."""
