"""`nnterm show`: what is refused before anything is trained. What it prints is tested with a real trainer."""

import pytest

from nnterm import cli


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dense-iris", "--panel", "gradient"], "Did you mean gradients?"),
        (["dense-iris", "--panel", "map"], "has no panel map: a decision map needs"),
        (["dense-iris", "--panel", "embedding"], "it needs texts and a model with an Embedding layer"),
        (["cnn/cnn", "--panel", "network"], "it needs a model of Dense layers alone"),
        (["rnn", "--panel", "sentence"], "answers what is typed or drawn in it"),
        (["dense-iris", "--panel", "network", "--word", "dull"], "The panel network has no words to choose from."),
        (["dense-iris", "--panel", "network", "--epoch", "21"], "There is no epoch 21: iris-20 trains 20."),
        (["dense-iris", "--panel", "network", "--epoch", "-1"], "There is no epoch -1"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["show", *arguments]) == 2
    assert words in capsys.readouterr().err
