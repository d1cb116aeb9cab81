"""The `{quiz}` block: YAML to a Quiz."""

from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.blocks.block_fields import Fields, integer_of, listed, number_of, quoted, text_of
from nnterm.lesson.blocks.structs import Quiz
from nnterm.lesson.parsing.frontmatter import identify
from nnterm.lesson.parsing.yaml_lines import Items, Node

KEYS = ("id", "question", "choices", "answer", "tolerance", "explanation", "repeat")

MOST_CHOICES = 26
"""Most choices of a question: each has a letter."""


def read_quiz(fields: Fields, default_id: str) -> Quiz:
    """The quiz of one block; what is wrong is noted in its problems."""
    fields.only(KEYS, {"answers": "Write `answer`; it may be a list of several right choices."})
    id = identify(fields, "id", fields.text("id", default_id))
    question = fields.text("question", example="How many weights has the first layer?")
    explanation = fields.text("explanation", example="4 inputs times 4 units, and 4 biases.")
    repeats = fields.truth("repeat", True)
    if "choices" not in fields:
        number, tolerance = _number(fields)
        return Quiz(
            id=id, question=question, number=number, tolerance=tolerance, explanation=explanation, repeats=repeats
        )
    if "tolerance" in fields:
        fields.problems.add(
            fields.line("tolerance"), "`tolerance` does not go with `choices`.", "Remove one; tolerance is for numbers."
        )
    choices = fields.texts("choices", example="[16, 20, 24]")
    _check_choices(fields, choices)
    answers = _answers(fields, choices)
    return Quiz(id=id, question=question, choices=choices, answers=answers, explanation=explanation, repeats=repeats)


def _number(fields: Fields) -> tuple[float, float]:
    """Answer and tolerance of a question for a number."""
    entry = fields.entry("answer", example="20")
    number = number_of(entry.value) if entry else 0.0
    if entry is not None and number is None:
        fields.wrong("answer", entry.value, "a number", "Add `choices: [...]` for an answer that is text.")
    tolerance = fields.number("tolerance", 0.0)
    if tolerance < 0:
        fields.problems.add(
            fields.line("tolerance"), f"`tolerance` is {tolerance:g}; expected 0 or more.", "Remove the minus sign."
        )
    return number or 0.0, tolerance


def _check_choices(fields: Fields, choices: tuple[str, ...]) -> None:
    if len(choices) < 2 and fields.entry("choices") is not None:
        fields.problems.add(
            fields.line("choices"), f"`choices` has {len(choices)} texts; expected 2 or more.", "Add a wrong choice."
        )
    if len(choices) > MOST_CHOICES:
        message = f"`choices` has {len(choices)} texts; expected up to {MOST_CHOICES}, a letter each."
        fields.problems.add(fields.line("choices"), message, "Remove some.")
    for choice in sorted({choice for choice in choices if choices.count(choice) > 1}):
        fields.problems.add(fields.line("choices"), f"`choices` holds {quoted(choice)} twice.", "Change one of them.")


def _answers(fields: Fields, choices: tuple[str, ...]) -> tuple[int, ...]:
    """Indexes of the right choices."""
    entry = fields.entry("answer", example=choices[0] if choices else "20")
    if entry is None:
        return ()
    nodes: tuple[Node, ...] = entry.value.values if isinstance(entry.value, Items) else (entry.value,)
    if not nodes:
        fields.problems.add(entry.line, "`answer` is an empty list.", "Name at least one of the choices.")
    right = set()
    for node in nodes:
        answer = (text_of(node) or "").strip()
        if answer in choices:
            right.add(choices.index(answer))
        else:
            place = integer_of(node)
            is_place = place is not None and 0 <= place <= len(choices)
            near = "It is the text of a choice, not its place. " if is_place else did_you_mean(answer, choices)
            fields.problems.add(
                node.line,
                f"`answer` is {quoted(answer)}, which is not among the choices.",
                near + listed("Choices", choices),
            )
    return tuple(sorted(right))
