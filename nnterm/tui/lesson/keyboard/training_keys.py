"""What the keys do that train: each shows the lesson's lab first, and takes a number along that is still typed."""

from nnterm.tui.lesson.controllers import Controllers
from nnterm.tui.lesson.screen_view import ScreenView

FROM_MEMORY = "Text and settings are closed: ctrl+r runs what you wrote, C brings them back."


class TrainingKeys:
    """Leads each key, by the parameter of its action, to the controller that does it."""

    def __init__(self, parts: Controllers, view: ScreenView) -> None:
        self._parts = parts
        self._view = view

    def train(self, what: str) -> None:
        """Train what the form says: one `epoch`, one `batch`, or a `run`, before which comes the step's prediction."""
        parts = self._parts
        if self._refuses():
            return
        parts.exercises.show_lesson()
        act = {"run": parts.train, "epoch": parts.runs.one_epoch, "batch": parts.runs.one_batch}[what]
        self._view.with_form(parts.runs.change, act)

    def pause(self) -> None:
        """Pause or resume; start where nothing runs, unless the open panel has a use of its own for the key."""
        runs = self._parts.runs
        if not runs.control.active and self._refuses():
            return
        self._parts.exercises.show_lesson()
        if runs.control.active or not self._view.give_to_panel("space"):
            self._view.with_form(runs.change, runs.pause)

    def _refuses(self) -> bool:
        """Say so where a model is written from memory, and the lesson's own is not to be seen."""
        if self._parts.is_from_memory:
            self._view.notify_briefly(FROM_MEMORY)
        return self._parts.is_from_memory

    def run(self, what: str) -> None:
        """Do to the run or its settings what the key says: `stop`, train `more` epochs, `reset`."""
        parts = self._parts
        if what != "stop":
            parts.exercises.show_lesson()
        {"stop": parts.stop, "more": parts.more, "reset": parts.runs.reset}[what]()

    def evaluate(self) -> None:
        """Open what the run gave on the test rows."""
        self._parts.exercises.show_lesson()
        self._parts.evaluation.open()

    def compare(self, how: str) -> None:
        """Pin the run (`pin`), train what the verdict advises (`remedy`), or several seeds (`luck`, `seeds` asks)."""
        parts = self._parts
        parts.exercises.show_lesson()
        if how in ("luck", "seeds"):
            self._view.with_form(parts.runs.change, parts.try_luck if how == "luck" else parts.luck.choose)
        else:
            {"pin": parts.comparison.toggle, "remedy": parts.comparison.try_remedy}[how]()
