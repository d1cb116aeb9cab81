"""A line is a message of this version, or a ProtocolError; nothing else comes out of the decoder."""

import math
from typing import get_args

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnterm.errors import ProtocolError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters, Pretraining
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LAYER_TYPES,
    LSTM,
    Bidirectional,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    SimpleRNN,
)
from nnterm.experiment.hyperparameters.schedules import CosineDecay
from nnterm.experiment.protocol import commands, events, inspection_requests, inspection_results, wire
from nnterm.experiment.protocol.attention_shown import AttentionShown
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.device import Device, DeviceLoad, Measured
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown, Neighbour, TokenPlace
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.fooled_shown import ConfidenceBin, FooledShown
from nnterm.experiment.protocol.generated_text import GeneratedText, TextGenerated
from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.experiment.protocol.inspection_requests import CANVAS, InspectionRequest
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.protocol.network_shown import NetworkLayer, NetworkShown
from nnterm.experiment.protocol.pairs_shown import PairsShown
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.protocol.scores_counted import ScoresCounted
from nnterm.experiment.protocol.wire import decode_command, decode_event, encode

PLAN = Hyperparameters(
    layers=(
        Conv2D(filters=2),
        *(LAYER_TYPES[name]() for name in ("MaxPooling2D", "AveragePooling2D", "Flatten")),
        Dropout(rate=0.5),
        Embedding(input_dim=9, output_dim=2),
        SimpleRNN(units=2, return_sequences=True),
        LSTM(units=2, return_sequences=True),
        Bidirectional(wraps=GRU(units=2)),
        Dense(units=1, activation="sigmoid"),
    ),
    metrics=("accuracy",),
    schedule=CosineDecay(decay_steps=9),
    early_stopping=EarlyStopping(patience=3),
)
DATASET = Dataset("moons", {"noise": 0.1, "samples": 40, "a": True, "b": "text"})
PLAN = msgspec.structs.replace(
    PLAN, pretraining=Pretraining(experiment="first", dataset=DATASET, split=Split(), plain=PLAN.plain)
)

