"""Every text of every event that there is, found by looking at the types: none reaches the app as it was said."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from hostile import HOSTILE, is_harmless
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect
from test_events import EVENTS

from nnterm.errors import ProtocolError
from nnterm.experiment.datasets.table import Column, Table
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.device import Device, Measured
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.protocol.wire import decode_event, encode
from nnterm.runs.exercise import code_events

TABLE = Table(
    digest="d",
    delimiter=",",
    header=("a", "b"),
    columns=(Column("a", ("t",)),),
    target="b",
    classes=("x", "y"),
    rows=3,
    unused=("c",),
)
SAID: list[Event] = [
    *EVENTS,
    events.DatasetLoaded(train=1, validation=1, test=1, dataset=Dataset("csv", {"path": "p"}, TABLE)),
    events.StepsEnded(run_id="a", epoch=1, step=1, steps_per_epoch=2, metrics={"loss": 1.0}),
    events.RunStarted(
        run_id="a",
        parameters=1,
        train=1,
        validation=1,
        test=1,
        steps_per_epoch=1,
        device="CPU",
        target=TargetSummary(guessing={"test": {"loss": 1.0}}, left_out={"test": ["c"]}),
    ),
    events.TrainerReady(device=Device("CPU", "CPU", "No GPU.", "TensorFlow"), versions={"keras": "3"}, seconds=1),
    events.DevicesCompared(cpu=Measured("CPU", 1, 1.0), gpu=Measured("GPU", 1, 1.0), operations=1, reason="r"),
]
REPORTS = (
    code_events.Started(),
    code_events.Printed(text="t", source="code"),
    code_events.Cut(),
    code_events.Ran(),
    code_events.Failed(message="m", line=1, column=1, python="p"),
    code_events.Checking(index=0),
    code_events.Checked(index=0, wrong="w"),
    code_events.FitBegan(
        epochs=3,
        batch_size=32,
        loss="l",
        optimizer="o",
        learning_rate=0.1,
        parameters=9,
        layers=(code_events.LayerReported(name="n", shape="s", parameters=9, detail="d"),),
    ),
    code_events.FitEpochs(first=1, columns={"loss": [0.5]}, seconds=1.0),
    code_events.FitEnded(is_whole=True, seconds=1.0),
    code_events.Ended(reason="done", unwatched=("memory",)),
)


def free(info: inspect.Type) -> bool:
    """Whether the type holds any text at all, directly."""
    return isinstance(info, inspect.StrType) and info.pattern is None


def text_fields(info: inspect.Type, place: str = "") -> Iterator[str]:
    """`Struct.field` of every text inside of a type."""
    match info:
        case inspect.StrType() if free(info):
            yield place
        case inspect.StructType():
            for field in info.fields:
                yield from text_fields(field.type, f"{info.cls.__name__}.{field.name}")
        case inspect.ListType() | inspect.VarTupleType():
            yield from text_fields(info.item_type, place)
        case inspect.TupleType():
            for item in info.item_types:
                yield from text_fields(item, place)
        case inspect.DictType():
            yield from text_fields(info.key_type, f"{place} (keys)")
            yield from text_fields(info.value_type, place)
        case inspect.UnionType():
            for kind in info.types:
                yield from text_fields(kind, place)


def spoilt(value: Any, info: inspect.Type, text: str, reached: set[str], place: str = "") -> Any:
    """`value` of the type `info` with `text` in place of every text."""
    match info:
        case inspect.UnionType():
            kinds = [kind for kind in info.types if suits(value, kind)]
            return spoilt(value, kinds[0], text, reached, place) if kinds else value
        case inspect.StrType() if free(info):
            reached.add(place)
            return text
        case inspect.StructType():
            changed = {
                field.name: spoilt(
                    getattr(value, field.name), field.type, text, reached, f"{info.cls.__name__}.{field.name}"
                )
                for field in info.fields
            }
            return msgspec.structs.replace(value, **changed)
        case inspect.ListType() | inspect.VarTupleType():
            return type(value)(spoilt(each, info.item_type, text, reached, place) for each in value)
        case inspect.DictType():
            return {
                spoilt(key, info.key_type, text, reached, f"{place} (keys)"): spoilt(
                    each, info.value_type, text, reached, place
                )
                for key, each in value.items()
            }
    return value


def suits(value: object, info: inspect.Type) -> bool:
    match info:
        case inspect.StructType():
            return type(value) is info.cls
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.ListType():
            return isinstance(value, list)
        case inspect.DictType():
            return isinstance(value, dict)
    return False


def texts(value: Any) -> Iterator[str]:
    """Every text in a structure, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


EXAMPLES = 25
"""Texts that each kind is tried with: all go through the same few functions."""

names = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=3
).map(lambda parts: "".join(parts)[:60])


@pytest.mark.parametrize("event", SAID, ids=lambda event: type(event).__name__)
@settings(max_examples=EXAMPLES)
@given(text=names)
def test_no_text_of_an_event_drives_a_terminal(event: Event, text: str) -> None:
    said = spoilt(event, inspect.type_info(type(event)), text, set())
    heard = decode_event(encode(said))
    assert type(heard) is type(event)
    assert all(is_harmless(each) for each in texts(msgspec.to_builtins(heard)))


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: type(report).__name__)
@settings(max_examples=EXAMPLES)
@given(text=names)
def test_no_text_of_a_programs_report_drives_a_terminal(report: code_events.CodeEvent, text: str) -> None:
    said = spoilt(report, inspect.type_info(type(report)), text, set())
    try:
        heard = code_events.decode(msgspec.json.encode(said))
    except ProtocolError:
        # A program that prints nothing has nothing to report.
        assert not text
        return
    # What was printed is made readable as a whole: a sequence may be in two pieces of it.
    if not isinstance(heard, code_events.Printed):
        lines = (line for each in texts(msgspec.to_builtins(heard)) for line in each.split("\n"))
        assert all(is_harmless(line) for line in lines)


def test_every_text_of_every_event_is_tried() -> None:
    reached: set[str] = set()
    for event in SAID:
        spoilt(event, inspect.type_info(type(event)), "x", reached)
    for report in REPORTS:
        spoilt(report, inspect.type_info(type(report)), "x", reached)
    everywhere = {
        place
        for kind in (*get_args(Event), *get_args(code_events.CodeEvent))
        for place in text_fields(inspect.type_info(kind))
    }
    assert everywhere - reached == set()


def test_a_long_text_is_cut() -> None:
    heard = decode_event(b'{"type":"RunFailed","run_id":"a","message":"' + b"x" * 100_000 + b'","remedy":""}')
    assert all(len(text) <= 4096 for text in texts(msgspec.to_builtins(heard)))


@pytest.mark.parametrize("byte", [*range(32), 0x7F, *range(0x80, 0x100)])
def test_no_bare_byte_comes_through_either(byte: int) -> None:
    said = b'{"type":"RunFailed","run_id":"a","message":"x' + bytes([byte]) + b'y","remedy":""}'
    try:
        heard = decode_event(said)
    except ProtocolError:
        return
    assert all(is_harmless(text) for text in texts(msgspec.to_builtins(heard)))
