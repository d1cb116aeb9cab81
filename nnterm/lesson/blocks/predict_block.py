"""The `{predict}` block: YAML to a Predict."""

from nnterm.experiment.verdict import conditions
from nnterm.experiment.verdict.conditions import Condition
from nnterm.lesson.blocks.block_fields import Fields
from nnterm.lesson.blocks.conditions_field import read_condition
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.parsing.frontmatter import identify
from nnterm.lesson.parsing.yaml_lines import Mapping

KEYS = ("id", "question", "experiment", "figure", "close", "choices", "explanation")


def read_predict(fields: Fields, default_id: str) -> Predict:
    """The prediction of one block; what is wrong is noted in its problems."""
    fields.only(KEYS, {"answer": "The run answers: write `figure`, such as best_val_loss_epoch."})
    aliases = {name: conditions.figure_named(name) for name in (fields.text("figure", "loss"),)}
    figure = fields.choice("figure", conditions.FIGURES, "loss", example="best_val_loss_epoch", aliases=aliases)
    close = fields.number("close", 0.0)
    if close < 0:
        fields.problems.add(
            fields.line("close"), f"`close` is {close:g}; expected 0 or more.", "Remove the minus sign."
        )
    choices = _choices(fields, figure)
    if "choices" in fields and "close" in fields:
        fields.problems.add(
            fields.line("close"), "`close` does not go with `choices`.", "Remove one; close is for numbers."
        )
    if "choices" not in fields and figure == "diagnosis":
        fields.problems.add(
            fields.line("figure"),
            "A diagnosis cannot be guessed as a number.",
            "Add for example `choices: {a good fit: good_fit, it overfits: overfitting}`.",
        )
    return Predict(
        id=identify(fields, "id", fields.text("id", default_id)),
        question=fields.text("question", example="At which epoch is the validation loss lowest?"),
        experiment=fields.text("experiment", ""),
        figure=figure,
        close=close,
        choices=choices,
        explanation=fields.text("explanation", ""),
    )


def _choices(fields: Fields, figure: str) -> tuple[tuple[str, Condition], ...]:
    if "choices" not in fields:
        return ()
    node = fields.mapping.entries["choices"].value
    if not isinstance(node, Mapping) or len(node.entries) < 2:
        fields.wrong(
            "choices",
            node,
            "two or more texts, each with a condition",
            'Write for example `choices: {below 0.7: "< 0.7", 0.7 or more: ">= 0.7"}`.',
        )
        return ()
    found = []
    for text, entry in node.entries.items():
        condition = read_condition(fields, "choices", figure, entry.value)
        if condition is not None:
            found.append((text, condition))
    return tuple(found)
