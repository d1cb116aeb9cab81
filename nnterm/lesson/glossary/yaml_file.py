"""From `glossary.yaml`, which lies beside the lessons, to a Glossary."""

from collections.abc import Collection
from pathlib import Path

from nnterm import named_paths, paths
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson import languages
from nnterm.lesson.blocks.block_fields import Fields, listed, quoted
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.parsing import yaml_lines
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import read
from nnterm.lesson.parsing.yaml_lines import Items, Mapping

FILE = "glossary.yaml"
"""Name of the file in a folder of lessons."""

MAXIMUM_BYTES = 256 * 1024
"""Largest glossary that is read."""

MAXIMUM_TERMS = 2000
"""Most terms in it."""

KEYS = ("term", "aliases", "lesson", "keras", "meaning")


def load_glossary(folder: Path | None = None) -> Glossary:
    """The terms of the course in `folder`, and those that ship for whatever it does not explain itself.

    Those that are translated to the language that the learner wants come first. Raises LessonError for the first error
    in a file.
    """
    folders: dict[Path, None] = {}
    for course in (folder or paths.course(), paths.course()):
        translated = languages.folder_of(course, languages.chosen_language())
        folders |= dict.fromkeys([translated, course] if translated is not None else [course])
    terms: dict[str, Term] = {}
    for each in folders:
        if named_paths.is_file(each / FILE):
            problems = Problems(each / FILE)
            read_terms, taken = parse(each / FILE, problems), set(terms)
            problems.raise_first()
            terms |= {term.name.casefold(): term for term in read_terms if term.name.casefold() not in taken}
    return Glossary(terms.values())


def parse(path: Path, problems: Problems) -> list[Term]:
    """The terms of one file; what is wrong is noted in `problems`. Raises LessonError when it cannot be read."""
    tree = yaml_lines.read(read(path, largest=MAXIMUM_BYTES).text, 1, problems, MAXIMUM_TERMS)
    if not isinstance(tree, Items):
        if not len(problems):
            problems.add(1, "The glossary is not a list of terms.", "Begin each with `- term: name`.")
        return []
    terms: list[Term] = []
    for node in tree.values:
        if isinstance(node, Mapping):
            terms.append(_term(Fields(node, "term", problems)))
        else:
            problems.add(node.line, "This is not a term.", "Write `- term: name`, and below it `meaning: ...`.")
    _check_names(terms, problems)
    return terms


def check_lessons(terms: list[Term], known: Collection[str], problems: Problems) -> None:
    """Note each term whose lesson is not among the ids in `known`."""
    for term in terms:
        if term.lesson and term.lesson not in known:
            problems.add(
                term.line,
                f"The term {quoted(term.name)} is taught first in {quoted(term.lesson)}, which is not a lesson.",
                did_you_mean(term.lesson, known) + listed("Known", known),
            )


def _term(fields: Fields) -> Term:
    fields.only(KEYS)
    return Term(
        name=fields.text("term", example="learning rate"),
        aliases=fields.texts("aliases"),
        lesson=fields.text("lesson"),
        keras=fields.text("keras"),
        meaning=fields.text("meaning", example=">- and a paragraph below it, indented"),
        line=fields.line("term"),
    )


def _check_names(terms: list[Term], problems: Problems) -> None:
    lines: dict[str, int] = {}
    for term in terms:
        for name in term.names:
            first = lines.setdefault(name.casefold(), term.line)
            if first != term.line:
                problems.add(term.line, f"{quoted(name)} is a name on line {first} too.", "Remove one of the two.")
