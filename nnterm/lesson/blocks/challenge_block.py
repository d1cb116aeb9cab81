"""The `{challenge}` block: YAML to a Challenge."""

from nnterm.experiment.verdict import conditions
from nnterm.lesson.blocks.block_fields import Fields, text_of
from nnterm.lesson.blocks.conditions_field import read_conditions
from nnterm.lesson.blocks.structs import Challenge, Stage
from nnterm.lesson.parsing.frontmatter import identify
from nnterm.lesson.parsing.yaml_lines import Mapping

STAGE_KEYS = ("say", "conditions", "solution")
KEYS = ("id", "goal", "experiment", "conditions", "solution", "stages", "seeds", "keep", "hints", "explanation")
MOST_SEEDS = 10


def read_challenge(fields: Fields, default_id: str) -> Challenge:
    """The challenge of one block; what is wrong is noted in its problems."""
    fields.only(KEYS, {"hint": "Write `hints: [a nudge, the cause, the answer]`."})
    seeds = fields.integer("seeds", 1)
    if not 1 <= seeds <= MOST_SEEDS:
        fields.problems.add(
            fields.line("seeds"), f"`seeds` is {seeds}; expected 1 to {MOST_SEEDS}.", "Write for example `seeds: 3`."
        )
    return Challenge(
        id=identify(fields, "id", fields.text("id", default_id)),
        goal=fields.text("goal", example="Reach a validation accuracy of 0.95 with fewer than 100 parameters."),
        experiment=fields.text("experiment", ""),
        stages=_stages(fields),
        seeds=seeds,
        keep=fields.texts("keep"),
        hints=fields.texts("hints"),
        explanation=fields.text("explanation", ""),
    )


def _stages(fields: Fields) -> tuple[Stage, ...]:
    if "stages" not in fields:
        return (_stage(fields, ""),)
    for key in ("conditions", "solution"):
        if key in fields:
            fields.problems.add(fields.line(key), f"`{key}` does not go with `stages`.", "Write it under each stage.")
    stages = []
    for node in fields.items(
        "stages", example='[{say: ..., conditions: {val_accuracy: ">= 0.9"}, solution: {units: 8}}]'
    ):
        if not isinstance(node, Mapping):
            fields.wrong("stages", node, "a list of mappings", "Write `- say: ...` and below it `conditions: {...}`.")
            continue
        stage = Fields(node, "stages", fields.problems)
        stage.only(STAGE_KEYS)
        stages.append(_stage(stage, stage.text("say", example="Make it overfit.")))
    return tuple(stages)


def _stage(fields: Fields, say: str) -> Stage:
    fields.entry("conditions", example='{val_accuracy: ">= 0.95", parameters: "< 100"}')
    written = read_conditions(fields, "conditions") if "conditions" in fields else {}
    solution = []
    if fields.entry("solution", example="{units: 8, epochs: 200}") is not None:
        node = fields.mapping.entries["solution"].value
        names = tuple(node.entries) if isinstance(node, Mapping) else ()
        for name, entry in fields.fields("solution", names).mapping.entries.items():
            text = text_of(entry.value)
            if text is None:
                fields.wrong(
                    "solution", entry.value, "`name: value` pairs", "Write lists as text: `activation: relu,tanh`."
                )
            else:
                solution.append(f"{name}={text}")
    parsed = tuple(conditions.parse(figure, text) for figure, text in written.items())
    return Stage(say=say, conditions=parsed, solution=tuple(solution))
