"""`nnterm doctor`: versions, device and why, terminal, folders; each problem with its remedy."""

import asyncio
import os
import shutil
import sys

from nnterm import __version__, interruption, paths
from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.errors import NntermError, TerminalError, TrainerError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.commands import CompareDevices
from nnterm.experiment.protocol.device import comparison
from nnterm.experiment.protocol.events import DevicesCompared, TrainerReady
from nnterm.installed import installed
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.lesson import Lesson
from nnterm.runs.export.files import SHIPPED
from nnterm.runs.store.file.file_system import file_system, is_local
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.process import TrainerProcess
from nnterm.tui.terminal import SMALLEST, best_glyphs, check_terminal, over_ssh

PACKAGES = ("textual", "plotext", "tensorflow", "keras", "numpy", "scikit-learn", "msgspec")

LOADING_TIME = 120.0
"""Seconds the libraries get to load."""


COMPARING_TIME = 120.0
"""Seconds that a comparison of the devices gets: it measures for a few, and a large model compiles for some."""


def run(compare: str | None = None, folder: str | None = None) -> int:
    """Print what is there; returns 1 when something prevents training.

    `compare` names an experiment of the course, or of `folder`, on which CPU and GPU are measured; empty for the first.
    """
    compared = None
    if compare is not None:
        compared = experiment(compare or course(folder).lessons[0].id, [], folder)
    print(f"nnterm {__version__}, Python {sys.version.split()[0]}")
    for package in PACKAGES:
        found = installed(package)
        print(f"  {found[0]} {found[1]}" if found else f"  {package} is missing: pip install {package}")
    with interruption.in_order():
        fine = asyncio.run(_device(compared))
    _terminal()
    return 0 if _folders() and fine else 1


async def _device(compared: tuple[Lesson, Experiment] | None) -> bool:
    print("device")
    process = TrainerProcess(chosen_trainer())
    try:
        await process.start()
        async with asyncio.timeout(LOADING_TIME):
            async for event in process.events():
                if isinstance(event, TrainerReady):
                    print(f"  {event.device.name}, {event.device.backend}, loaded in {event.seconds:.1f} s")
                    print(f"  {event.device.reason}")
                    if compared is not None:
                        await _compare(process, *compared)
                    return True
        raise TrainerError("The training process said nothing.", f"Its log is {paths.trainer_log()}.")
    except TimeoutError:
        print(f"  the libraries did not load in {LOADING_TIME:.0f} s; the log is {paths.trainer_log()}")
    except NntermError as error:
        print(f"  {error.message}\n  {error.remedy}")
    finally:
        await process.stop()
    return False


async def _compare(process: TrainerProcess, lesson: Lesson, chosen: Experiment) -> None:
    print(f"comparing devices on {lesson.head.id}/{chosen.id}")
    command = CompareDevices(dataset=chosen.dataset, split=chosen.split, hyperparameters=chosen.hyperparameters)
    process.send(command)
    try:
        async with asyncio.timeout(COMPARING_TIME):
            async for event in process.events():
                if isinstance(event, DevicesCompared):
                    print(f"  {comparison(event.cpu, event.gpu, event.operations, event.reason)}")
                    return
    except TimeoutError:
        print(f"  it took longer than {COMPARING_TIME:.0f} s; the log is {paths.trainer_log()}")


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
    shared = "" if is_local(paths.store()) else f", on a disk that machines may share ({file_system(paths.store())})"
    print(f"  runs and progress: {paths.store()}{shared}")
    with opened_store(lambda notice: print(f"  {notice}")):
        pass
    course = load_course()
    print(f"  course: {paths.course()}, {len(course.lessons)} lessons")
    for error in course.broken:
        print(f"  {error}")
    shipped = (name for names in SHIPPED.values() for name in names)
    missing = [name for name in shipped if not (paths.datasets() / name).is_file()]
    if missing:
        print(f"  data sets are missing: {', '.join(missing)}. Install nnterm again.")
    return not missing and not course.broken and bool(course.lessons)
