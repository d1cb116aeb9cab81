"""After how long without a request a GPU is given back."""

import pytest

from nnterm.errors import UsageError
from nnterm.tui.session.idle_minutes import IDLE_VARIABLE, idle_minutes


@pytest.mark.parametrize(("text", "minutes"), [("", 10.0), ("0", 0.0), ("2.5", 2.5)])
def test_minutes_come_from_the_environment(text: str, minutes: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(IDLE_VARIABLE, text)
    assert idle_minutes() == minutes


@pytest.mark.parametrize("text", ["soon", "-1", "inf", "nan"])
def test_minutes_that_are_none_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(IDLE_VARIABLE, text)
    with pytest.raises(UsageError, match=IDLE_VARIABLE):
        idle_minutes()
