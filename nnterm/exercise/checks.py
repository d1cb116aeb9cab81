"""One check after a program: whether an expression is what it must be, and in plain words what it is instead."""

import ast
import operator
import reprlib
from collections.abc import Callable
from typing import Any

CLOSE = 1e-6
"""How much two numbers may differ and still be equal; relative for numbers above 1."""

LONGEST = 60
"""Characters of a value that are shown."""

_EXPECTED: dict[type[ast.cmpop], tuple[Callable[[Any, Any], Any], str]] = {
    ast.Lt: (operator.lt, "less than "),
    ast.LtE: (operator.le, "at most "),
    ast.Gt: (operator.gt, "more than "),
    ast.GtE: (operator.ge, "at least "),
    ast.Eq: (operator.eq, ""),
    ast.NotEq: (operator.ne, "anything but "),
}
"""Comparisons of which a complaint names both sides, and what each of them expects."""

_COUNTED = 8
"""Values from which lists of different lengths are counted, not shown."""


def complaint(expression: str, equals: str, names: dict[str, Any]) -> str:
    """What is wrong with the value of `expression`; empty where nothing is.

    It must equal the literal `equals`, or be true where that is empty. Raises whatever the expression raises.
    """
    if not equals:
        return _untrue(ast.parse(expression.strip(), mode="eval").body, names)
    value = eval(compile(expression, "<check>", "eval", dont_inherit=True), names)
    expected = ast.literal_eval(equals)
    found = plain(value)
    if is_equal(found, expected):
        return ""
    if found is None:
        # Only what was called can have forgotten to give something back.
        forgot = " Did you forget `return`?" if expression.rstrip().endswith(")") else ""
        return f"{expression} gave None; expected {shown(expected)}.{forgot}"
    return f"{expression} {_difference(found, expected)}"


def _untrue(tree: ast.expr, names: dict[str, Any]) -> str:
    """What is wrong with an expression that must be true: the part to blame, with the numbers it compares.

    Each part is evaluated once, as Python does, since a call may print or train.
    """

    def worth(part: ast.expr) -> Any:
        return eval(compile(ast.Expression(part), "<check>", "eval", dont_inherit=True), names)

    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And):
        return next((wrong for part in tree.values if (wrong := _untrue(part, names))), "")
    if isinstance(tree, ast.Compare) and len(tree.ops) == 1 and type(tree.ops[0]) in _EXPECTED:
        (wanted,) = tree.comparators
        compare, words = _EXPECTED[type(tree.ops[0])]
        left, right = worth(tree.left), worth(wanted)
        also = "" if _is_literal(wanted) else f", which is {shown(right)}"
        said = f"{ast.unparse(tree.left)} is {shown(left)}; expected {words}{ast.unparse(wanted)}{also}."
        return "" if compare(left, right) else said
    value = worth(tree)
    return "" if plain(value) is True or value else f"{ast.unparse(tree)} is {shown(value)}; expected something true."


def _is_literal(tree: ast.expr) -> bool:
    """Whether what is written there is what it is worth."""
    return not any(isinstance(part, ast.Name | ast.Call | ast.BinOp) for part in ast.walk(tree))


def plain(value: Any) -> Any:
    """`value` with arrays and tensors made lists, and their single numbers plain ones."""
    if hasattr(value, "numpy") and callable(value.numpy):
        value = value.numpy()
    if hasattr(value, "tolist") and callable(value.tolist):
        return value.tolist()
    if type(value) is list:
        return [plain(each) for each in value]
    if type(value) is tuple:
        return tuple(plain(each) for each in value)
    if type(value) is dict:
        return {key: plain(each) for key, each in value.items()}
    return value


def is_equal(found: Any, expected: Any) -> bool:
    """Whether plain values are equal: numbers to within `CLOSE`, lists and tuples alike, True and 1 as in Python."""
    if _is_number(expected) and _is_number(found):
        return bool(found == expected) or (
            not (isinstance(found, int) and isinstance(expected, int))
            and bool(abs(found - expected) <= CLOSE * max(1.0, abs(expected)))
        )
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        return len(found) == len(expected) and all(map(is_equal, found, expected))
    if isinstance(expected, dict) and isinstance(found, dict):
        return found.keys() == expected.keys() and all(is_equal(found[key], expected[key]) for key in expected)
    return type(found) is type(expected) and bool(found == expected)


def _difference(found: Any, expected: Any) -> str:
    """How `found` differs from `expected`; read after the expression."""
    if isinstance(found, list | tuple) and isinstance(expected, list | tuple):
        sizes = _shape(found), _shape(expected)
        if sizes[0] != sizes[1]:
            if len(sizes[0]) == len(sizes[1]) == 1 and max(len(found), len(expected)) < _COUNTED:
                return f"gave {shown(found)}; expected {shown(expected)}."
            return f"gave {_size(sizes[0])}; expected {_size(sizes[1])}."
        if len(repr(found)) > LONGEST or len(repr(expected)) > LONGEST:
            place, here, there = _first_difference(found, expected)
            return f"gave {shown(here)} at {place}; expected {shown(there)}."
    elif isinstance(found, list | tuple) and _is_number(expected):
        return f"gave {_size(_shape(found))}; expected the number {shown(expected)}."
    elif isinstance(found, str) != isinstance(expected, str):
        return f"gave {_kind(found)}{shown(found)}; expected {_kind(expected)}{shown(expected)}."
    return f"gave {shown(found)}; expected {shown(expected)}."


def _shape(value: Any) -> tuple[int, ...]:
    """Lengths of a nested list, from the outside, as far as all parts agree."""
    if not isinstance(value, list | tuple):
        return ()
    inner = {_shape(each) for each in value}
    return (len(value), *(inner.pop() if len(inner) == 1 else ()))


def _size(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"{shape[0]} {'value' if shape[0] == 1 else 'values'}"
    return f"the shape ({', '.join(map(str, shape))})"


def _first_difference(found: Any, expected: Any, place: str = "") -> tuple[str, Any, Any]:
    """Where nested lists of one shape differ first, and the two values there."""
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        for index, (here, there) in enumerate(zip(found, expected, strict=False)):
            if not is_equal(here, there):
                return _first_difference(here, there, f"{place}[{index}]")
    return place, found, expected


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | complex)


def _kind(value: Any) -> str:
    return "the text " if isinstance(value, str) else "the number " if _is_number(value) else ""


def shown(value: Any) -> str:
    """`value` as Python writes it, shortened, on one line."""
    brief = reprlib.Repr()
    brief.maxlist = brief.maxtuple = brief.maxdict = brief.maxset = 10
    brief.maxstring = brief.maxother = LONGEST
    written = " ".join(brief.repr(_rounded(plain(value))).split())
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 3]}..."


def _rounded(value: Any) -> Any:
    """Floats with the digits that a reader compares."""
    if isinstance(value, float):
        return float(f"{value:.8g}")
    if isinstance(value, list):
        return [_rounded(each) for each in value[:20]]
    return value
