"""The keys of a lesson: what they are bound to, and which of them the last line offers."""

from typing import NamedTuple

from textual.binding import Binding, BindingType
from textual.widget import Widget

from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.frame.focus_keys import own_keys, taken_keys
from nnterm.tui.frame.key_line import Key
from nnterm.tui.frame.typed import ALL, typed_characters
from nnterm.tui.reading.exercise_bar import ExerciseBar
from nnterm.tui.reading.typed_code import TypedCode

FIRST = 3
"""Keys of what has the focus that are named before the way out of it."""

PAGE = 10
"""Rows of text that page up and page down pass."""

LESSON_BINDINGS: list[BindingType] = [
    Binding("t", "train", "train"),
    Binding("space", "pause", "pause or resume"),
    Binding("full_stop", "train('epoch')", "train one epoch"),
    Binding("comma", "train('batch')", "train one batch"),
    Binding("m", "run('more')", "train more epochs"),
    Binding("less_than_sign", "change_pace(-1)", "train slower"),
    Binding("greater_than_sign", "change_pace(1)", "train faster"),
    Binding("s", "run('stop')", "stop the run"),
    Binding("e", "evaluate", "evaluate on the test rows"),
    Binding("r", "run('reset')", "reset the settings"),
    Binding("ctrl+r", "run_code", "run the code"),
    Binding("n", "change_step(1)", "next step"),
    Binding("p", "change_step(-1)", "step back"),
    Binding("v", "panel(1)", "next panel"),
    Binding("V", "panel(-1)", "panel before"),
    Binding("a", "metric", "loss or metric"),
    Binding("left_square_bracket", "move_cursor(-1)", "look one epoch back"),
    Binding("right_square_bracket", "move_cursor(1)", "look one epoch on"),
    Binding("left_curly_bracket", "move_cursor(-10)", "look ten epochs back"),
    Binding("right_curly_bracket", "move_cursor(10)", "look ten epochs on"),
    Binding("home", "look('first')", "look back to before training"),
    Binding("end", "look('last')", "look at the newest epoch"),
    Binding("B", "look('best')", "look at the best epoch"),
    Binding("c", "compare('pin')", "pin the run to the chart"),
    Binding("x", "compare('remedy')", "try what the verdict advises"),
    Binding("u", "compare('luck')", "train on several seeds: is it luck?"),
    Binding("U", "compare('seeds')", "choose how many seeds"),
    Binding("z", "look('near')", "zoom the curves"),
    Binding("y", "look('log')", "logarithmic loss"),
    Binding("C", "memory", "write a model from memory"),
    Binding("f", "form", "settings"),
    Binding("h", "hint", "hint for the challenge"),
    Binding("g", "glossary", "glossary"),
    Binding("l", "lessons", "back to the lessons"),
    Binding("escape", "back", "back"),
    Binding("1", "view('read')", "see the text"),
    Binding("2", "view('lab')", "see the lab"),
    Binding("tab", "tab(1)", "next field", priority=True),
    Binding("shift+tab", "tab(-1)", "previous field", priority=True),
    Binding("up,k", "scroll(-1)", "up"),
    Binding("down,j", "scroll(1)", "down"),
    Binding("pageup", f"scroll(-{PAGE})", "up"),
    Binding("pagedown", f"scroll({PAGE})", "down"),
]
"""The keys of a lesson and the actions of its screen."""


