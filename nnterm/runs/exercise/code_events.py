"""What comes from the process around a learner's program, as `nnterm/exercise/supervisor.py` writes it.

That process checks what the program says of itself. But the program may reach past it, as the same user, so nothing
here may do harm: each field has its bounds, and none names a process or a path.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nnterm.errors import ProtocolError
from nnterm.experiment.protocol.bounds import MOST_EPOCHS, ClassRows, Count, Epoch, Name, Number, Part, Seconds
from nnterm.printable import cleaned, printable_lines

Index = Annotated[int, Meta(ge=0, le=100_000)]
"""Of a check."""

Place = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A line or a column, from 1; 0 where none can be named."""

Words = Annotated[str, Meta(max_length=4000)]


class Started(msgspec.Struct, frozen=True, tag=True):
    """The program runs."""


class Printed(msgspec.Struct, frozen=True, tag=True):
    """It has printed something."""

    text: Annotated[str, Meta(min_length=1, max_length=65_536)]
    source: Literal["code", "checks"]
    """Whether the program itself printed it, or what a check called."""


class Cut(msgspec.Struct, frozen=True, tag=True):
    """It prints more than is passed on."""


class Ran(msgspec.Struct, frozen=True, tag=True):
    """It came to its end; the checks follow."""


class LayerReported(msgspec.Struct, frozen=True, array_like=True):
    """A layer of a model that is trained."""

    name: Name
    """Its class."""
    detail: Name
    """Its activation or rate; empty where it has none."""
    shape: Name
    """Of what comes out, as Python writes it; empty where it is not known."""
    parameters: Count


class FitBegan(msgspec.Struct, frozen=True, tag=True):
    """It trains a Keras model."""

    epochs: Annotated[int, Meta(ge=1, le=MOST_EPOCHS)]
    """Planned."""
    batch_size: Count
    loss: Name
    """As the program calls it."""
    optimizer: Name
    learning_rate: Number | None
    parameters: Count
    """Trained weights and biases."""
    layers: Annotated[tuple[LayerReported, ...], Meta(max_length=100)]
    train: Count = 0
    """Rows that are learned from; 0 where it is not known."""
    validation: Count = 0
    classes: Annotated[int, Meta(ge=0, le=1000)] = 0
    """0 for a regression, and where it is not known."""
    class_rows: Annotated[dict[Part, ClassRows], Meta(max_length=2)] = {}
    """Rows of each class among `train` and `validation` rows, as far as they are known."""
    guessing_loss: Number | None = None
    """For a regression, the loss of the best answer that is the same for every row."""


class FitEpochs(msgspec.Struct, frozen=True, tag=True):
    """One or more epochs of that are done."""

    first: Annotated[int, Meta(ge=1, le=MOST_EPOCHS)]
    """Number of the first epoch in `columns`, from 1."""
    columns: Annotated[dict[Name, Annotated[list[Number | None], Meta(max_length=100)]], Meta(max_length=16)]
    """A value an epoch under each of Keras's history keys; None where it is not a finite number."""
    seconds: Seconds
    """Since the training began."""


class FitEnded(msgspec.Struct, frozen=True, tag=True):
    """That training is over."""

    is_whole: bool
    """Whether it came to its own end, not to an error."""
    seconds: Seconds
    stopped_early_at: Epoch | None = None
    """The epoch after which the program's early stopping ended it."""
    restored_epoch: Epoch | None = None
    """The epoch whose weights that put back."""


FitEvent = FitBegan | FitEpochs | FitEnded


class Failed(msgspec.Struct, frozen=True, tag=True):
    """It came to a bad end."""

    message: Words
    """What happened, in plain words."""
    line: Place
    column: Place
    python: Words
    """What Python itself says; empty where `message` says the same."""


class Checking(msgspec.Struct, frozen=True, tag=True):
    """A check is being evaluated."""

    index: Index


class Checked(msgspec.Struct, frozen=True, tag=True):
    """A check was evaluated."""

    index: Index
    wrong: Words
    """What is wrong, in plain words; empty where nothing is."""


class Ended(msgspec.Struct, frozen=True, tag=True):
    """Nothing of the program is left."""

    reason: Literal["done", "ended", "stopped", "time", "memory", "output", "processes", "lost"]
    """`done` where all was evaluated; `ended` where the process left before; `lost` where its supervisor is gone."""
    code: Annotated[int, Meta(ge=-128, le=255)] | None = None
    """What the process exited with where it left by itself, negative for a signal."""
    seconds: Annotated[float, Meta(ge=0, le=1_000_000)] = 0.0
    unwatched: Annotated[tuple[Literal["memory", "processes"], ...], Meta(max_length=2)] = ()
    """What could not be limited on this system."""


CodeEvent = Started | Printed | Cut | FitBegan | FitEpochs | FitEnded | Ran | Failed | Checking | Checked | Ended

_decoder = msgspec.json.Decoder(CodeEvent)


def decode(line: bytes) -> CodeEvent:
    """The event on `line`, its texts printable but for what was printed, which the report makes readable as a whole.

    Raises ProtocolError when there is none.
    """
    try:
        event: CodeEvent = _decoder.decode(line)
        if not isinstance(event, Printed):
            event = msgspec.convert(cleaned(msgspec.json.decode(line), printable_lines), CodeEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"A report of a program cannot be read: {error}") from error
    return event
