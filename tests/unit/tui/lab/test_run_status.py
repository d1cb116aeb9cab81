"""What the lab says of a run in numbers."""

import pytest
from series_run import series_run

from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.run_status import RunStatus


@pytest.mark.parametrize("width", [56, 80])
def test_the_loss_of_a_last_value_is_beside_the_loss(width: int) -> None:
    status, run = RunStatus(), series_run()
    status._run = run
    (numbers,) = [plain(row) for row in status.rows(width, 5) if "last value again" in plain(row)]
    assert "last value again 0.800" in numbers
    run.last_value_loss = {}
    assert not [row for row in status.rows(width, 5) if "last value again" in plain(row)]
