"""How a lesson is opened: it is read, two questions from earlier lessons come first, and then it is shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from nnterm.errors import NntermError, StoreError
from nnterm.lesson.course import LessonHead
from nnterm.runs.store.progress import Answers
from nnterm.runs.store.repeats import lessons_to_repeat, repeats
from nnterm.tui.context import AppContext
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.session import garbage

if TYPE_CHECKING:
    from nnterm.lesson.lesson import Lesson
    from nnterm.runs.store.answered_quiz import AnsweredQuiz


class LessonOpening:
    """Puts lessons on the screens of `app`, over `course_screen`."""

    def __init__(
        self, app: App[Any], context: AppContext, course_screen: CourseScreen, shown: Callable[[], None]
    ) -> None:
        """`shown` is called when there is something to see that is not a lesson."""
        self._app = app
        self._context = context
        self._course_screen = course_screen
        self._shown = shown
        self.head: LessonHead | None = None
        """The lesson opened last."""

    def open(self, head: LessonHead, step: int | None = None) -> None:
        """Show a lesson where it was left, or at the step with index `step`; report one that cannot be read."""
        self._app.workers.cancel_group(self._app, "opening")
        answers = self._answers_before(head) if step is None else {}
        asked = lessons_to_repeat(self._context.course.lessons, head, answers)
        lesson = self._context.lessons.at_hand(head)
        if lesson is not None and not asked:
            self._show(lesson, step)
        else:
            self._app.run_worker(self._read_and_show(head, step, asked, answers), group="opening")

    def _answers_before(self, head: LessonHead) -> dict[str, Answers]:
        """What was answered so far, where the lesson is opened for the first time; nothing otherwise."""
        try:
            progress = self._context.progress
            return progress.all_answers() if progress.of(head.id) is None else {}
        except StoreError:
            # It is reported when the lesson shows its own answers.
            return {}

    async def _read_and_show(
        self, head: LessonHead, step: int | None, asked: tuple[LessonHead, ...], answers: dict[str, Answers]
    ) -> None:
        """Read a lesson beside the keys, then show it or what comes first."""
        try:
            lesson = await self._context.lessons.lesson(head)
        except NntermError as error:
            self.push(self._course_screen)
            self._context.report(error)
            self._shown()
            return
        earlier: list[Lesson] = []
        for each in asked:
            try:
                earlier.append(await self._context.lessons.lesson(each))
            except NntermError:
                # The course says what is wrong with it; this lesson opens all the same.
                continue
        if questions := repeats(earlier, head, answers):
            self._ask_first(lesson, questions)
        else:
            self._show(lesson, step)

    def _ask_first(self, lesson: "Lesson", questions: "tuple[AnsweredQuiz, ...]") -> None:
        """Ask, then show the lesson, unless the learner goes back to the course."""
        from nnterm.tui.course.repeats import RepeatScreen

        def go_on(is_wanted: bool | None) -> None:
            if is_wanted:
                self._show(lesson, None)
            else:
                self.push(self._course_screen)

        self.head = self._course_screen.lesson_left = lesson.head
        self.push(RepeatScreen(self._context, lesson.head, questions), go_on)
        self._shown()

    def _show(self, lesson: "Lesson", step: int | None) -> None:
        garbage.put_off(self._app.set_timer)
        from nnterm.tui.lesson.screen import LessonScreen

        self.head = self._course_screen.lesson_left = lesson.head
        self.push(LessonScreen(self._context, lesson, step))

    def push(self, screen: Screen[Any], left: Callable[[Any], None] | None = None) -> None:
        """Show `screen`; a request for a larger window stays on top. `left` gets what the screen gives back."""
        from nnterm.tui.dialogs.small import push_below

        push_below(self._app, screen, left)
