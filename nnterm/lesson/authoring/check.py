"""The linter of `nnterm check`: everything wrong with a lesson file or a folder of them, not only the first."""

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
from markdown_it.token import Token

from nnterm import named_paths
from nnterm.errors import LessonError, UsageError
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.authoring import lint
from nnterm.lesson.authoring.advice import advise, advise_on_numbers
from nnterm.lesson.authoring.bold_terms import bold_terms, lint_bold_terms, lint_first_lessons
from nnterm.lesson.authoring.links import lint_links
from nnterm.lesson.authoring.reading_level import lint_reading
from nnterm.lesson.authoring.spoilers import advise_on_spoilers
from nnterm.lesson.authoring.translations import check_translations
from nnterm.lesson.blocks.block_fields import listed, quoted
from nnterm.lesson.course import LessonHead
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.glossary import yaml_file
from nnterm.lesson.glossary.yaml_file import load_glossary
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.outline import sections, tokens
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source, read, read_lesson
from nnterm.lesson.steps import read_steps
from nnterm.named_paths import shown

_NOT_LESSONS = ("readme.md", "authors.md")
_FILE_NAME = re.compile(r"[0-9]{2,4}-" + frontmatter.IDENTIFIER.pattern + r"\.md")


class Report(msgspec.Struct, frozen=True):
    """What a check found."""

    lessons: tuple[Lesson, ...]
    """The lessons that can be loaded, in the order of their files."""
    errors: list[LessonError]
    """All errors, by file and line."""
    notes: list[LessonError] = []
    """What an author may want to better, though nothing is wrong with it; by file and line."""


class _File(msgspec.Struct, frozen=True):
    """One file under check."""

    source: Source
    head: LessonHead | None
    problems: Problems
    notes: Problems
    tokens: list[Token] = []


_Headed = tuple[LessonHead, _File | None]
"""A head, with its file where that is under check."""


def check(path: Path) -> list[LessonError]:
    """All errors of the lesson file at `path`, or of every lesson in that folder and between them.

    Raises UsageError when there is no such file or folder.
    """
    return inspect(path).errors


def inspect(path: Path) -> Report:
    """The lessons at `path` and all errors. Raises UsageError when there is no such file or folder."""
    if not named_paths.exists(path):
        raise UsageError(f"There is no {shown(path)}.", "Name a lesson file or a folder with lesson files NN-slug.md.")
    is_folder = named_paths.is_folder(path)
    found = _lessons_in(path) if is_folder else [path]
    if not found:
        return Report((), [LessonError(shown(path), 1, "The folder has no lessons.", "Name lesson files NN-slug.md.")])
    lessons: list[Lesson] = []
    files = [_check_file(file, lessons) for file in found]
    others = [] if is_folder else _siblings(path)
    heads: list[_Headed] = [(file.head, file) for file in files if file.head]
    heads += [(head, None) for head in others]
    _check_between(heads)
    ids, numbers = [head.id for head, _ in heads], {head.number for head, _ in heads}
    for file in files:
        lint_links(file.source, file.tokens, ids, file.problems)
        advise_on_numbers(file.source, numbers, file.notes)
    folder = path if is_folder else path.parent
    wrong, missing = _check_glossary(folder, is_folder, ids, files)
    if is_folder:
        by_path = {lesson.head.path: lesson for lesson in lessons}
        originals = {
            file.source.path.name: (file.source, by_path[file.source.path])
            for file in files
            if file.source.path in by_path
        }
        astray, late = check_translations(path, originals)
        wrong, missing = wrong + astray, missing + late
    errors = [error for file in files for error in file.problems.sorted()]
    notes = [note for file in files for note in file.notes.sorted()]
    return Report(tuple(lessons), errors + wrong, notes + missing)


def _lessons_in(folder: Path) -> list[Path]:
    """The files in `folder` that are lessons by their names. Raises PathError."""
    names = (name for name in named_paths.names(folder) if name.endswith(".md"))
    return [folder / name for name in names if name.lower() not in _NOT_LESSONS and not name.startswith(".")]


def _check_file(path: Path, lessons: list[Lesson]) -> _File:
    """Check one file by itself; add its lesson to `lessons` when it can be loaded."""
    problems, notes = Problems(path), Problems(path)
    if not _FILE_NAME.fullmatch(path.name):
        problems.add(
            1, f"The file name {quoted(path.name)} is not NN-slug.md.", "Rename it, for example to 05-dense-iris.md."
        )
    try:
        source = read_lesson(path)
    except LessonError as error:
        problems.include(error)
        return _File(Source(path, "\n"), None, problems, notes)
    unloadable = len(problems)
    head = frontmatter.parse(source, problems)
    stream = tokens(source.text)
    outline = sections(source.text, stream, problems)
    steps = read_steps(outline, problems)
    if head is not None and len(problems) == unloadable:
        lessons.append(Lesson(head=head, steps=steps))
        advise_on_spoilers(outline, steps, notes)
    lint.lint_source(source, problems)
    if head is not None:
        lint.lint_head(head, source, problems)
    lint.lint_sections(outline, problems)
    lint.lint_markdown(source.text, stream, problems)
    lint_reading(outline, stream, problems)
    advise(outline, notes)
    return _File(source, head, problems, notes, stream)


