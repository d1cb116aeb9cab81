"""`nnterm explain [TERM]`: what a word of the course means, or all words there are."""

import shutil

from nnterm.commands.chosen_course import course
from nnterm.lesson.course import Course
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.glossary.text import notes
from nnterm.lesson.glossary.yaml_file import load_glossary
from nnterm.lesson.transcript.plain_prose import fill

WIDEST = 80
"""Columns that text is set in at most: longer lines are hard to read."""


def run(words: list[str], folder: str | None) -> int:
    """Print the meaning of a term, or the names of all. Raises UsageError, naming the nearest, for an unknown one."""
    found = course(folder)
    glossary = load_glossary(found.folder)
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    if words:
        _print(glossary.find(" ".join(words)), found, width)
    else:
        _print_all(glossary, width)
    return 0


def _print(term: Term, among: Course, width: int) -> None:
    print(term.name)
    print()
    for line in fill(term.meaning, width):
        print(line)
    if said := notes(term, among):
        print()
    for note in said:
        for line in fill(note, width):
            print(line)


def _print_all(glossary: Glossary, width: int) -> None:
    for line in fill(", ".join(term.name for term in glossary.terms) + ".", width):
        print(line)
    print("\nnnterm explain TERM says what one of them means.")
