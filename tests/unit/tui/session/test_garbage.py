import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from nnterm.tui.session import garbage


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(garbage, "_is_ours", False)
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    gc.enable()


class Screen:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.itself = self


def settle() -> None:
    """Put collecting off, and let its time run out at once."""
    calls: list[Callable[[], None]] = []
    garbage.put_off(lambda _, call: calls.append(call))
    assert not gc.isenabled()
    calls[0]()


def test_a_program_that_only_imports_nnterm_keeps_its_collector(collector: None) -> None:
    garbage.put_off(lambda *_: pytest.fail("nothing is put off"))
    assert gc.isenabled()


def test_an_app_collects_nothing_until_it_is_built_and_then_only_what_is_new(collector: None) -> None:
    garbage.begin()
    assert not gc.isenabled()
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1_000
    new = weakref.ref(Screen())
    gc.collect()
    assert new() is None


def test_what_was_left_is_freed_when_the_next_is_built(collector: None) -> None:
    garbage.begin()
    screen = Screen()
    settle()
    left = weakref.ref(screen)
    del screen
    settle()
    assert left() is None
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1_000
