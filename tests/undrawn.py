"""Screens of tests drawn when they are looked at, not for a terminal that is not there: a sixth of what they took."""

from typing import Any

import pytest
from textual._compositor import Compositor


def draw_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let apps of this test draw no changes. Whole screens are drawn, and those of `screen_text` and of pictures."""
    render = Compositor.render_update

    def render_update(compositor: Compositor, full: bool = False, *more: Any, **options: Any) -> Any:
        if full:
            return render(compositor, full, *more, **options)
        compositor._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", render_update)
