"""A lesson without a screen: its controllers, on a view that notes what it was asked for."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnterm.errors import NntermError
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.run import Run
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.judging import ChallengeProgress
from nnterm.lesson.loader import load_lesson
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.controllers import Controllers
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.session.lesson_cache import LessonCache
from nnterm.tui.session.studies import Studies
from nnterm.tui.session.training import Training

COURSE = Path(__file__).parents[3] / "tui" / "lessons"


@dataclass
class Put:
    """A call that was put off."""

    call: Callable[[], object]
    stopped: bool = False

    def stop(self) -> None:
        self.stopped = True


@dataclass
class NotedView:
    """A `LessonView` that shows nothing. What is put off waits until a test lets it happen."""

    waiting: list[Put] = field(default_factory=list)
    soon: list[Callable[[], object]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    half: str = "read"
    panel: str = "curves"
    blocks: list[Any] = field(default_factory=list)
    """Predictions, challenges and code of the shown step."""
    listed: list[Run] = field(default_factory=list)
    notice: str = ""
    """What the list of runs says above them."""
    scope: str = ""
    """Which runs it says that they are."""
    asked: list[tuple[int, int]] = field(default_factory=list)
    """How many runs were to be deleted, and how many of those chosen stay."""
    questions: list[Run | None] = field(default_factory=list)
    """The runs for which leaving was asked about."""

    def let_time_pass(self) -> None:
        """Make all calls that were put off."""
        waiting, self.waiting = self.waiting, []
        for put in waiting:
            if not put.stopped:
                put.call()

    def work(self) -> None:
        """Make the calls that come next."""
        while self.soon:
            self.soon.pop(0)()

    def after(self, seconds: float, call: Callable[[], object]) -> Put:
        self.waiting.append(put := Put(call))
        return put

    def call_soon(self, call: Callable[..., object], *arguments: Any) -> None:
        self.soon.append(lambda: call(*arguments))

    def run_beside(self, work: Callable[[], Coroutine[None, None, None]], name: str) -> None:
        raise AssertionError(name)

    def notify_briefly(self, words: str, seconds: float = 4) -> None:
        self.words.append(words)

    def set_news(self, about: str, news: str) -> None:
        self.words.append(news)

    def open_half(self, half: str) -> None:
        self.half = half

    def open_panel(self, panel: str) -> None:
        self.panel = panel

    def shown_panel(self) -> str:
        return self.panel

    def set_runs(self, runs: list[ListedRun], scope: str, notice: str) -> None:
        self.listed, self.scope, self.notice = [each.run for each in runs], scope, notice

    def refresh_lab(self) -> None: ...
    def follow_experiment(self) -> None: ...
    def redraw(self) -> None: ...
    def redraw_soon(self) -> None: ...
    def reveal_run(self) -> None: ...
    def redraw_map(self) -> None: ...

    def redraw_panel(self) -> None: ...

    def ask_to_delete(self, count: int, kept: int, delete: Callable[[], object]) -> None:
        self.asked.append((count, kept))
        self.soon.append(delete)

    def ask_to_fork(self, epoch: int, end: int, fork: Callable[[], object]) -> None:
        self.soon.append(fork)

    def ask_for_seeds(self, count: int, begin: Callable[[int], object]) -> None:
        self.soon.append(lambda: begin(count))

    async def open_step(self, answers: dict[str, tuple[str, bool]], progress: dict[str, ChallengeProgress]) -> None: ...

    def scroll_position(self) -> Callable[[], None]:
        return lambda: None

    def ask_to_leave(self, run: Run | None, stop: Callable[[], object], leave: Callable[[], object]) -> None:
        self.questions.append(run)

    def inside_panel(self) -> None:
        return None

    def predictions(self) -> list[Any]:
        return [block for block in self.blocks if hasattr(block, "predict")]

    def challenges(self) -> list[Any]:
        return [block for block in self.blocks if hasattr(block, "progress")]

    def code_blocks(self) -> list[Any]:
        return [block for block in self.blocks if hasattr(block, "text")]


class UnstartedTraining(Training):
    """The app's side of training, with no process at the other end: what would be sent is kept."""

    def __init__(self, store: RunStore) -> None:
        super().__init__(lambda message: None, store, ("no", "trainer"))
        self.sent: list[Command] = []

    def warm(self) -> None:
        """No process is needed."""

    def _send(self, command: Command) -> None:
        self.sent.append(command)


class UnstartedStudies(Studies):
    """Studies without a pool: a test says what comes of their runs."""

    def __init__(self, store: RunStore, recording: Recording) -> None:
        super().__init__(lambda message: None, store, recording)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        work.close()


class Unpublished:
    """A signal that nobody listens to."""

    def publish(self, news: object) -> None: ...


class OpenLesson:
    """The controllers of a lesson, as its screen puts them together."""

    def __init__(self, home: Path, lesson: str = "flowers") -> None:
        course = load_course(COURSE)
        store = RunStore.open(home / "runs.sqlite")
        self.errors: list[NntermError] = []
        self.training = UnstartedTraining(store)
        self.studies = UnstartedStudies(store, self.training.recording)
        self.context = AppContext(
            lessons=LessonCache(course),
            progress=Progress(store),
            store=store,
            make_training=lambda: self.training,
            make_studies=lambda training: self.studies,
            news=Unpublished(),  # type: ignore[arg-type]
            report=self.errors.append,
        )
        self.view = view = NotedView()
        self.model = model = LessonModel(load_lesson(course.find(lesson)), self.training, self.context.labs_of(lesson))
        self.controllers = parts = Controllers(model, view, self.context)
        self.runs, self.steps = parts.runs, parts.steps
        self.predictions, self.challenges, self.exercises = parts.predictions, parts.challenges, parts.exercises
        self.evaluation = parts.evaluation
