"""A trainer that never stops talking: keys are answered, memory and log stay small, and the app can be ended."""

import shlex
import signal
import sys
from pathlib import Path

import flooding_trainer
import psutil  # type: ignore[import-untyped]
import pytest
from plane_lesson import write_lesson
from processes import alive
from terminal_app import NNTERM, TerminalApp

from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.log import LOG_LIMIT

MOST_GROWTH = 60
"""MiB by which the app may grow."""

QUICK = ("loads", "errors")


def assert_answers_keys(app: TerminalApp) -> None:
    """A key puts the help on the screen, and another takes it away."""
    for key, appears in [("?", True), ("\x1b", False)] * 2:
        app.press(key)
        app.until(lambda shown=appears: ("Everywhere" in app.text) is shown)  # type: ignore[misc]


def flooded(tmp_path: Path, kind: str) -> None:
    lessons = write_lesson(tmp_path / "lessons", epochs=1000)
    home = tmp_path / "home"
    trainer = shlex.join((sys.executable, str(Path(flooding_trainer.__file__)), kind))
    environment = {"NNTERM_HOME": str(home), "NNTERM_TRAINER": trainer}
    with TerminalApp((*NNTERM, "--lessons", str(lessons), "planes"), environment) as app:
        app.shows("CPU of floods")
        process = psutil.Process(app.process.pid)
        assert_answers_keys(app)
        before = process.memory_info().rss
        app.press("t")
        # How many epochs the first frame shows depends on how fast they come.
        app.shows(r"epoch [\d,]+/1,?000")
        assert_answers_keys(app)
        assert process.memory_info().rss - before < MOST_GROWTH * 2**20
        app.process.send_signal(signal.SIGTERM)
        app.ends(20)
        assert not [child for child in app.children() if alive(child)]
    assert sum(path.stat().st_size for path in home.glob("trainer.log*")) <= 2 * LOG_LIMIT
    store = RunStore.open(home / "nnterm.sqlite")
    assert store.runs("planes", "moons")[0].epochs >= 1
    store.close()


@pytest.mark.parametrize("kind", QUICK)
def test_a_flood_leaves_the_app_to_its_learner(tmp_path: Path, kind: str) -> None:
    flooded(tmp_path, kind)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in flooding_trainer.floods("") if kind not in QUICK])
def test_any_flood_leaves_the_app_to_its_learner(tmp_path: Path, kind: str) -> None:
    flooded(tmp_path, kind)
