"""Style sheets parsed once for all apps of a test process; each app parsed the same ones twice, a tenth of its test."""

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def read_once() -> None:
    """Give every app of this process the rules that an earlier one has parsed from the same text and variables."""
    parse = Stylesheet._parse_rules
    known: dict[tuple[Any, ...], list[RuleSet]] = {}

    def parse_rules(sheet: Stylesheet, css: str, *read_from: Any, **options: Any) -> list[RuleSet]:
        key = (css, read_from, tuple(options.items()), tuple(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, css, *read_from, **options)
        return known[key]

    Stylesheet._parse_rules = parse_rules  # type: ignore[method-assign]
