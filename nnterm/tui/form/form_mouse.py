"""The part of the form that answers the mouse: arrows, buttons, values, and the wheel."""

from collections.abc import Sequence

from textual import events

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.form.form_rows import BUTTONS, Spot
from nnterm.tui.form.reading_form import ReadingForm


class FormMouse(ReadingForm):
    """A form whose arrows, buttons and values can be clicked. What a click does, a key does too."""

    _spots: Sequence[Spot] = ()
    """Where each field and button was drawn last."""

    def action_step(self, direction: int) -> None:
        """Change the field at the cursor by one natural step, or press the button there."""
        raise NotImplementedError

    def action_enter(self) -> None:
        """Press the button at the cursor, or begin to write into the field there."""
        raise NotImplementedError

    def on_click(self, event: events.Click) -> None:
        """An arrow changes its field, a button is pressed, a value takes the cursor."""
        place = event.get_content_offset(self)
        if place is None:
            return
        spot = next((s for s in self._spots if s.y == place.y and s.start <= place.x < s.end), None)
        if spot is None:
            return
        self.commit()
        if self._writing:
            return
        self._cursor = self.names().index(spot.name)
        field = self.current_field()
        if spot.name in BUTTONS or (field is not None and field.written):
            self.action_enter()
        elif place.x <= spot.start + 1:
            self.action_step(-1)
        elif glyphs.current().right in plain(self._rows[spot.y])[max(spot.start, place.x - 1) : place.x + 2]:
            self.action_step(1)
        self.redraw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel changes the focused field."""
        if self.has_focus:
            event.stop()
            self.action_step(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel changes the focused field."""
        if self.has_focus:
            event.stop()
            self.action_step(-1)
