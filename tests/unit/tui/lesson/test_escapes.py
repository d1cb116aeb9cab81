"""Which esc leaves a lesson: the second of two that come soon after each other."""

from nnterm.tui.lesson.keyboard.escapes import SOON, Escapes


def test_the_second_of_two_leaves_unless_it_comes_late() -> None:
    now = 0.0
    escapes = Escapes(lambda: now)
    assert [escapes.take(), escapes.take(), escapes.take()] == [False, True, False]
    now += SOON + 1
    assert [escapes.take(), escapes.take()] == [False, True]
