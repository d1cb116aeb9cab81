"""A screen that is arranged and drawn once for each size, and once when it opens."""

from textual.geometry import Size
from textual.screen import Screen, ScreenResultType


class ArrangedOnce(Screen[ScreenResultType]):
    """Textual arranges a screen when it comes up, lets it know of its size then, and arranges it for that again.

    Each time all of it is drawn, which takes as long as everything else that opening it does. It also draws what a
    batch keeps from being sent.
    """

    def _screen_resized(self, size: Size) -> None:
        # What else has to be arranged anew waits for the next frame, as always.
        if size != self._compositor.size:
            super()._screen_resized(size)

    def _compositor_refresh(self) -> None:
        if self.app._batch_count:
            self._repaint_required = True
            self.check_idle()
        else:
            super()._compositor_refresh()