class Offer(NamedTuple):
    """What the keys can do now."""

    run: Run | None = None
    """The run of the shown experiment, if the trainer has it."""
    may_continue: bool = False
    """Whether that run is over and can be trained on."""
    hides_test: bool = False
    """Whether the run in the lab was evaluated on test rows that are not open yet."""
    other_chart: str = ""
    """The metric that alternates with the loss where only one chart fits."""
    trains: bool = True
    """Whether there is an experiment in the lab."""
    panels: int = 0
    """How many panels the lab has to choose from; 0 where that is not known."""
    plays: bool = False
    """Whether the open panel is one to play with."""
    step: int = 0
    """Index of the step of the lesson."""
    steps: int = 1
    hints: int = 0
    """Hints that the challenge of this step still has."""
    more: bool = False
    """Whether the text goes on below what is in sight."""
    looks_back: bool = False
    """Whether an earlier epoch than the newest is looked at."""
    at_start: bool = False
    """Whether that is the model before training, from which no run goes on."""
    curves: bool = False
    """Whether the open panel is the one with the curves."""
    of_epoch: bool = False
    """Whether the open panel shows a run, or its model, as it was after one epoch."""
    several: str = ""
    """What is being trained of the shown experiment at once: `seeds`, a `sweep`, or the seeds of a `challenge`."""
    code: bool = False
    """Whether the open panel is the one with the code."""
    memory: bool = False
    """Whether the text is closed and the model written from memory."""
    own: bool = False
    """Whether the lab shows what the learner's code trains."""
    runs_code: bool = False
    """Whether a program of the learner is running."""
    remedy: str = ""
    """The remedy that the verdict names and a key tries."""


def lesson_keys(offer: Offer) -> tuple[Key, ...]:
    """Keys of a lesson: what moves the run first, then the way through the lesson."""
    run = offer.run
    keys, extra = _run_keys(offer)
    keys = _ways_out(offer) + keys
    if offer.remedy and not (offer.own or offer.memory):
        keys.append(("x", f"try {offer.remedy}", "compare('remedy')"))
    if offer.hints:
        keys.append(("h", "hint", "hint"))
    if offer.more:
        keys.append(("down", "more text", f"scroll({PAGE})"))
    keys.append(("n", "finish" if offer.step + 1 == offer.steps else "next", "change_step(1)"))
    if offer.step:
        keys.append(("p", "back", "change_step(-1)"))
    if offer.plays:
        keys.append(("f", "play", "form"))
    elif offer.trains and not offer.memory:
        keys.append(("f", "settings", "form"))
    if offer.trains and offer.panels != 1:
        keys.append(("v", "panel", "panel(1)"))
    if offer.other_chart:
        keys.append(("a", f"loss/{short(offer.other_chart)}", "metric"))
    if offer.own and offer.curves:
        keys.append(("[", "look back", "move_cursor(-1)"))
    elif run is not None and run.epochs > 1 and offer.of_epoch:
        keys.append(("[", "look back", "move_cursor(-1)"))
        if offer.curves:
            keys += [("c", "pin", "compare('pin')"), ("u", "luck?", "compare('luck')")]
    if offer.hides_test and not offer.own:
        keys.append(("e", "test", "evaluate"))
    if offer.trains:
        keys.append(("r", "reset", "run('reset')"))
    keys += [
        ("g", "glossary", "glossary"),
        ("l", "lessons", "lessons"),
        ("?", "keys", "app.help"),
        *extra,
        ("q", "quit", "app.leave"),
    ]
    return tuple(keys)


def _run_keys(offer: Offer) -> tuple[list[Key], list[Key]]:
    """Keys that move the run, and those of them that come last."""
    run = offer.run
    keys: list[Key] = []
    if offer.own:
        # What the lesson's own run offers cannot be seen now.
        keys += [("t", "train", "train"), (".", "epoch", "train('epoch')")] if offer.trains else []
        extra: list[Key] = []
    elif run is not None and not run.state.over:
        paused = run.state is RunState.PAUSED
        if offer.looks_back:
            keys.append(("end", "newest epoch", "look('last')"))
        keys += [
            ("space", "resume" if paused else "pause", "pause"),
            (".", "epoch", "train('epoch')"),
            ("s", "stop", "run('stop')"),
        ]
        extra = [(",", "batch", "train('batch')")] if paused else [("<", "slower", "change_pace(-1)")]
    elif not offer.trains:
        extra = []
    elif offer.several:
        keys += [("s", f"stop the {offer.several}", "run('stop')"), ("t", "train", "train")]
        extra = []
    else:
        keys += [("t", "train", "train"), (".", "epoch", "train('epoch')")]
        extra = []
        if offer.looks_back:
            keys += [] if offer.at_start else [("m", "train on from here", "run('more')")]
            keys.append(("end", "newest", "look('last')"))
        elif offer.may_continue:
            keys.append(("m", "longer", "run('more')"))
    return keys, extra


