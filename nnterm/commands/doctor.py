"""`nnterm doctor`: versions, device and why, terminal, folders; each problem with its remedy."""

import asyncio
import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version

from nnterm import __version__, paths
from nnterm.errors import NntermError, TerminalError, TrainerError
from nnterm.experiment.events import TrainerReady
from nnterm.lesson.loader import load_course
from nnterm.runs.process import TrainerProcess
from nnterm.runs.store import RunStore
from nnterm.tui.terminal import SMALLEST, best_glyphs, check_terminal, over_ssh

PACKAGES = ("textual", "plotext", "tensorflow", "keras", "numpy", "scikit-learn", "msgspec")

LOADING_TIME = 120.0
"""Seconds the libraries get to load."""


def run() -> int:
    """Print what is there; returns 1 when something stands in the way of training."""
    print(f"nnterm {__version__}, Python {sys.version.split()[0]}")
    for package in PACKAGES:
        try:
            print(f"  {package} {version(package)}")
        except PackageNotFoundError:
            print(f"  {package} is missing: pip install {package}")
    fine = asyncio.run(_device())
    _terminal()
    return 0 if _folders() and fine else 1


async def _device() -> bool:
    print("device")
    process = TrainerProcess()
    try:
        await process.start()
        async with asyncio.timeout(LOADING_TIME):
            async for event in process.events():
                if isinstance(event, TrainerReady):
                    print(f"  {event.device.name}, {event.device.backend}, loaded in {event.seconds:.1f} s")
                    print(f"  {event.device.reason}")
                    return True
        raise TrainerError("The training process said nothing.", f"Its log is {paths.trainer_log()}.")
    except TimeoutError:
        print(f"  the libraries did not load in {LOADING_TIME:.0f} s; the log is {paths.trainer_log()}")
    except NntermError as error:
        print(f"  {error.message}\n  {error.remedy}")
    finally:
        await process.stop()
    return False


def _terminal() -> None:
    size = shutil.get_terminal_size()
    print("terminal")
    print(f"  TERM={os.environ.get('TERM', 'not set')}, {size.columns}x{size.lines}, drawn with {best_glyphs()}")
    if over_ssh():
        print("  over SSH: fewer frames a second")
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        print(f"  smaller than {SMALLEST[0]}x{SMALLEST[1]}: make the window larger")
    try:
        check_terminal()
    except TerminalError as error:
        print(f"  {error.message}\n  {error.remedy}")


def _folders() -> bool:
    print("folders")
    store = RunStore.open()
    print(f"  runs and progress: {paths.store()}")
    if store.notice:
        print(f"  {store.notice} Set NNTERM_HOME to a folder you may write to.")
    store.close()
    course = load_course()
    print(f"  course: {paths.course()}, {len(course.lessons)} lessons")
    for error in course.broken:
        print(f"  {error}")
    missing = [name for name in ("mnist10k.npz", "reviews10k.tsv.gz") if not (paths.datasets() / name).is_file()]
    if missing:
        print(f"  data sets are missing: {', '.join(missing)}. Install nnterm again.")
    return not missing and not course.broken and bool(course.lessons)
