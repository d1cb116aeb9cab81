"""The words of the course and what they mean. Pure: nothing here reads a file."""

import re
from collections.abc import Iterable
from functools import cached_property

import msgspec

from nnterm.errors import UsageError
from nnterm.experiment.nearest import nearest


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A word with its meaning."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names and forms of it."""
    lesson: str = ""
    """Id of the lesson that teaches it first; empty where none does."""
    keras: str = ""
    """What it is called in Keras; empty where Keras has no name for it."""
    meaning: str
    """One paragraph."""
    line: int = 1
    """Its line in the file, from 1."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)


class Glossary:
    """The terms by name, and where they occur in a text."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Of two terms that share a name, the first one gets it."""
        self.terms: tuple[Term, ...] = tuple(sorted(terms, key=lambda term: term.name.casefold()))
        self._by_name: dict[str, Term] = {}
        for term in self.terms:
            self._by_name[term.name.casefold()] = term
        for term in self.terms:
            for alias in term.aliases:
                self._by_name.setdefault(alias.casefold(), term)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Longer names first, so that "hidden layer" is not taken for "layer". A name may break at a line's end.
        names = sorted(self._by_name, key=len, reverse=True)
        words = "|".join(r"\s+".join(map(re.escape, name.split())) for name in names)
        return re.compile(rf"(?<!\w)({words})(?:s|es)?(?!\w)", re.IGNORECASE)

    def get(self, name: str) -> Term | None:
        """The term of exactly this name or alias, in whatever case, plural included."""
        wanted = " ".join(name.casefold().split())
        forms = (wanted, wanted.removesuffix("s"), wanted.removesuffix("es"))
        return next((self._by_name[form] for form in forms if form in self._by_name), None)

    def find(self, name: str) -> Term:
        """The term meant by `name`: a name, an alias, or a part of a name that only one term has.

        Raises UsageError, naming the nearest, when none or several fit.
        """
        if found := self.get(name):
            return found
        wanted = " ".join(name.casefold().split())
        fitting = [term for term in self.terms if wanted and any(wanted in each.casefold() for each in term.names)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = ", ".join(term.name for term in fitting)
            raise UsageError(f"{name!r} fits several terms: {names}.", "Write one of these in full.")
        match = nearest(wanted, self._by_name)
        question = f"Did you mean {match}? " if match else ""
        raise UsageError(f"The glossary has no {name!r}.", f"{question}All terms: `nnterm explain`.")

    def occurring(self, text: str) -> tuple[Term, ...]:
        """The terms that `text` names, in the order in which it names them first."""
        found: dict[str, Term] = {}
        for match in self._pattern.finditer(text):
            term = self._named(match)
            found.setdefault(term.name, term)
        return tuple(found.values())

    def at(self, text: str, place: int) -> Term | None:
        """The term whose name covers the character with index `place` of `text`."""
        match = next((each for each in self._pattern.finditer(text) if each.start() <= place < each.end()), None)
        return self._named(match) if match else None

    def _named(self, match: re.Match[str]) -> Term:
        return self._by_name[" ".join(match[1].casefold().split())]
