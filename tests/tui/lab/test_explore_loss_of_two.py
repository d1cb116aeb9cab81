"""The loss over two outputs is written so that a learner's pocket calculator agrees."""

from nnterm.lesson.explorations import ExploreNetwork
from nnterm.tui.lab.explore.network import NetworkView


def test_the_squares_are_added_before_they_are_divided() -> None:
    view = NetworkView()
    view.set_exploration(
        ExploreNetwork(
            layers=(1, 2),
            activation="linear",
            output="linear",
            inputs=(1.0,),
            weights=(((3.0, 4.0),),),
            biases=((0.0, 0.0),),
            target=(1.0, 1.0),
            learning_rate=0.1,
        )
    )
    view.action_go_on()  # the outputs
    view.action_go_on()  # the loss

    text = "\n".join("".join(words for words, _ in row) for row in view.rows(100, 20))
    assert "((3 - 1)^2 + (4 - 1)^2) / 2 = 6.5000" in text
