"""What holds for every test."""

import gc
import os
import signal

import pytest
from hypothesis import HealthCheck, settings
from style_rules import read_once

from nnterm.tui.drawing import glyphs

# A busy machine makes single examples slow, which says nothing about the code.
settings.register_profile("nnterm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nnterm")

# Whoever runs the tests in the background, or by `nohup`, has these ignored, and every program that a test starts would
# ignore them too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: whoever tests an app or a child spends much of the time waiting for it."""
    return (os.cpu_count() or 1) + 1


read_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests that say how long they may take begin first: one that began last would be waited for alone."""
    items.sort(key=_patience, reverse=True)


def _patience(item: pytest.Item) -> float:
    marker = item.get_closest_marker("timeout") if item.get_closest_marker("slow") else None
    return float(marker.args[0]) if marker is not None else 0.0


def pytest_collection_finish() -> None:
    """Set aside what is imported by now, libraries above all: looking through it took a third of the tests' time."""
    gc.collect()
    gc.freeze()
    # An app and its screens are tens of thousands of objects, and each test makes one.
    gc.set_threshold(20_000, 10, 10)


def pytest_sessionfinish() -> None:
    """Collect once what the tests left, and set the rest aside: pytest looks through all of it five times more."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _same_glyphs() -> None:
    """Every test begins with the same characters, whichever the one before has chosen."""
    glyphs.use("braille")