def _check_glossary(
    folder: Path, whole: bool, ids: list[str], files: list[_File]
) -> tuple[list[LessonError], list[LessonError]]:
    """Check the words in bold of `files` by the glossary of their `folder`, and where the folder is `whole` that too.

    Gives all errors of the glossary, and notes on terms of lessons that are not there. Without one nothing is checked.
    """
    path = folder / yaml_file.FILE
    problems, notes = Problems(path), Problems(path)
    if not named_paths.is_file(path):
        return [], []
    bold = [(file, bold_terms(file.tokens)) for file in files]
    try:
        terms, glossary = yaml_file.parse(path, problems), load_glossary(folder)
    except LessonError as error:
        problems.include(error)
    else:
        yaml_file.check_lessons(terms, ids, notes)
        lint_first_lessons([(file.head, found) for file, found in bold if file.head is not None], terms, problems)
        for file, found in bold:
            lint_bold_terms(found, glossary, file.problems)
    return (problems.sorted(), notes.sorted()) if whole else ([], [])


def _siblings(path: Path) -> list[LessonHead]:
    """Heads of the other lessons in the folder of `path`, as far as they can be read."""
    heads = []
    for other in _lessons_in(path.parent):
        if other.name != path.name:
            try:
                head = frontmatter.parse(read(other), Problems(other))
            except LessonError:
                # The other file's own check reports it.
                continue
            heads += [head] if head else []
    return heads


def _check_between(heads: Sequence[_Headed]) -> None:
    """Check what needs more than one file; note it where there is a file under check."""
    by_id = {head.id: head for head, _ in reversed(heads)}
    # A course of one's own may build on the one that ships.
    shipped = [head.id for head in load_course().lessons if head.id not in by_id]
    for index, (head, file) in enumerate(heads):
        if file is None:
            continue
        named = frontmatter.FILE_NAME.fullmatch(head.path.name)
        if named and named[2] != head.id:
            message = f"`id` is {quoted(head.id)}, but the file is named {head.path.name}."
            _note(file, "id", message, f"Write `id: {named[2]}`, or rename the file.")
        # Of two files under check the later one is reported; a file that is not under check cannot be.
        others = [other for place, (other, checked) in enumerate(heads) if place < index or checked is None]
        if twin := next((other for other in others if other.id == head.id), None):
            _note(file, "id", f"The id {quoted(head.id)} is taken by {twin.path.name}.", "Choose another `id`.")
        if named and (twin := next((other for other in others if other.number == head.number), None)):
            message = f"The number {named[1]} is taken by {twin.path.name}."
            file.problems.add(1, message, "Rename the file to another number.")
        for required in head.requires:
            if required not in by_id and required not in shipped:
                known = [*(id for id in by_id if id != head.id), *shipped]
                message = f"`requires` names {quoted(required)}, which is not a lesson."
                _note(file, "requires", message, did_you_mean(required, known) + listed("Known", known), required)
    _check_cycles(heads, by_id)


def _check_cycles(heads: Sequence[_Headed], by_id: dict[str, LessonHead]) -> None:
    """Note each circle of `requires` once, at the first of its lessons that is under check."""
    known: set[frozenset[str]] = set()
    for head, file in heads:
        circle = _circle(head, by_id)
        if circle and file is not None and frozenset(circle) not in known:
            known.add(frozenset(circle))
            path = " -> ".join([*circle, head.id])
            _note(file, "requires", f"`requires` goes in a circle: {path}.", "Remove one of them.", circle[-1])


def _circle(start: LessonHead, by_id: dict[str, LessonHead]) -> list[str]:
    """Ids on a way from `start` back to itself by `requires`; empty when there is none."""
    ways = [[start.id]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for required in by_id[way[-1]].requires if way[-1] in by_id else ():
            if required == start.id:
                return way
            if required not in seen:
                seen.add(required)
                ways.append([*way, required])
    return []


def _note(file: _File, key: str, message: str, remedy: str, value: str = "") -> None:
    file.problems.add(frontmatter.line_of(file.source, key, value), message, remedy)
