"""How the value of an expression is compared, and what is said where it is another."""

import pytest

from nnterm.exercise.checks import complaint


class Tensor:
    """Looks like what Keras and TensorFlow return."""

    def __init__(self, value: object) -> None:
        self._value = value

    def numpy(self) -> "Tensor":
        return self

    def tolist(self) -> object:
        return self._value


@pytest.mark.parametrize(
    ("value", "equals"),
    [
        (1 / 3, "0.3333333"),
        (1_000_000.5, "1000000"),
        (3, "3.0"),
        (True, "1"),
        ([1, (2, 3)], "[1, [2, 3]]"),
        ((1, 2), "[1, 2]"),
        (Tensor([[0.1], [0.2]]), "[[0.1], [0.2]]"),
        ([Tensor(1.0), Tensor(2.0)], "[1, 2]"),
        ({"a": Tensor([1.0])}, "{'a': [1]}"),
        ("text", "'text'"),
        (None, "None"),
    ],
)
def test_equal(value: object, equals: str) -> None:
    assert complaint("x", equals, {"x": value}) == ""


@pytest.mark.parametrize(
    ("value", "equals", "words"),
    [
        (5, "4", "x gave 5; expected 4."),
        (1_000_001, "1000000", "x gave 1000001; expected 1000000."),
        (0.50001, "0.5", "x gave 0.50001; expected 0.5."),
        (float("nan"), "1", "x gave nan; expected 1."),
        (None, "4", "x gave None; expected 4."),
        ("4", "4", "x gave the text '4'; expected the number 4."),
        ([0.0] * 15, str([0.0] * 20), "x gave 15 values; expected 20 values."),
        ([1, 2], "[1, 2, 3]", "x gave [1, 2]; expected [1, 2, 3]."),
        ([1, 2], "2", "x gave 2 values; expected the number 2."),
        (Tensor([[1, 2], [3, 4]]), "[1, 2, 3, 4]", "x gave the shape (2, 2); expected 4 values."),
        ([[0.1] * 20, [0.1] * 20], str([[0.1] * 20, [0.1] * 19 + [0.7]]), "x gave 0.1 at [1][19]; expected 0.7."),
        ({"a": 1}, "{'b': 1}", "x gave {'a': 1}; expected {'b': 1}."),
    ],
)
def test_different(value: object, equals: str, words: str) -> None:
    assert complaint("x", equals, {"x": value}) == words


def test_only_what_was_called_may_have_forgotten_its_return() -> None:
    names = {"f": lambda: None}
    assert complaint("f()", "4", names) == "f() gave None; expected 4. Did you forget `return`?"
    assert "return" not in complaint("None", "'mse'", names)


@pytest.mark.parametrize(("value", "holds"), [(1, True), ([0], True), (Tensor(True), True), (0, False), ([], False)])
def test_truth(value: object, holds: bool) -> None:
    assert (complaint("x", "", {"x": value}) == "") is holds


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("abs(x) < 3", "abs(x) is 5; expected less than 3."),
        ("x > 0 and x + 1 < 3", "x + 1 is 6; expected less than 3."),
        ("x >= max(7, y)", "x is 5; expected at least max(7, y), which is 7."),
        ("x != 5", "x is 5; expected anything but 5."),
        ("'a' in str(x)", "'a' in str(x) is False; expected something true."),
        ("x < 0 or not x", "x < 0 or not x is False; expected something true."),
        ("1 < x < 3", "1 < x < 3 is False; expected something true."),
    ],
)
def test_what_is_not_true_is_said_with_the_numbers_it_compares(expression: str, words: str) -> None:
    assert complaint(expression, "", {"x": 5, "y": 2}) == words


def test_what_is_shown_is_short() -> None:
    assert len(complaint("x", "4", {"x": "y" * 10_000})) < 150


@pytest.mark.parametrize(
    ("value", "equals", "said"),
    [
        ((3,), "(4,)", "value gave (3,); expected (4,)."),
        ((5, 10), "(5, 64)", "value gave (5, 10); expected (5, 64)."),
        ((None, 64), "(None, 1)", "value gave (None, 64); expected (None, 1)."),
    ],
)
def test_tuples_keep_their_brackets(value: object, equals: str, said: str) -> None:
    assert complaint("value", equals, {"value": value}) == said
