"""Ctrl+Z and back: the terminal is given to the shell, and taken again whole when the app goes on.

Training goes on meanwhile until the pipe to the app is full; nothing is lost either way.
"""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnterm.tui.session.sturdy_app import SturdyApp


def prepare_for_suspension(app: "SturdyApp") -> None:
    """To be called when `app` has its driver. Does nothing where the terminal is not a Unix one."""
    try:
        from textual.drivers.linux_driver import LinuxDriver
    except ImportError:
        return
    driver = app._driver
    if not isinstance(driver, LinuxDriver):
        return

    def go_on(*_: object) -> None:
        if not app.is_running or app._exit:
            return
        # After SIGSTOP, which cannot be noticed before, the terminal is still the app's. Textual would take it for
        # given back, and remember the app's own modes as those to restore in the end.
        if not driver._must_signal_resume:
            driver.suspend_application_mode()
        driver.resume_application_mode()
        # The shell has drawn over the screen, or the terminal has cleared it.
        app.call_later(app.forget_terminal)

    signal.signal(signal.SIGCONT, go_on)
