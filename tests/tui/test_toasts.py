"""A toast says what it was given: a title in brackets is a title, not a colour, and not something to click."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hostile import CLIPBOARD, MARKUP
from textual.widgets._toast import Toast

from nnterm.errors import StoreError
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.lab.run_status import RunStatus

from .builders import SIZES
from .conftest import COURSE, app_over, running, shows, trained, until


@pytest.mark.usefixtures("toasts_stay")
async def test_the_title_of_a_lesson_is_shown_as_it_is(tmp_path: Path) -> None:
    found = load_course(COURSE)
    title = "[/][red]A"
    titled = tuple(msgspec.structs.replace(head, title=f"{head.number} {title}") for head in found.lessons)
    renamed = msgspec.structs.replace(found, lessons=titled)
    app = app_over(renamed, tmp_path, titled[0].id)
    async with running(app) as pilot:
        app.notify(f"Go on with {titled[1].title}.", title=titled[0].title)
        await shows(pilot, app, f"1 {title}")
        await shows(pilot, app, f"Go on with 2 {title}.")


@pytest.mark.usefixtures("toasts_stay")
async def test_what_went_wrong_is_shown_as_it_is(new_app: Callable[..., NntermApp]) -> None:
    app = new_app()
    async with running(app) as pilot:
        app.report(StoreError(f"{CLIPBOARD}no [/room]", f"{MARKUP}{CLIPBOARD}"))
        await shows(pilot, app, "no [/room]")
        await shows(pilot, app, "[bold red]x[/]")
        app.notify(f"{CLIPBOARD}[/] said", title=f"{CLIPBOARD}[/] titled")
        await shows(pilot, app, "[/] said")
        await shows(pilot, app, "[/] titled")


async def test_a_toast_whose_time_ends_as_it_is_mounted_goes_and_nothing_else(
    new_app: Callable[..., NntermApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = new_app()
    async with running(app) as pilot:
        app.notify("late", timeout=60)
        await until(pilot, lambda: bool(app._notifications))
        [toast] = app._notifications
        # What a machine that is busy, or was asleep, does between the look at the clock and the mounting.
        monkeypatch.setattr("textual.notifications.time", lambda: toast.raised_at + 61)
        late = Toast(toast)
        assert late._timeout > 0, "a timer of negative length never ends, and no key is answered"
        await app.screen.mount(late)
        await until(pilot, lambda: not late.is_attached and not app._notifications)


@SIZES
@pytest.mark.usefixtures("toasts_stay")
async def test_a_toast_covers_neither_the_verdict_nor_the_keys(
    new_app: Callable[..., NntermApp], size: tuple[int, int]
) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        app.report(StoreError("A sentence that says what happened, as long as they are. " * 3, "What to do next. " * 4))
        app.notify("Another one that comes at the same time, and is not short either, as it happens. " * 3)
        await shows(pilot, app, "Another one that comes")
        covered = [toast.region for toast in app.screen.query("Toast") if toast.region.area]
        assert covered
        # Nothing of the row below is left at their right.
        assert {region.right for region in covered} == {size[0]}
        for kind in (RunStatus, KeyLine, TopBar):
            assert not any(region.overlaps(app.screen.query_one(kind).region) for region in covered), kind
