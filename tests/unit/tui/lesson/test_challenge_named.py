"""The toast of a challenge names it: a run may pass one of another step, or one of several."""

from pathlib import Path

import msgspec
from open_lesson import OpenLesson

from nnterm.experiment.history import History
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.conditions import parse
from nnterm.lesson.blocks.structs import Challenge, Stage


def test_it_is_named_with_its_step_where_that_is_not_open(tmp_path: Path) -> None:
    opened = OpenLesson(tmp_path)
    experiment = opened.model.lesson.experiments[0]
    stages = [Stage(conditions=(parse("loss", f"<= {bound}"),), solution=(), say="") for bound in (0.5, 0.1)]
    once = Challenge(id="enough", goal="g", experiment=experiment.id, stages=(stages[0],))
    twice = Challenge(id="further", goal="g", experiment=experiment.id, stages=tuple(stages))
    first, second, *others = opened.model.lesson.steps
    steps = (
        msgspec.structs.replace(first, blocks=(*first.blocks, once)),
        msgspec.structs.replace(second, blocks=(*second.blocks, twice)),
        *others,
    )
    opened.model.lesson = msgspec.structs.replace(opened.model.lesson, steps=steps)
    opened.challenges.load()
    opened.model.go_to(0)
    opened.runs.start()
    run = opened.training.run
    assert run is not None
    run.state, run.history = RunState.COMPLETED, History({"loss": [0.3]})
    opened.challenges.take_run(run)
    said = [words for words in opened.view.words if words.startswith("Challenge ")]
    assert said == ["Challenge passed.", "Challenge of step 2: reached. The text says what comes next."]
