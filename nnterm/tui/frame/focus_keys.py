"""The keys of what has the focus, as the last line offers them: read from its bindings, so that both say the same."""

from functools import cache

from textual.binding import Binding
from textual.widget import Widget

from nnterm.tui.drawing import glyphs
from nnterm.tui.frame.key_line import Key
from nnterm.tui.frame.typed import ALL, typed_characters

NAMES = {
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "question_mark": "?",
    "slash": "/",
    "delete": "del",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
"""How keys are called whose binding has a longer name."""

ARROWS = {"left": "←", "right": "→", "up": "↑", "down": "↓"}


def own_keys(widget: Widget) -> tuple[Key, ...]:
    """What the keys of `widget` do now, in the order of its bindings; keys that do the same are joined."""
    found: dict[str, tuple[list[str], str]] = {}
    for binding in _bindings(type(widget)):
        name, _, parameters = binding.action.partition("(")
        if binding.description and widget.check_action(name, (parameters,)):
            names, _ = found.setdefault(binding.description, ([], binding.action))
            names.append(binding.key.partition(",")[0])
    return tuple((_together(names), what, f"focused.{action}") for what, (names, action) in found.items())


def taken_keys(widget: Widget) -> frozenset[str]:
    """Every key that is the widget's own, by the name that the last line gives it."""
    typed = typed_characters(widget)
    space = {"space"} if typed == ALL or " " in typed else set()
    return _bound_keys(type(widget)) | set(typed) | space


# Both are needed for every frame of a run. A class has its bindings once and for all.
@cache
def _bound_keys(of: type[Widget]) -> frozenset[str]:
    keys = {key for binding in _bindings(of) for key in binding.key.split(",")}
    return frozenset(NAMES.get(key, key) for key in keys)


@cache
def _bindings(of: type[Widget]) -> tuple[Binding, ...]:
    """The bindings that nnterm gave a class of widgets and those it is built on."""
    classes = (cls for cls in of.__mro__ if cls.__module__.startswith("nnterm."))
    return tuple(
        binding for cls in classes for binding in cls.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)
    )


def _together(names: list[str]) -> str:
    if glyphs.current() is not glyphs.ASCII and all(name in ARROWS for name in names):
        return "".join(ARROWS[name] for name in names)
    shown = [NAMES.get(name, name) for name in names]
    return ("" if all(len(name) == 1 for name in shown) else "/").join(shown)
