"""The Embedding panel's values: the axes are those of scikit-learn's PCA, and they do not turn over between epochs."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, Embedding, GlobalAveragePooling1D, SimpleRNN
from nnterm.experiment.protocol.inspection_requests import InspectEmbedding
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.trainer.datasets.dataset import raw
from nnterm.trainer.datasets.texts import FIRST, Vocabulary, letters
from trainer.cases import IRIS, MOONS, SENTENCES, Case
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run

WORDS = SENTENCES.with_(shuffle=False)
FLAT = WORDS.with_(layers=(Embedding(300, 2, mask_zero=True), GlobalAveragePooling1D(), Dense(1, "sigmoid")))


def test_places_are_those_of_a_principal_component_analysis(child: Child) -> None:
    model, run_id = fitted_model(WORDS), run(child, WORDS)
    vocabulary = Vocabulary(raw(WORDS.dataset, WORDS.split).train[0], 300)
    vectors = model.layers[0].get_weights()[0][FIRST : len(vocabulary)]
    shown = ask(child, run_id, InspectEmbedding(place=7))
    analysis = PCA(2).fit(vectors.astype("float64"))
    wanted = analysis.transform(vectors)
    found = np.array([(place.x, place.y) for place in shown.places])
    for axis in range(2):
        close = [np.allclose(found[:, axis], sign * wanted[: len(found), axis], atol=2e-3) for sign in (1, -1)]
        assert any(close)
    assert shown.explained == pytest.approx(analysis.explained_variance_ratio_, abs=1e-3)
    assert [place.token for place in shown.places] == vocabulary.tokens[: len(shown.places)]
    assert (shown.tokens, shown.dimensions, shown.chosen) == (len(vectors), 8, shown.places[7])
    cosines = cosine_similarity(vectors)[7]
    nearest = [at for at in np.argsort(-cosines) if at != 7][:12]
    assert [near.place for near in shown.neighbours] == nearest
    assert [near.cosine for near in shown.neighbours] == pytest.approx(cosines[nearest], abs=2e-3)


def test_the_axes_do_not_turn_over_while_it_learns(child: Child) -> None:
    run_id = run(child, WORDS.with_(epochs=12))
    seen = [ask(child, run_id, InspectEmbedding(), epoch) for epoch in range(3, 13)]
    places = [np.array([(place.x, place.y) for place in shown.places]) for shown in seen]
    for before, after in pairwise(places):
        # The main axis is the same one from epoch to epoch.
        assert np.corrcoef(before[:, 0], after[:, 0])[0, 1] > 0


def test_one_too_many_is_the_rarest_word(child: Child) -> None:
    shown = ask(child, run(child, WORDS), InspectEmbedding(place=10_000))
    assert shown.place == shown.tokens - 1


def test_letters_have_places_too(child: Child) -> None:
    chosen = Hyperparameters(
        layers=(Embedding(55, 8), SimpleRNN(8), Dense(9, "softmax")),
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        epochs=1,
    )
    case = Case(Dataset("surnames", {"samples": 300}), Split(validation=0.2), chosen)
    shown = ask(child, run(child, case), InspectEmbedding())
    vocabulary = Vocabulary(raw(case.dataset, case.split).train[0], 55, letters)
    assert [place.token for place in shown.places] == vocabulary.tokens
    # Nine languages: a letter speaks for no single one.
    assert {place.score for place in shown.places} == {None}


@pytest.mark.parametrize("case", [MOONS, IRIS], ids=["points", "flowers"])
def test_without_words_it_is_refused(child: Child, case: Case) -> None:
    refused = ask(child, run(child, case.with_(epochs=1)), InspectEmbedding())
    assert isinstance(refused, NotInspected)


def test_two_numbers_are_the_place_itself_and_the_nearest_are_nearest_in_the_plane(child: Child) -> None:
    model, run_id = fitted_model(FLAT), run(child, FLAT)
    vocabulary = Vocabulary(raw(FLAT.dataset, FLAT.split).train[0], 300)
    vectors = model.layers[0].get_weights()[0][FIRST : len(vocabulary)]
    shown = ask(child, run_id, InspectEmbedding(word=vocabulary.tokens[20]))
    assert (shown.place, shown.chosen.token, shown.unknown) == (20, vocabulary.tokens[20], "")
    np.testing.assert_allclose([(place.x, place.y) for place in shown.places], vectors[: len(shown.places)], rtol=1e-3)
    variances = vectors.var(axis=0)
    assert shown.explained == pytest.approx(variances / variances.sum(), abs=1e-3)
    distances = np.linalg.norm(vectors - vectors[20], axis=1)
    nearest = [at for at in np.argsort(distances) if at != 20][:12]
    assert [near.place for near in shown.neighbours] == nearest
    assert [near.distance for near in shown.neighbours] == pytest.approx(distances[nearest], rel=5e-3)


def test_each_word_has_the_answer_to_a_text_of_it_alone(child: Child) -> None:
    model, run_id = fitted_model(FLAT), run(child, FLAT)
    shown = ask(child, run_id, InspectEmbedding(place=200))
    alone = np.zeros((300, 12), dtype="int32")
    alone[:, -1] = np.arange(300)
    expected = answers(model, alone)[FIRST:, 0]
    assert [place.score for place in shown.places] == pytest.approx(expected[: len(shown.places)], abs=2e-3)
    assert shown.chosen.score == pytest.approx(expected[200], abs=2e-3)
    wanted = [expected[near.place] for near in shown.neighbours]
    assert [near.score for near in shown.neighbours] == pytest.approx(wanted, abs=2e-3)


def test_a_word_without_a_vector_is_named(child: Child) -> None:
    shown = ask(child, run(child, FLAT), InspectEmbedding(place=3, word="Xyzzy"))
    assert (shown.unknown, shown.place) == ("xyzzy", 3)
