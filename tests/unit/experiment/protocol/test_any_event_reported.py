"""Whatever a trainer says in the form of an event, `nnterm train` and `doctor` print something and come to an end."""

from pathlib import Path
from random import Random

import pytest
from fuzzed_events import fuzzed
from test_events import EVENTS

from nnterm.commands.training.report import JsonReport, PlainReport, Report, TerminalReport
from nnterm.errors import ProtocolError
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.device import comparison
from nnterm.experiment.protocol.wire import decode_event, encode
from nnterm.experiment.run import Run
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run

COUNT = 1_500
LINES = [encode(event) for event in EVENTS] * 2 + [
    encode(events.EpochsEnded(run_id="a", first=first, columns={"loss": [0.5, 0.25, None]}, seconds=0.5))
    for first in (1, 2, 4, 7)
]


@pytest.mark.parametrize("make", [JsonReport, PlainReport, TerminalReport])
def test_no_event_ends_a_training_without_a_screen(make: type, tmp_path: Path) -> None:
    experiment = load_lesson(load_course().lessons[0]).experiments[0]
    random, store, failures = Random(1), RunStore.open(tmp_path / "runs"), []
    recording = Recording(store, failures.append)

    def begin() -> tuple[Run, Report]:
        return new_run(experiment, "lesson"), make() if make is JsonReport else make(experiment)

    run, report = begin()
    taken = 0
    for line in fuzzed(LINES, COUNT, seed=7, run_id="a"):
        try:
            event = decode_event(line.replace(b'"run_id": "a"', b'"run_id": "%s"' % run.run_id.encode()))
        except ProtocolError:
            continue
        taken += 1
        if isinstance(event, events.DevicesCompared):
            assert comparison(event.cpu, event.gpu, event.operations, event.reason) is not None
        if run.apply(event):
            recording.record(run, event)
        report.take(run, event)
        if run.state.over or random.random() < 0.02:
            report.finish(run)
            run, report = begin()
    assert taken > COUNT // 3
    assert not failures
