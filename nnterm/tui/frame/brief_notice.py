"""A few words over the screen that go away by themselves."""

from typing import Any

from textual.screen import Screen


def notify_briefly(screen: Screen[Any], words: str, seconds: float = 4) -> None:
    """Show `words` for some seconds, unless they are there already: a key that is held down would fill the screen."""
    if not any(toast.message == words and not toast.has_expired for toast in screen.app._notifications):
        screen.notify(words, timeout=seconds)