COMMANDS: list[Command] = [
    commands.PrepareRun(dataset=DATASET, split=Split(test=0.2), hyperparameters=PLAN),
    commands.StartRun(run_id="a", dataset=DATASET, split=Split(), hyperparameters=PLAN, pause_after=3, probes=("map",)),
    commands.PauseRun(run_id="a"),
    commands.ResumeRun(run_id="a"),
    commands.StepEpoch(run_id="a"),
    commands.StepBatch(run_id="a"),
    commands.ChangeRun(run_id="a", hyperparameters=PLAN),
    commands.PaceRun(run_id="a", pace=2.5),
    commands.ContinueRun(run_id="a", hyperparameters=PLAN),
    commands.ForkRun(run_id="b", source="a", epoch=22, hyperparameters=PLAN),
    commands.InspectRun(run_id="a", question=inspection_requests.InspectMap(), epoch=7),
    commands.StopRun(run_id="a"),
    commands.CompareDevices(dataset=DATASET, split=Split(), hyperparameters=PLAN),
    *(
        commands.InspectRun(run_id="a", question=question)
        for question in (
            inspection_requests.InspectWeights(layer=2),
            inspection_requests.InspectFit(),
            inspection_requests.InspectConfusion(),
            inspection_requests.InspectScores(wanted=1),
            inspection_requests.InspectMistakes(first=8, most=4),
            inspection_requests.InspectFeatures(sample=3, layer=1, first=24),
            inspection_requests.InspectDigit(cells="0f" * (CANVAS**2 // 2), centred=False),
            inspection_requests.InspectSentence(text="Not bad, \x1b[31m\\"),
            inspection_requests.InspectNetwork(layer=2, units=(0, 3, 9), most=4, sample=7),
            inspection_requests.InspectGradients(known=3),
            inspection_requests.InspectEmbedding(place=12),
            inspection_requests.InspectGeneratedText(temperature=0.5, seed=3, most=9),
            inspection_requests.InspectPairs(a=3, b=30, test=False),
            inspection_requests.InspectFooled(sample=3, epsilon=0.05, cells="0f" * (CANVAS**2 // 2), test=False),
            inspection_requests.InspectAttention(sample=3, head=1, test=False),
        )
    ),
]
SMALL = Picture(rows=1, columns=2, cells="0e", signed=True)
WEIGHTS = inspection_results.WeightArray(name="kernel", shape=(1, 2), low=-1, high=1, values=[-1, 1], picture=SMALL)
MISTAKE = inspection_results.Mistake(truth=1, guess=0, certainty=0.5, picture=SMALL, text="a", values=[0.5])
INPUTS = NetworkLayer(name="inputs", units=2, maps=[SMALL, SMALL], values=[0.5, -0.5])
OUTPUT = NetworkLayer(
    name="Dense",
    activation="relu",
    units=3,
    bars=["081"],
    values=[0.0],
    weights=[[1.0, -1.0]],
    biases=[0.5],
    largest=1.0,
    dead=1,
    dead_units=[0],
)
FLOWS = [EpochFlow(0, [LayerFlow(0.5, 0.1, None)]), EpochFlow(2, [LayerFlow(0.5, None, 0.001, 0.25)])]
EVENTS: list[Event] = [
    events.TrainerStarted(protocol=wire.PROTOCOL, pid=1),
    events.TrainerReady(device=Device("CPU", "CPU 2 cores", "No GPU."), versions={"keras": "3"}, seconds=3.0),
    events.TrainerFailed(message="m", remedy="r"),
    events.DevicesCompared(cpu=Measured("CPU", 10, 1.0), gpu=None, operations=1e6, reason="No GPU."),
    events.DeviceSampled(load=DeviceLoad(50, 1, 2)),
    events.DatasetLoaded(train=1, validation=2, test=3, dataset=DATASET, points=[(0.5, -0.5, 1)], flipped=[0]),
    events.PretrainingAdvanced(run_id="a", epochs=3),
    events.RunStarted(run_id="a", parameters=1, train=1, validation=1, test=1, steps_per_epoch=1, device="CPU"),
    events.StepsEnded(run_id="a", epoch=1, step=2, steps_per_epoch=3),
    events.EpochsEnded(run_id="a", first=1, columns={"loss": [0.5, None]}, seconds=1.0),
    events.RowsMemorised(run_id="a", epoch=2, count=5, of=6),
    events.RunPaused(run_id="a", epoch=2),
    events.RunResumed(run_id="a"),
    events.Heartbeat(phase="training", seconds=0.5),
    events.HyperparametersChanged(run_id="a", epoch=4, hyperparameters=PLAN),
    events.RunContinued(run_id="a"),
    events.TrainingEnded(run_id="a", epochs=3),
    MapComputed(run_id="a", epoch=1, columns=1, rows=1, left=0, right=1, bottom=0, top=1, classes=[0], certainty=[7]),
    inspection_results.WeightsShown(run_id="a", epoch=1, layer=0, layers=["Dense"], arrays=[WEIGHTS], tiles=[SMALL]),
    inspection_results.FitShown(run_id="a", epoch=1, part="train", points=[(0, 1.5)], curve=[(0, 1)]),
    inspection_results.ConfusionCounted(run_id="a", epoch=1, part="test", rows=3, of=3, counts=[[1, 1], [0, 1]]),
    inspection_results.MistakesFound(run_id="a", epoch=1, part="test", rows=3, wrong=1, first=0, mistakes=[MISTAKE]),
    inspection_results.FeaturesShown(
        run_id="a",
        epoch=1,
        sample=0,
        samples=3,
        truth=1,
        guess=0,
        certainty=0.5,
        image=SMALL,
        layer=0,
        layers=[inspection_results.LayerShape(name="Conv2D", shape=(1, 2, 1))],
        first=0,
        maps=[SMALL],
    ),
    inspection_results.DigitRead(run_id="a", epoch=1, cells="0", seen=SMALL, scores=[0.5, 0.5]),
    inspection_results.SentenceRead(run_id="a", epoch=1, text="a", tokens=["a"], known=[True], scores=[[0.5], [0.5]]),
    NetworkShown(
        run_id="a",
        epoch=1,
        layers=[INPUTS, OUTPUT],
        of=2,
        layer=1,
        unit=0,
        map=SMALL,
        low=-1,
        high=1,
        edges=[-1, 1, -2, 2],
        rows=3,
        train=3,
        sample=0,
        truth=1,
    ),
    GradientsShown(run_id="a", epoch=2, layers=["Dense 2 relu"], rows=3, train=4, flows=FLOWS, missing=1),
    EmbeddingShown(
        run_id="a",
        epoch=1,
        places=[TokenPlace("film", -0.5, 1.5)],
        tokens=2,
        dimensions=8,
        explained=(0.5, 0.25),
        chosen=TokenPlace("film", -0.5, 1.5),
        place=0,
        neighbours=[Neighbour("movie", 1, 0.9)],
    ),
    ScoresCounted(
        run_id="a", epoch=1, part="test", rows=3, of=3, wanted=1, hits=[2, *[1] * 100], alarms=[1, *[0] * 100]
    ),
    TextGenerated(run_id="a", epoch=1, texts=[GeneratedText("rossi", True)], temperature=0.5, seed=3),
    FooledShown(
        run_id="a",
        epoch=1,
        part="validation",
        sample=1,
        samples=2,
        truth=1,
        epsilon=0.1,
        image=SMALL,
        change=SMALL,
        changed=SMALL,
        saliency=SMALL,
        before=[0.25, 0.75],
        after=[0.75, 0.25],
        tried=3,
        right=2,
        fooled=1,
        fooled_by_noise=0,
        bins=[ConfidenceBin(0.5, 0.9, 2, 0.75, 1.0)],
    ),
    PairsShown(run_id="a", epoch=1, modulus=2, cells="0136", a=1, b=0, guess=1, certainty=0.5),
    AttentionShown(
        run_id="a",
        epoch=1,
        part="validation",
        sample=0,
        samples=9,
        truth=1,
        guess=0,
        certainty=0.5,
        tokens=["a3", "a"],
        scores=[[1.0, 0.0], [0.5, 0.5]],
        head=0,
        heads=1,
        layer=0,
        layers=1,
    ),
    inspection_results.NotInspected(run_id="a", epoch=1, message="m", remedy="r"),
    events.RunEnded(
        run_id="a",
        outcome="stopped",
        epochs=2,
        seconds=1.0,
        evaluate={"loss": None},
        evaluated_on="test",
        train_evaluate={"loss": 0.5},
    ),
    events.RunFailed(run_id="a", message="m", remedy="r"),
]


@pytest.mark.parametrize("message", [*COMMANDS, *EVENTS], ids=lambda message: type(message).__name__)
def test_there_and_back_on_one_line(message: Command | Event) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    decoded = decode_command(line) if message in COMMANDS else decode_event(line)
    assert decoded == message


def test_every_message_is_tested_here() -> None:
    assert {type(message) for message in [*COMMANDS, *EVENTS]} == {*get_args(Command), *get_args(Event)}
    asked = {type(command.question) for command in COMMANDS if isinstance(command, commands.InspectRun)}
    assert asked == set(get_args(InspectionRequest))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"", "0 bytes"),
        (b"Epoch 1/20", "10 bytes"),
        (b"{}", "type"),
        (b'{"type":"Nothing"}', "Nothing"),
        (b'{"type":"PauseRun"}', "PauseRun"),
        (b'{"type":"RunPaused","run_id":"a"}', "epoch"),
        (b'{"type":"RunPaused","run_id":1,"epoch":2}', "run_id"),
        (b'{"type":"EpochsEnded","run_id":"a","first":1,"columns":{"loss":["x"]},"seconds":1}', "columns"),
        (encode(EVENTS[-2]).replace(b'"stopped"', b'"exploded"'), "exploded"),
        (b'{"type":"EpochsEnded","run_id":"a","first":4611686018427387904,"columns":{},"seconds":1}', "first"),
        (b'{"type":"EpochsEnded","run_id":"a","first":0,"columns":{},"seconds":1}', "first"),
        (b"\xff\xfe", "2 bytes"),
        (b'{"type":"RunFailed","run_id":"\xff","message":"","remedy":""}', "bytes"),
        (b"[" * 100_000, "100000 bytes"),
        (encode(EVENTS[0]) + encode(EVENTS[0]), "bytes"),
    ],
)
def test_other_lines_are_protocol_errors(line: bytes, says: str) -> None:
    with pytest.raises(ProtocolError, match=says) as caught:
        decode_event(line)
    assert "same version" in caught.value.remedy


def test_commands_are_no_events() -> None:
    for message in COMMANDS:
        with pytest.raises(ProtocolError):
            decode_event(encode(message))
    for event in EVENTS:
        with pytest.raises(ProtocolError):
            decode_command(encode(event))


def test_layers_of_an_unknown_kind_are_refused() -> None:
    with pytest.raises(ProtocolError):
        decode_command(encode(COMMANDS[0]).replace(b'"Embedding"', b'"Transformer"'))


LINES = [encode(message) for message in [*COMMANDS, *EVENTS]]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A real line with a piece cut out, doubled or replaced."""
    line = draw(st.sampled_from(LINES))
    start = draw(st.integers(0, len(line)))
    end = draw(st.integers(start, min(len(line), start + 12)))
    return line[:start] + draw(st.binary(max_size=6) | st.just(line[start:end] * 2)) + line[end:]


@st.composite
def filled(draw: st.DrawFn) -> bytes:
    """A line of a known type whose fields hold anything."""
    kind = draw(st.sampled_from([*COMMANDS, *EVENTS]))
    names = st.sampled_from([field.name for field in msgspec.structs.fields(type(kind))] or ["x"])
    fields = draw(st.dictionaries(names, json_values, max_size=8))
    return msgspec.json.encode({"type": type(kind).__name__, **fields})


@given(st.binary(max_size=60) | mutated() | filled())
@example(b'{"type":"RunFailed","run_id":"\\ud800","message":"","remedy":""}')
@example(b'{"type":"RunPaused","run_id":"a","epoch":' + b"9" * 400 + b"}")
@example(b'{"type":"RunPaused","run_id":"a","epoch":1e400}')
def test_any_line_is_a_message_or_a_protocol_error(line: bytes) -> None:
    for decode in (decode_command, decode_event):
        try:
            message = decode(line)
        except ProtocolError:
            continue
        # What was understood can be said again.
        assert decode(encode(message)) == message


@given(st.lists(st.floats(-1e100, 1e100) | st.just(math.nan) | st.just(math.inf)))
def test_a_number_that_is_none_never_reaches_the_line(values: list[float]) -> None:
    """NaN is no JSON: the trainer sends null for it, and the encoder would too."""
    columns: dict[str, list[float | None]] = {"loss": list(values)}
    event = decode_event(encode(events.EpochsEnded(run_id="a", first=1, columns=columns, seconds=0)))
    assert isinstance(event, events.EpochsEnded)
    assert event.columns["loss"] == [value if math.isfinite(value) else None for value in values]
