"""What `nnterm check` says of translations: whether they are the lesson they translate, and what is out of date."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from nnterm import named_paths
from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment
from nnterm.lesson import languages
from nnterm.lesson.authoring import lint
from nnterm.lesson.authoring.links import lint_links
from nnterm.lesson.blocks.structs import Block, Challenge, Code, Predict, Prose, Quiz
from nnterm.lesson.course import LessonHead
from nnterm.lesson.glossary import yaml_file
from nnterm.lesson.lesson import Lesson, Step
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.outline import Section, sections, tokens
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source, read_lesson
from nnterm.lesson.steps import read_steps

Original = tuple[Source, Lesson]
"""A lesson that may be translated, with its file."""


def check_translations(folder: Path, originals: Mapping[str, Original]) -> tuple[list[LessonError], list[LessonError]]:
    """Errors in the translations of the course in `folder`, and notes on what is out of date or not translated yet.

    `originals` are its lessons by the names of their files. Raises PathError.
    """
    errors: list[LessonError] = []
    notes: list[LessonError] = []
    for language in languages.languages(folder):
        names = languages.lesson_names(folder / language)
        for name in names:
            wrong, late = check_translation(folder / language / name, originals)
            errors += wrong
            notes += late
        glossary = folder / language / yaml_file.FILE
        if named_paths.is_file(glossary):
            problems = Problems(glossary)
            try:
                yaml_file.parse(glossary, problems)
            except LessonError as error:
                problems.include(error)
            errors += problems.sorted()
        if missing := [name for name in originals if name not in names]:
            count = f"{len(missing)} of {len(originals)} lessons"
            notes.append(
                LessonError(
                    named_paths.shown(folder / language),
                    1,
                    f"{count} {'is' if len(missing) == 1 else 'are'} not translated: {', '.join(missing)}.",
                    "Learners read the originals there.",
                )
            )
    return errors, notes


def check_translation(path: Path, originals: Mapping[str, Original]) -> tuple[list[LessonError], list[LessonError]]:
    """Errors in the translation at `path`, and notes where it is older than its original.

    What differs from an original that has not changed since is an error of the translation.
    """
    problems, notes = Problems(path), Problems(path)
    if path.name not in originals:
        problems.add(1, f"There is no lesson {path.name} that this translates.", "Name it like its original.")
        return problems.sorted(), []
    original_source, original = originals[path.name]
    try:
        source = read_lesson(path)
    except LessonError as error:
        return [error], []
    head, stream = frontmatter.parse(source, problems), tokens(source.text)
    outline = sections(source.text, stream, problems)
    steps = read_steps(outline, problems)
    lint.lint_source(source, problems)
    lint.lint_sections(outline, problems)
    lint.lint_markdown(source.text, stream, problems)
    lint_links(source, stream, [lesson.head.id for _, lesson in originals.values()], problems)
    if head is None:
        return problems.sorted(), []
    lint.lint_head(head, source, problems)
    current = languages.fingerprint(original_source.text)
    remedy = f"When it says what the original says, write `original: {current}`."
    line = frontmatter.line_of(source, "original")
    if not head.original:
        problems.add(1, "`original` is missing: it says which state of the original is translated.", remedy)
    elif head.original != current:
        notes.add(line, "The original has changed since this was translated.", remedy)
    found = problems if head.original in ("", current) else notes
    if not len(problems) or found is notes:
        for line, message in _differences(original, head, steps, outline):
            found.add(line, message, f"Translate the words alone; all else is as in {path.name} of the course.")
    return problems.sorted(), notes.sorted()


def _differences(
    original: Lesson, head: LessonHead, steps: tuple[Step, ...], outline: list[Section]
) -> Iterator[tuple[int, str]]:
    """Line and sentence for each difference that is more than words."""
    for field in ("id", "requires", "minutes"):
        if getattr(head, field) != getattr(original.head, field):
            yield 1, f"`{field}` differs from the original."
    if len(head.objectives) != len(original.head.objectives):
        yield 1, f"There are {len(head.objectives)} objectives, in the original {len(original.head.objectives)}."
    if len(steps) != len(original.steps):
        yield 1, f"There are {len(steps)} steps, in the original {len(original.steps)}."
    for section, ours, theirs in zip(outline, steps, original.steps, strict=False):
        for words in _step_differences(ours, theirs):
            yield section.line, f"In this step {words}."


def _step_differences(ours: Step, theirs: Step) -> Iterator[str]:
    if _wordless_experiment(ours.experiment) != _wordless_experiment(theirs.experiment):
        yield "the experiment differs from the original"
    mine, original = ([block for block in step.blocks if not isinstance(block, Prose)] for step in (ours, theirs))
    if [type(block) for block in mine] != [type(block) for block in original]:
        yield "there are other blocks than in the original"
        return
    for block, before in zip(map(_wordless, mine), map(_wordless, original), strict=True):
        fields = [name for name in before.__struct_fields__ if getattr(block, name) != getattr(before, name)]
        if fields:
            named = f" `{before.id}`" if isinstance(before, Quiz | Predict | Challenge | Code) else ""
            yield f"the {type(before).__name__.lower()}{named} differs from the original in {', '.join(fields)}"


def _wordless_experiment(experiment: Experiment | None) -> Experiment | None:
    return None if experiment is None else msgspec.structs.replace(experiment, title="")


def _wordless(block: Block) -> Block:
    """`block` without what is translated."""
    replace = msgspec.structs.replace
    match block:
        case Quiz():
            return replace(block, question="", choices=("",) * len(block.choices), explanation="")
        case Predict():
            choices = tuple(("", condition) for _, condition in block.choices)
            return replace(block, question="", choices=choices, explanation="")
        case Challenge():
            stages = tuple(replace(stage, say="") for stage in block.stages)
            return replace(block, goal="", stages=stages, hints=("",) * len(block.hints), explanation="")
        case Code():
            checks = tuple(replace(check, say="") for check in block.checks)
            return replace(block, task="", start="", solution="", checks=checks, wrong=(), right=())
    return block
