"""What a model of texts makes of a typed text, after each of its words or letters."""

from nnterm.errors import DatasetError
from nnterm.experiment.protocol.inspection_results import SentenceRead
from nnterm.trainer.datasets.reader import Reader
from nnterm.trainer.probes.rows.judging import answers, probabilities
from nnterm.trainer.probes.subject import Subject

MOST_TOKENS = 40
"""Words or letters that are looked at one by one: the last ones of a longer text."""


def sentence_of(subject: Subject, reader: Reader, text: str) -> SentenceRead:
    """The probability of each class before the first token of `text`, and after each. DatasetError for no token."""
    tokens = reader.tokens(text)
    if not tokens:
        raise DatasetError("There is no word in it.", "Type a few words.")
    starts = range(max(0, len(tokens) - MOST_TOKENS), len(tokens) + 1)
    rows = reader.rows([reader.join(tokens[:end]) for end in starts])
    scores = probabilities(answers(subject.loop, rows), subject.classes)
    shown = tokens[starts.start :]
    return SentenceRead(
        run_id=subject.run_id,
        epoch=subject.epoch,
        text=text,
        tokens=shown,
        known=[token in reader.vocabulary for token in shown],
        scores=[[round(float(probability), 4) for probability in row] for row in scores],
    )
