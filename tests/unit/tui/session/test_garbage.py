"""Each test has a process of its own: the one of the tests has an own way with its collector."""

import subprocess
import sys

SCRIPT = """
import gc, weakref
from nnterm.tui.session import garbage

class Screen:
    "Something that only the collector can free."
    def __init__(self):
        self.itself = self

def settle():
    "Put collecting off, and let its time run out at once."
    calls = []
    garbage.put_off(lambda _, call: calls.append(call))
    for call in calls:
        assert not gc.isenabled()
        call()
    return len(calls)

"""


def check(script: str) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT + script], check=True, timeout=60)


def test_a_program_that_only_imports_nnterm_keeps_its_collector() -> None:
    check("before = gc.get_threshold(); assert not settle() and gc.isenabled() and gc.get_threshold() == before")


def test_an_app_collects_nothing_until_it_is_built_and_then_only_what_is_new() -> None:
    check("""
garbage.begin()
assert not gc.isenabled()
assert settle()
assert gc.isenabled() and gc.get_freeze_count() > 1_000
new = weakref.ref(Screen())
gc.collect()
assert new() is None
""")


def test_what_was_left_is_freed_when_the_next_is_built() -> None:
    check("""
garbage.begin()
screen = Screen()
settle()
left = weakref.ref(screen)
del screen
settle()
assert left() is None
assert gc.isenabled() and gc.get_freeze_count() > 1_000
""")
