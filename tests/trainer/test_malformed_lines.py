"""Hundreds of lines that are no messages, and messages that ask for the impossible: neither side minds."""

import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.layers import LSTM, Dense, Embedding
from nnterm.experiment.protocol import commands, events, wire
from nnterm.experiment.protocol.wire import decode_command, decode_event, encode
from nnterm.runs.trainer import process
from nnterm.runs.trainer.process import TrainerProcess

from .cases import CONVOLUTIONAL, IRIS, MOONS, SENTENCES, Case
from .child import Child, history
from .malformed import malformed_lines

COUNTS = (200, pytest.param(1_000, marks=pytest.mark.slow))
"""Malformed lines of a test."""

PARTS = {"dataset": MOONS.dataset, "split": MOONS.split, "hyperparameters": MOONS.with_(epochs=2).hyperparameters}

FAKE = """
import sys
for line in open(sys.argv[1], "rb"):
    sys.stdout.buffer.write(line)
sys.stdout.buffer.flush()
sys.stdin.read()
"""


PLAIN = (commands.PauseRun, commands.ResumeRun, commands.StepEpoch, commands.StopRun)


def valid_commands(case: Case) -> list[bytes]:
    parts = {"dataset": case.dataset, "split": case.split, "hyperparameters": case.hyperparameters}
    return [
        encode(commands.StartRun(run_id="x", pause_after=3, probes=("map",), **parts)),
        encode(commands.PrepareRun(**parts)),
        *(
            encode(kind(run_id="x"))
            for kind in (commands.PauseRun, commands.ResumeRun, commands.StepEpoch, commands.StopRun)
        ),
    ]


@pytest.mark.parametrize("count", COUNTS)
def test_malformed_commands_leave_the_child_as_it_was(child: Child, count: int) -> None:
    well_formed = [line for case in (IRIS, CONVOLUTIONAL, SENTENCES) for line in valid_commands(case)]
    lines = malformed_lines(well_formed, decode_command, count)
    before = child.run(MOONS)
    during = child.start(MOONS.with_(epochs=500))
    for line in lines[: count // 2]:
        child.send_line(line)
    assert child.to_end(during)[-1].outcome == "completed"
    for line in lines[count // 2 :]:
        child.send_line(line)
    after = child.run(MOONS)
    # How many epochs share an event depends on the machine; what was trained does not.
    assert history(after) == history(before)
    assert after[-1].evaluate == before[-1].evaluate


@pytest.mark.parametrize("count", COUNTS)
async def test_malformed_events_among_good_ones_cost_none_of_them(
    tmp_path: Path, child: Child, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    good = child.run(MOONS, probes=("map",))
    said = [events.TrainerStarted(protocol=wire.PROTOCOL, pid=1), child.ready, *good]
    lines = malformed_lines([encode(event) for event in said], decode_event, count)
    # Some of them are longer than that.
    monkeypatch.setattr(process, "LINE_LIMIT", 200_000)
    each = count // len(said)
    with (tmp_path / "said").open("wb") as file:
        for number, event in enumerate(said):
            last = count if number == len(said) - 1 else (number + 1) * each
            file.writelines([*lines[number * each : last], encode(event)])
    parent = TrainerProcess((sys.executable, "-c", FAKE, str(tmp_path / "said")), tmp_path / "log")
    await parent.start()
    heard = []
    async for event in parent.events():
        heard.append(event)
        if len(heard) == len(said):
            break
    await parent.stop()
    assert heard == said
    assert (tmp_path / "log").read_text().count("left out") >= count - lines.count(b"\n")


outlandish = st.sampled_from((-1, 0, -(2**31), 2**31, 2**63 - 1, 1e308, -1e308, 5e-324, -0.5, 1.5))
whole = st.sampled_from((-1, 0, -(2**31), 2**31, 2**62, -(2**63)))
WHOLE = ("epochs", "batch_size", "seed")
FRACTIONS = ("learning_rate", "momentum", "weight_decay", "dropout", "l2")
OPTIONS = ("samples", "noise", "seed", "words", "length", "encoding", "nothing")


@st.composite
def impossible(draw: st.DrawFn) -> commands.StartRun:
    """A command of the right form with a value that no form or lesson would let through."""
    case = draw(st.sampled_from((IRIS, MOONS, SENTENCES))).with_(epochs=2)
    dataset, split, chosen, pause_after = case.dataset, case.split, case.hyperparameters, None
    match draw(st.sampled_from(("whole", "fraction", "layer", "option", "split", "pause_after"))):
        case "whole":
            chosen = msgspec.structs.replace(chosen, **{draw(st.sampled_from(WHOLE)): draw(whole)})
        case "fraction":
            chosen = msgspec.structs.replace(chosen, **{draw(st.sampled_from(FRACTIONS)): draw(outlandish)})
        case "layer":
            units = draw(whole)
            layer = draw(st.sampled_from((Dense(units), Embedding(units, 4), Embedding(4, units), LSTM(units))))
            chosen = msgspec.structs.replace(chosen, layers=(layer, *chosen.layers[-1:]))
        case "option":
            value = draw(outlandish | st.text(max_size=9) | st.booleans())
            dataset = Dataset(dataset.name, {**dataset.options, draw(st.sampled_from(OPTIONS)): value})
        case "split":
            name = draw(st.sampled_from(("test", "validation", "seed")))
            split = msgspec.structs.replace(split, **{name: draw(whole if name == "seed" else outlandish)})
        case _:
            pause_after = draw(st.sampled_from((-1, 0, -(2**62), 2**62)))
    return commands.StartRun(
        run_id="impossible",
        dataset=dataset,
        split=split,
        hyperparameters=chosen,
        pause_after=pause_after,
        probes=("nothing", "map"),
    )


@pytest.mark.parametrize("examples", [15, pytest.param(150, marks=pytest.mark.slow)])
def test_a_command_that_asks_for_the_impossible_is_answered(child: Child, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(impossible())
    @example(commands.StartRun(run_id="impossible", pause_after=-1, **PARTS))
    @example(commands.StartRun(run_id="impossible", **{**PARTS, "split": Split(validation=-1e308)}))
    def answered(command: commands.StartRun) -> None:
        assert_answered(child, command)

    answered()


def assert_answered(child: Child, command: commands.StartRun) -> None:
    """A run of `command` ends in one way or another."""
    child.send(command)
    seen = child.until(lambda event: isinstance(event, events.RunEnded | events.RunFailed | events.RunPaused))
    if isinstance(seen[-1], events.RunPaused):
        child.send(commands.StopRun(run_id="impossible"))
        seen = child.to_end("impossible")
    if isinstance(seen[-1], events.RunFailed):
        assert seen[-1].message
        assert seen[-1].remedy


def test_after_all_of_that_it_still_trains(child: Child) -> None:
    assert child.run(IRIS)[-1].outcome == "completed"
