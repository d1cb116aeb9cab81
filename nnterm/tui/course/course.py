"""The course: how much of it is done, every lesson with its progress, what is next, and the ways into it."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nnterm.errors import StoreError
from nnterm.lesson.course import LessonHead
from nnterm.runs.store.lesson_summary import CourseSummary, course_summary
from nnterm.tui.context import AppContext
from nnterm.tui.course.course_overview import CourseOverview
from nnterm.tui.course.glossary_access import GlossaryAccess
from nnterm.tui.course.lesson_card import LessonCard
from nnterm.tui.course.lesson_lines import lesson_line
from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.messages import OpenLessonRequested, StudyAdvanced, TrainerChanged, TrainerNews
from nnterm.tui.session.badge import badge

if TYPE_CHECKING:
    from nnterm.lesson.search import Place

KEYS = (
    ("enter", "open", "open"),
    ("/", "search", "search"),
    ("e", "explain again", "review"),
    ("g", "glossary", "glossary"),
    ("?", "keys", "app.help"),
    ("t", "transcript", "transcript"),
    ("x", "reset", "reset"),
    ("d", "device", "app.device"),
    ("q", "quit", "app.leave"),
)

COURSE_KEYS = (
    (
        "Lessons",
        (
            ("up down", "choose a lesson"),
            ("enter", "open it where you left it"),
            ("c", "go on with what is next"),
            ("/", "search the whole course"),
            ("e", "explain it to me again: quizzes you missed"),
            ("g", "what a word means"),
            ("t", "transcript: what you can do now, and what is open"),
            ("x", "forget the progress of a lesson, or of all"),
        ),
    ),
    (
        "Everywhere",
        (("d", "the device, and why it is used"), ("?", "this page"), ("ctrl+z", "to the shell"), ("q", "quit")),
    ),
)
"""Every key of this screen by what it is for."""

TALL = 30
"""Rows of the screen from which the overview gets blank rows between its lines."""

CARD = 3
"""Rows that the card gets at least, its rule included."""


class CourseScreen(SteadyScreen):
    """Lists the lessons. Nothing is locked; the cursor starts on what is next."""

    CSS_PATH = "course.tcss"
    ALL_KEYS: ClassVar = COURSE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor(1)", "down", show=False),
        Binding("k", "cursor(-1)", "up", show=False),
        Binding("c", "go_on", "go on", show=False),
        Binding("slash", "search", "search", show=False),
        Binding("e", "review", "explain again", show=False),
        Binding("g", "glossary", "glossary", show=False),
        Binding("t", "transcript", "transcript", show=False),
        Binding("x", "reset", "reset", show=False),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._app_context = context
        self._glossary = GlossaryAccess(context)
        self.lesson_left: LessonHead | None = None
        """The lesson opened last, until the course is seen again."""
        self._was_covered = False
        """Whether another screen has lain over the course."""
        self._summary = CourseSummary(())

    def compose(self) -> ComposeResult:
        """Bar, overview, list, card, keys."""
        yield TopBar()
        yield CourseOverview()
        yield OptionList(id="lessons")
        yield LessonCard()
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Fill the list from front matter; whole lessons are read after the first paint."""
        self._app_context.news.subscribe(self, self._take_news)
        self.query_one(TopBar).set_text(title="Deep learning")
        if self._app_context.has_training:
            self._name_device()
        for error in self._app_context.course.broken:
            self.app.notify(str(error), title="A lesson cannot be read", severity="error", timeout=15)

    def on_screen_resume(self) -> None:
        """Progress may have changed in the meantime."""
        if self.is_mounted:
            self._fill()
            self._point_at_lesson_left()
            if not self._app_context.lessons.is_full:
                self.call_after_refresh(self._begin_reading)

    def on_screen_suspend(self) -> None:
        """Another screen lies over the course."""
        self._was_covered = True

    def _point_at_lesson_left(self) -> None:
        """Put the cursor on the lesson that the learner comes from, whichever way it was opened.

        One that is opened at the start is there before the course is first shown, and was not left yet.
        """
        if not self._was_covered:
            return
        left, self.lesson_left = self.lesson_left, None
        ids = [head.id for head in self._app_context.course.lessons]
        if left is not None and left.id in ids:
            self.query_one(OptionList).highlighted = ids.index(left.id)

    def on_resize(self) -> None:
        """Lines are set for the width."""
        if self.is_mounted:
            self._fill()

    def _begin_reading(self) -> None:
        if self.is_current:
            self.run_worker(self._read_lessons(), exclusive=True)

    async def _read_lessons(self) -> None:
        """Count steps and quizzes, lesson after lesson, as long as the course is seen."""
        async for _ in self._app_context.lessons.fill():
            if not self.is_current:
                break
            self._fill()

    def _take_news(self, news: TrainerNews) -> None:
        """Keep the badge true."""
        if isinstance(news, TrainerChanged | StudyAdvanced):
            self._name_device()

    def _name_device(self) -> None:
        context = self._app_context
        self.query_one(TopBar).set_text(badge=badge(context.training), studies=context.studies.progress)

    # --- the list ----------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen lesson."""
        self._open(self._app_context.course.lessons[event.option_index])

    def on_option_list_option_highlighted(self) -> None:
        """Say what the lesson under the cursor is about."""
        self._show_card()

    def action_open(self) -> None:
        """Open the lesson under the cursor."""
        self.query_one(OptionList).action_select()

    def action_cursor(self, direction: int) -> None:
        """Go to the next or previous lesson."""
        lessons = self.query_one(OptionList)
        if direction > 0:
            lessons.action_cursor_down()
        else:
            lessons.action_cursor_up()

    def action_go_on(self) -> None:
        """Open what is next."""
        if self._summary.next is not None:
            self._open(self._summary.next.head)

    def on_course_overview_continue_requested(self) -> None:
        """The line of what is next was clicked."""
        self.action_go_on()

    def _fill(self) -> None:
        """Bring everything up to date; the cursor goes along when another lesson is next."""
        progress, answers = {}, {}
        try:
            progress, answers = self._app_context.progress.all(), self._app_context.progress.all_answers()
        except StoreError as error:
            if not error.repeated:
                self.app.notify(error.remedy, title=error.message, severity="error")
        heads = self._app_context.course.lessons
        before = self._summary.next
        self._summary = summary = course_summary(heads, self._app_context.lessons.lessons, progress, answers)
        lessons, overview = self.query_one(OptionList), self.query_one(CourseOverview)
        is_tall = self.size.height >= TALL
        overview.styles.height = above = 5 if is_tall else 3
        room = max(3, self.size.height - 4 - above - CARD)
        lessons.styles.height = min(len(heads), room)
        # Where the list scrolls, its bar takes a cell.
        width = min(self.size.width, 100) - (len(heads) > room)
        lines = [lesson_line(lesson, width) for lesson in summary.lessons]
        if [option.id for option in lessons.options] == [head.id for head in heads]:
            for head, line in zip(heads, lines, strict=True):
                lessons.replace_option_prompt(head.id, line)
        else:
            lessons.set_options([Option(line, id=head.id) for head, line in zip(heads, lines, strict=True)])
        next = summary.next
        if next is not None and (before is None or before.head.id != next.head.id):
            lessons.highlighted = summary.lessons.index(next)
        elif summary.lessons and lessons.highlighted is None:
            lessons.highlighted = 0
        overview.set_summary(summary)
        self._show_card()
        self.query_one(TopBar).set_text(place=[(f"{summary.done} of {len(heads)} lessons done", Role.QUIET)])

    def _show_card(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is None or at >= len(self._summary.lessons):
            self.query_one(LessonCard).set_lesson(None)
            return
        lesson = self._summary.lessons[at]
        before = tuple(other for other in self._summary.lessons if other.head.id in lesson.head.requires)
        self.query_one(LessonCard).set_lesson(lesson, before, self._app_context.lessons.broken.get(lesson.head.id))

    def _open(self, head: LessonHead, step: int | None = None) -> None:
        self.app.post_message(OpenLessonRequested(head, step))

    # --- other ways in -----------------------------------------------------------------------------

    def action_glossary(self) -> None:
        """Show what the words of the course mean."""
        self._glossary.open(self.app)

    def action_search(self) -> None:
        """Find a place by its words, and open the lesson there."""
        from nnterm.tui.course.search import SearchScreen

        def open_place(place: "Place | None") -> None:
            if place is not None:
                self._open(place.head, place.step)

        self.app.push_screen(SearchScreen(self._app_context), open_place)

    def action_review(self) -> None:
        """Explain it to me again: quizzes whose latest answer is wrong."""
        from nnterm.tui.course.review import ReviewScreen

        self.app.push_screen(ReviewScreen(self._app_context))

    def action_transcript(self) -> None:
        """Show what was learned in the whole course."""
        from nnterm.tui.course.transcript import TranscriptScreen

        self.app.push_screen(TranscriptScreen(self._app_context))

    def action_reset(self) -> None:
        """Forget the progress of the lesson under the cursor, or of all, after asking."""
        from nnterm.tui.course.reset import ResetScreen

        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.app.push_screen(
                ResetScreen(self._app_context, self._summary, self._summary.lessons[at]), lambda _: self._fill()
            )