def _ways_out(offer: Offer) -> list[Key]:
    """Keys out of what the lesson shows in place of its own, and into the page without text."""
    keys: list[Key] = []
    if offer.memory:
        keys.append(("C", "the text again", "memory"))
    elif offer.code:
        keys.append(("C", "write it from memory", "memory"))
    if offer.own:
        keys.append(("esc", "the lesson's lab", "back"))
    is_free = offer.run is None or offer.run.state.over
    if offer.runs_code and (offer.own or (is_free and not offer.several)):
        keys.append(("s", "stop your code", "run('stop')"))
    return keys


EDITOR_KEYS: tuple[Key, ...] = (
    ("esc", "leave the editor, then tab goes on", "edit('leave')"),
    ("tab", "indent", "edit('indent')"),
    ("ctrl+z", "undo", "edit('undo')"),
    ("shift+tab", "less", "edit('outdent')"),
    ("ctrl+q", "quit", "app.leave"),
)
"""Keys while code is typed, after the one that runs it: all letters are text then."""


QUESTION_KEYS: tuple[Key, ...] = (
    ("y", "yes", "focused.answer(True)"),
    ("n", "no", "focused.answer(False)"),
    ("tab", "go on", "tab(1)"),
    ("ctrl+q", "quit", "app.leave"),
)
"""Keys while a question takes the place of what can be done with code: every other key is a no."""


def has_own_tab(focused: Widget | None) -> bool:
    """Whether tab is for the text in `focused`: in an editor, and in a path that may go on."""
    is_path = isinstance(focused, HyperparameterForm) and bool(focused.model.suggested)
    return is_path or isinstance(focused, TypedCode)


def focused_keys(offer: Offer, focused: Widget | None) -> tuple[Key, ...]:
    """What the keys do now: those of what has the focus first, then those of the lesson that it leaves alone."""
    if focused is None:
        return lesson_keys(offer)
    if isinstance(focused, TypedCode):
        return (("ctrl+r", "stop" if offer.runs_code else "run", "run_code"), *EDITOR_KEYS)
    if isinstance(focused, ExerciseBar) and focused.is_asking:
        return QUESTION_KEYS
    own = own_keys(focused)
    if typed_characters(focused) == ALL:
        on: tuple[Key, ...] = () if any(key == "tab" for key, *_ in own) else (("tab", "go on", "tab(1)"),)
        return (*own, *on, ("esc", "leave", "back"), ("ctrl+q", "quit", "app.leave"))
    # esc leaves the focus first, whatever else it leaves without one.
    taken = taken_keys(focused) | {"down", "esc"}
    others = [key for key in lesson_keys(offer) if key[0] not in taken]
    if isinstance(focused, HyperparameterForm) and focused.model.typed.is_under_way:
        return _number_keys(own, focused, others)
    end = (("ctrl+q", "quit", "app.leave"),) if "q" in taken else ()
    # The way out is seen on a narrow screen too.
    return (*own[:FIRST], ("tab", "go on", "tab(1)"), ("esc", "leave", "back"), *own[FIRST:], *others, *end)


def _number_keys(own: tuple[Key, ...], form: HyperparameterForm, others: list[Key]) -> tuple[Key, ...]:
    """What the keys do while a number is typed: those that train take it along, and do nothing where it is none."""
    training = [key for key in others if key[0] in ("t", "space", ",")] if form.model.takes_typed else []
    number = form.model.typed.text
    training = [(key, f"train with {number}" if what == "train" else what, action) for key, what, action in training]
    accept = [key for key in own if key[0] == "enter"]
    rest = [key for key in own if key[0] != "enter"]
    give_up = ("esc", "give it up", "focused.give_up")
    return (*accept, *training, give_up, ("tab", "go on", "tab(1)"), *rest, ("ctrl+q", "quit", "app.leave"))
