"""Whatever is said of a run has room below the curves: three rows, beside the text and on the narrowest terminal."""

from collections.abc import Iterator

import msgspec
import pytest
from bench.diagnosis import known_of
from bench.diagnosis_synthetic import synthetic

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.remedies import Remedies
from nnterm.tui.drawing.rows import Role, plain, wrap
from nnterm.tui.lab.run_status import RunStatus

ROWS = 3
BESIDE_TEXT = 54
"""Columns of the lab on a terminal of 110."""


MODELS = (
    Hyperparameters(layers=(Dense(8, "relu"), Dense(1, "sigmoid"))),
    Hyperparameters(layers=(*(Dense(8, "tanh"),) * 4, Dense(1, "sigmoid"))),
)


def diagnoses() -> Iterator[Diagnosis]:
    """Verdicts of every kind, at several moments of a run, with all the advice there is."""
    for run in synthetic("first"):
        for model in MODELS:
            known = msgspec.structs.replace(known_of(run), remedies=Remedies(model), test_loss=0.123, test_rows=1000)
            yield from verdicts(run["history"], run["planned"], known)
            yield from verdicts(run["history"], run["planned"], msgspec.structs.replace(known, restored_epoch=5))
            few = msgspec.structs.replace(known, validation_rows=12)
            yield from verdicts(run["history"], run["planned"], few)


def verdicts(columns: dict[str, list[float]], planned: int, known: Known) -> Iterator[Diagnosis]:
    for epochs in {1, 4, planned // 3, planned // 2, planned}:
        history = History({key: values[:epochs] for key, values in columns.items()})
        yield diagnose(history, planned, known, over=epochs == planned)
        yield diagnose(history, planned, known)


@pytest.fixture(scope="module")
def said() -> set[tuple[str, str]]:
    return {(diagnosis.kind.value, diagnosis.sentence) for diagnosis in diagnoses()}


def test_every_verdict_fits_into_three_rows(said: set[tuple[str, str]]) -> None:
    assert len({kind for kind, _ in said}) == 7
    cut = [words for kind, words in said if len(wrap([(f"{kind}: {words}", Role.TEXT)], BESIDE_TEXT - 2)) > ROWS]
    assert cut == []


def test_news_of_the_run_give_way_to_the_verdict() -> None:
    status = RunStatus()
    run = Run(run_id="r", dataset=Dataset("moons"), split=Split(), hyperparameters=MODELS[0], state=RunState.COMPLETED)
    run.history.extend(1, {"loss": [0.5] * 200})
    run.stopped_early_at = 200
    for words, is_said in (("validation loss no longer falls.", True), ("many words of it " * 8, False)):
        status.set_run(run, Diagnosis(DiagnosisKind.GOOD_FIT, None, words), ("", Role.QUIET))
        rows = [plain(row) for row in status.rows(BESIDE_TEXT, 5)]
        assert len(rows) <= 5
        assert ("Stopped early at epoch 200." in " ".join(rows)) is is_said
        assert words.split()[-1] in rows[-1]
