"""The keys of a lesson: what they are bound to, which of them the last line offers, and all of them for help."""

from textual.binding import Binding, BindingType

from nnterm.experiment.losses import short
from nnterm.experiment.run import Run, RunState
from nnterm.tui.widgets.key_line import Key

LESSON_BINDINGS: list[BindingType] = [
    Binding("t", "train", "train"),
    Binding("space", "pause", "pause"),
    Binding("full_stop", "epoch", "one epoch"),
    Binding("s", "stop", "stop"),
    Binding("r", "reset", "reset"),
    Binding("n", "turn(1)", "next"),
    Binding("p", "turn(-1)", "back"),
    Binding("v", "panel(1)", "panel"),
    Binding("V", "panel(-1)", "panel"),
    Binding("a", "metric", "metric"),
    Binding("f", "form", "form"),
    Binding("l", "lessons", "lessons"),
    Binding("escape", "back", "back"),
    Binding("1", "view('read')", "read"),
    Binding("2", "view('lab')", "lab"),
    Binding("tab", "tab(1)", "next field", priority=True),
    Binding("shift+tab", "tab(-1)", "previous field", priority=True),
    Binding("up,k", "scroll(-1)", "up"),
    Binding("down,j", "scroll(1)", "down"),
    Binding("pageup", "scroll(-10)", "up"),
    Binding("pagedown", "scroll(10)", "down"),
]
"""The keys of a lesson and the actions of its screen."""


def lesson_keys(run: Run | None, other_chart: str, index: int, steps: int) -> tuple[Key, ...]:
    """Keys of a lesson: what moves the run first, then the way through the lesson.

    `other_chart` is the metric that `a` shows in place of the loss; empty where there is no such choice.
    """
    training = run is not None and not run.state.over
    keys: list[Key] = []
    if training and run is not None:
        paused = run.state is RunState.PAUSED
        keys += [("space", "go on" if paused else "pause", "pause"), (".", "one epoch", "epoch"), ("s", "stop", "stop")]
    else:
        keys += [("t", "train", "train"), (".", "one epoch", "epoch")]
    last = index + 1 == steps
    keys.append(("n", "finish" if last else "next", "turn(1)"))
    if index:
        keys.append(("p", "back", "turn(-1)"))
    keys += [("f", "knobs", "form"), ("v", "panel", "panel(1)")]
    if other_chart:
        # The best known metric has room for its whole name.
        keys.append(("a", f"loss/{other_chart if other_chart == 'accuracy' else short(other_chart)}", "metric"))
    keys += [
        ("r", "reset", "reset"),
        ("l", "lessons", "lessons"),
        ("?", "keys", "app.help"),
        ("q", "quit", "app.leave"),
    ]
    return tuple(keys)


ALL_KEYS = (
    (
        "Training",
        (
            ("t", "train what the knobs say"),
            ("space", "pause, and go on"),
            (".", "one epoch"),
            ("s", "stop; the run so far is kept"),
        ),
    ),
    (
        "Knobs",
        (
            ("f", "go to the knobs"),
            ("up down", "choose a knob"),
            ("left right", "change it by a natural step"),
            ("0-9 enter", "type a number"),
            ("+ -", "add or remove a hidden layer"),
            ("r", "reset all to the lesson's values"),
        ),
    ),
    (
        "Lesson",
        (
            ("n p", "next step, step back"),
            ("up down", "scroll the text"),
            ("tab", "go to the quiz, the panel, the knobs"),
            ("1 2", "text or lab, on a narrow screen"),
            ("v V", "next panel, panel before"),
            ("a", "loss or metric, where one chart fits"),
        ),
    ),
    (
        "Everywhere",
        (
            ("l esc", "back to the lessons"),
            ("d", "the device, and why it is used"),
            ("?", "this page"),
            ("q", "quit"),
        ),
    ),
)
"""Every key by what it is for."""
