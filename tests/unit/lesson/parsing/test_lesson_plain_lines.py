"""The quick reading of front matter reads what YAML reads, or leaves it to YAML."""

from pathlib import Path

import pytest
from good_lesson import GOOD, head
from hypothesis import example, given
from hypothesis import strategies as st

from nnterm.lesson.parsing import plain_lines, yaml_lines
from nnterm.lesson.parsing.problems import Problems

FRONT = [text[4 : text.index("\n---\n", 4) + 1] for text in (GOOD, head("a"), head("a", requires="[b, c-d]"))]

words = st.text(alphabet="ab1 :#\"'[]{},-_.?!*&|>%@`\\~é\t\n", max_size=14)
lines = st.one_of(
    st.builds("{}: {}".format, st.sampled_from(["id", "title", "requires", "x"]), words),
    st.builds('{}: "{}"'.format, st.sampled_from(["id", "title"]), words),
    st.builds("{}: [{}]".format, st.sampled_from(["requires", "x"]), words),
    st.builds("{}:{}".format, st.sampled_from(["objectives", "x"]), words),
    st.builds("{}- {}".format, st.sampled_from(["", "  ", "    "]), words),
    words,
)


@given(st.lists(lines, max_size=6).map("\n".join))
@example("a: b\n c\n")
@example("a:\n- b\n  c\n")
@example("a: b#c\n")
@example('a: "b" # "c"\n')
@example("a: 'b'\n")
@example("a:\n  - b\n - c\n")
@example("a: b\n- c\n")
@example("a: [b\n")
@example("a: [b, ]\n")
@example("a: b: c\n")
@example("a: b:\n")
@example("a: \u00a0b\n")
@example("a: b\u00a0\n")
def test_it_never_reads_otherwise_than_yaml(text: str) -> None:
    quick = plain_lines.read(text, 2)
    if quick is not None:
        problems = Problems(Path("x.md"))
        slow = yaml_lines.read(text, 2, problems)
        assert isinstance(slow, yaml_lines.Mapping), [str(error) for error in problems.sorted()]
        assert quick.entries == slow.entries
        assert not problems


@pytest.mark.parametrize("text", FRONT)
def test_usual_front_matter_is_read_quickly(text: str) -> None:
    assert plain_lines.read(text, 2) is not None
