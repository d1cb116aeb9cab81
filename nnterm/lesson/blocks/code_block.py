"""The `{code}` block: YAML to a Code. Nothing in it is run here; Python that cannot be parsed is noted."""

import ast

from nnterm.lesson.blocks.block_fields import Fields, quoted
from nnterm.lesson.blocks.structs import Code, CodeCheck, CodeVariant
from nnterm.lesson.parsing.frontmatter import identify
from nnterm.lesson.parsing.yaml_lines import Mapping

KEYS = ("id", "task", "start", "solution", "checks", "wrong", "right", "seconds")
CHECK_KEYS = ("expression", "equals", "printed", "say")
VARIANT_KEYS = ("change", "to")
LONGEST = 120.0
"""Most seconds that code may run."""


def read_code(fields: Fields, default_id: str) -> Code:
    """The code of one block; what is wrong is noted in its problems."""
    fields.only(KEYS, {"code": "Write `start: |` and the code below it, indented."})
    start = fields.text("start", example="| followed by lines of Python")
    solution = fields.text("solution", "")
    for key, text in (("start", start), ("solution", solution)):
        _check_python(fields, key, text, "exec")
    seconds = fields.number("seconds", 10.0)
    if not 0 < seconds <= LONGEST:
        fields.problems.add(
            fields.line("seconds"),
            f"`seconds` is {seconds:g}; expected more than 0 and up to {LONGEST:g}.",
            "Remove it for 10 seconds.",
        )
    checks = _checks(fields) if "checks" in fields else ()
    if checks and not solution:
        fields.problems.add(
            fields.line("checks"),
            "There are `checks` but no `solution`.",
            "Add `solution: |` and code that passes them.",
        )
    return Code(
        id=identify(fields, "id", fields.text("id", default_id)),
        task=fields.text("task", ""),
        start=start,
        solution=solution,
        checks=checks,
        wrong=_variants(fields, "wrong", solution),
        right=_variants(fields, "right", solution),
        seconds=seconds,
    )


def _checks(fields: Fields) -> tuple[CodeCheck, ...]:
    found = []
    for node in fields.items("checks", example='[{expression: "f(2)", equals: 4, say: f doubles its number}]'):
        if not isinstance(node, Mapping):
            fields.wrong("checks", node, "a list of mappings", "Write `- expression: ...` and below it `say: ...`.")
            continue
        check = Fields(node, "checks", fields.problems)
        check.only(CHECK_KEYS)
        expression, printed = check.text("expression", ""), check.text("printed", "")
        if bool(expression) == bool(printed):
            check.problems.add(node.line, "A check has either `expression` or `printed`.", "Write one of the two.")
        if "equals" in check and not expression:
            check.problems.add(check.line("equals"), "`equals` has no `expression`.", "Write what must equal it.")
        equals = check.text("equals", "")
        _check_python(check, "expression", expression, "eval")
        _check_literal(check, equals)
        say = check.text("say", example="A perceptron of 3 inputs has 4 numbers.")
        found.append(CodeCheck(expression=expression, equals=equals, printed=printed, say=say))
    return tuple(found)


def _variants(fields: Fields, key: str, solution: str) -> tuple[CodeVariant, ...]:
    if key not in fields:
        return ()
    found = []
    for node in fields.items(key, example="[{change: relu, to: tanh}]"):
        if not isinstance(node, Mapping):
            fields.wrong(key, node, "a list of mappings", "Write `- {change: relu, to: tanh}`.")
            continue
        variant = Fields(node, key, fields.problems)
        variant.only(VARIANT_KEYS)
        change, to = variant.text("change", example="relu"), variant.text("to", "")
        if change and change not in solution:
            message = f"`change` is {quoted(change)}, which the solution does not have."
            fields.problems.add(variant.line("change"), message, "Copy it from the solution.")
        elif change and change == to:
            fields.problems.add(variant.line("to"), "`to` is the same as `change`.", "Write what differs.")
        found.append(CodeVariant(change=change, to=to))
    return tuple(found)


def _check_literal(fields: Fields, text: str) -> None:
    if not text:
        return
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        message = f"`equals` is not a Python literal: {quoted(text)}."
        fields.problems.add(fields.line("equals"), message, "Write the value itself, such as 4.")


def _check_python(fields: Fields, key: str, text: str, mode: str) -> None:
    if not text:
        return
    try:
        # Parsing runs nothing.
        ast.parse(text, mode=mode)
    except (SyntaxError, ValueError) as error:
        line = fields.line(key) + (getattr(error, "lineno", 0) or 0)
        fields.problems.add(line, f"`{key}` is not Python: {error.args[0]}.", f"Found {quoted(text.strip())}.")
    except (RecursionError, MemoryError):
        # Python's way to say that brackets or signs are nested too deeply.
        problem = f"`{key}` is nested too deeply for Python."
        fields.problems.add(fields.line(key), problem, f"Found {quoted(text.strip())}.")
