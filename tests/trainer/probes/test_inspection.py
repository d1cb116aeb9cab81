"""Looking inside a run: what the trainer says of a model is what Keras's own `predict` and weights say."""

import keras
import numpy as np
import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, Embedding, SimpleRNN
from nnterm.experiment.protocol import commands, events, inspection_results
from nnterm.experiment.protocol.inspection_requests import (
    CANVAS,
    InspectConfusion,
    InspectDigit,
    InspectEmbedding,
    InspectFeatures,
    InspectFit,
    InspectFooled,
    InspectGradients,
    InspectionRequest,
    InspectMistakes,
    InspectNetwork,
    InspectScores,
    InspectSentence,
    InspectWeights,
)
from nnterm.experiment.protocol.picture import MIDDLE
from nnterm.trainer.datasets.dataset import divide, raw
from nnterm.trainer.probes.images.features import strong
from nnterm.trainer.probes.images.own_digit import cut_out, like_mnist
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, SENTENCES, Case
from trainer.child import Child, history
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run, shades

DIAGONAL = "".join("f" if abs(i // CANVAS - i % CANVAS) < 2 else "0" for i in range(CANVAS**2))
WAVE = Case(
    Dataset("wave", {"samples": 60}),
    Split(validation=0.2),
    Hyperparameters(layers=(Dense(8, "tanh"), Dense(1)), optimizer="adam", epochs=3, metrics=("mean_absolute_error",)),
)
DIABETES = Case(Dataset("diabetes"), Split(test=0.2), WAVE.hyperparameters)


def ordered(case: Case) -> Case:
    """`case` as an oracle can train it: in the order of the rows."""
    return case.with_(shuffle=False)


def test_weights_are_those_of_the_model_that_fit_trains(child: Child) -> None:
    case = ordered(MOONS.with_(epochs=5))
    model, run_id = fitted_model(case), run(child, case)
    for number, layer in enumerate(model.layers):
        shown = ask(child, run_id, InspectWeights(layer=number))
        assert (shown.layer, shown.layers, shown.epoch) == (number, ["Dense", "Dense"], case.hyperparameters.epochs)
        for array, values in zip(shown.arrays, layer.get_weights(), strict=True):
            assert array.shape == values.shape
            np.testing.assert_allclose(array.values, values.ravel(), rtol=2e-3, atol=1e-3)
            assert (array.low, array.high) == pytest.approx((values.min(), values.max()), abs=1e-3)
    assert ask(child, run_id, InspectWeights(layer=9)).layer == 1


def test_many_weights_come_as_shades_and_windows_on_an_image_as_tiles(child: Child) -> None:
    case = ordered(CONVOLUTIONAL)
    model, run_id = fitted_model(case), run(child, case)
    kernel = model.layers[0].get_weights()[0]
    shown = ask(child, run_id, InspectWeights())
    assert shown.units == len(shown.tiles) == 6
    for unit, tile in enumerate(shown.tiles):
        window = kernel[:, :, 0, unit]
        np.testing.assert_allclose(shades(tile), window / np.abs(window).max() * MIDDLE, atol=0.6)
    dense = ask(child, run_id, InspectWeights(layer=2)).arrays[0]
    assert not dense.values
    assert (dense.picture.rows, dense.picture.columns) == (40, 10)


def test_confusion_counts_what_predict_answers(child: Child) -> None:
    case = ordered(IRIS)
    model, run_id = fitted_model(case), run(child, case)
    x, y = divide(case.dataset, case.split).test  # type: ignore[misc]
    counted = ask(child, run_id, InspectConfusion())
    guessed = answers(model, x).argmax(axis=1)
    assert counted.part == "test"
    assert counted.rows == counted.of == len(y)
    for truth in range(3):
        assert counted.counts[truth] == [int(((y == truth) & (guessed == guess)).sum()) for guess in range(3)]


def test_no_panel_looks_at_test_rows_that_are_closed(child: Child) -> None:
    iris = ordered(IRIS)
    run_id = run(child, iris)
    held_out = divide(iris.dataset, iris.split).validation or divide(iris.dataset, iris.split).train
    part = "validation" if divide(iris.dataset, iris.split).validation else "train"
    for question in (InspectConfusion(test=False), InspectMistakes(test=False)):
        seen = ask(child, run_id, question)
        assert (seen.part, seen.rows) == (part, len(held_out[1]))
    # The answer on other rows is not one that was kept from before.
    assert ask(child, run_id, InspectConfusion()).part == "test"
    shown = ask(child, run(child, ordered(DIABETES)), InspectFit(test=False))
    assert shown.part != "test"


def test_mistakes_are_the_wrong_rows_the_most_confident_first(child: Child) -> None:
    case = ordered(CONVOLUTIONAL)
    model, run_id = fitted_model(case), run(child, case)
    x, y = divide(case.dataset, case.split).validation  # type: ignore[misc]
    outputs = answers(model, x)
    guessed, sure = outputs.argmax(axis=1), outputs.max(axis=1)
    wrong = sorted(np.flatnonzero(guessed != y), key=lambda row: -sure[row])
    page = ask(child, run_id, InspectMistakes(first=2, most=3))
    assert (page.wrong, page.first, page.part) == (len(wrong), 2, "validation")
    for mistake, row in zip(page.mistakes, wrong[2:5], strict=True):
        assert (mistake.truth, mistake.guess) == (y[row], guessed[row])
        assert mistake.certainty == pytest.approx(sure[row], abs=2e-3)
        np.testing.assert_allclose(shades(mistake.picture), x[row, :, :, 0] * 15, atol=0.51)


def test_mistakes_of_texts_and_tables_are_shown_as_a_person_reads_them(child: Child) -> None:
    run_id = run(child, SENTENCES)
    texts = set(raw(SENTENCES.dataset, SENTENCES.split).validation[0])  # type: ignore[index]
    found = ask(child, run_id, InspectMistakes(most=4)).mistakes
    assert found
    assert all(any(text.startswith(mistake.text) for text in texts) for mistake in found)
    case = IRIS.with_(epochs=1)
    rows = raw(case.dataset, case.split).test[0].tolist()  # type: ignore[index]
    wrong = ask(child, run(child, case), InspectMistakes()).mistakes
    assert wrong
    assert all(mistake.values in rows for mistake in wrong)


def test_feature_maps_are_the_outputs_of_the_layers(child: Child) -> None:
    case = ordered(CONVOLUTIONAL)
    model, run_id = fitted_model(case), run(child, case)
    x, y = divide(case.dataset, case.split).validation  # type: ignore[misc]
    inner = keras.Model(model.inputs[0], [layer.output for layer in model.layers[:3]])
    outputs = answers(inner, x[4:5])
    for number, output in enumerate(outputs):
        shown = ask(child, run_id, InspectFeatures(sample=4, layer=number))
        assert shown.layers[number].shape == output.shape[1:]
        assert (shown.sample, shown.truth) == (4, y[4])
        assert shown.guess == answers(model, x[4:5]).argmax()
        brightest = [tile for tile in shown.maps if shades(tile).max() > 0]
        assert len(shown.maps) == output.shape[3]
        assert brightest
    small = outputs[2][0]
    for number, tile in enumerate(shown.maps):
        expected = np.clip(small[:, :, number] / strong(small) * MIDDLE, -MIDDLE, MIDDLE)
        np.testing.assert_allclose(shades(tile), expected, atol=0.6)
    assert ask(child, run_id, InspectFeatures(sample=len(x) + 4)).sample == 4


def test_a_drawn_digit_is_centred_and_answered_as_predict_answers_it(child: Child) -> None:
    case = ordered(CONVOLUTIONAL)
    model, run_id = fitted_model(case), run(child, case)
    read = ask(child, run_id, InspectDigit(cells=DIAGONAL))
    canvas = np.array([[int(c, 16) / 15 for c in DIAGONAL]], dtype="float32").reshape(CANVAS, CANVAS)
    image = like_mnist(canvas)
    np.testing.assert_allclose(shades(read.seen), image * 15, atol=0.51)
    expected = answers(model, image.reshape(1, CANVAS, CANVAS, 1).astype("float32"))[0]
    np.testing.assert_allclose(read.scores, expected, atol=2e-3)
    as_drawn = ask(child, run_id, InspectDigit(cells=DIAGONAL, centred=False))
    np.testing.assert_array_equal(shades(as_drawn.seen), canvas * 15)
    expected = answers(model, canvas.reshape(1, CANVAS, CANVAS, 1))[0]
    np.testing.assert_allclose(as_drawn.scores, expected, atol=2e-3)


def test_a_digit_of_mnist_stays_what_it_is_wherever_it_is_drawn() -> None:
    x, _ = divide(Dataset("mnist10k", {"samples": 30}), Split()).train
    for digit in x[:, :, :, 0]:
        again = like_mnist(digit)
        assert np.abs(again - digit).mean() < 0.02
        ink, moved = cut_out(digit), np.zeros((CANVAS, CANVAS), dtype="float32")
        moved[: ink.shape[0], -ink.shape[1] :] = ink
        np.testing.assert_allclose(like_mnist(moved), again, atol=1e-6)


def test_a_sentence_is_read_word_by_word(child: Child) -> None:
    case = ordered(SENTENCES)
    model, run_id = fitted_model(case), run(child, case)
    parts, texts = divide(case.dataset, case.split), raw(case.dataset, case.split)
    row = next(i for i, text in enumerate(texts.train[0]) if 4 < len(text.split()) < 10)
    read = ask(child, run_id, InspectSentence(text=texts.train[0][row]))
    # The words of a training row as the model has been trained on them, and each of its beginnings.
    numbers = [number for number in parts.train[0][row] if number]
    assert len(read.tokens) == len(numbers)
    assert read.known == [number != 1 for number in numbers]
    length = parts.train[0].shape[1]
    starts = np.array([[0] * (length - end) + numbers[:end] for end in range(len(numbers) + 1)], dtype="int32")
    expected = answers(model, starts)[:, 0]
    np.testing.assert_allclose([scores[1] for scores in read.scores], expected, atol=2e-3)
    assert ask(child, run_id, InspectSentence(text="xyzzy film")).known == [False, True]
    nothing = ask(child, run_id, InspectSentence(text="?!"))
    assert isinstance(nothing, inspection_results.NotInspected)
    assert "no word" in nothing.message


def test_the_fitted_curve_and_the_true_values(child: Child) -> None:
    case = ordered(WAVE)
    model, shown = fitted_model(case), ask(child, run(child, case), InspectFit())
    x, y = divide(case.dataset, case.split).train
    np.testing.assert_allclose(shown.points, np.stack([x[:, 0], y], axis=1), rtol=2e-3, atol=1e-3)
    places, values = zip(*shown.curve, strict=True)
    assert (min(places), max(places)) == pytest.approx((x.min(), x.max()), abs=1e-3)
    expected = answers(model, np.array(places, dtype="float32")[:, None])[:, 0]
    np.testing.assert_allclose(values, expected, atol=5e-3)


def test_a_regression_of_several_inputs_is_shown_as_truth_and_answer(child: Child) -> None:
    case = ordered(DIABETES)
    model, shown = fitted_model(case), ask(child, run(child, case), InspectFit())
    x, y = divide(case.dataset, case.split).test  # type: ignore[misc]
    assert (shown.part, shown.curve) == ("test", [])
    expected = np.stack([y, answers(model, x)[:, 0]], axis=1)
    np.testing.assert_allclose(shown.points, expected, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(
    ("case", "questions"),
    [
        (MOONS, [InspectWeights(), InspectNetwork(), InspectGradients()]),
        (IRIS, [InspectNetwork(layer=2), InspectConfusion(), InspectMistakes()]),
        (MOONS, [InspectScores()]),
        (CONVOLUTIONAL, [InspectFeatures(layer=2), InspectDigit(cells=DIAGONAL), InspectFooled()]),
        (SENTENCES, [InspectSentence(text="a film"), InspectEmbedding(), InspectGradients()]),
        (WAVE, [InspectFit()]),
    ],
    ids=["weights", "predictions", "thresholds", "images", "sentences", "fit"],
)
def test_looking_inside_changes_nothing_to_the_last_bit(
    child: Child, case: Case, questions: list[InspectionRequest]
) -> None:
    alone = history(child.run(case))
    run_id = child.start(case, pause_after=0)
    seen = child.until(events.RunPaused)
    # While it is paused before the first epoch, in the middle of one, and while it trains.
    for question in questions:
        ask(child, run_id, question)
    child.send(commands.StepBatch(run_id=run_id))
    seen += child.until(events.RunPaused)
    for question in questions:
        ask(child, run_id, question)
    child.send(commands.StepEpoch(run_id=run_id))
    child.send(commands.InspectRun(run_id=run_id, question=questions[0]))
    seen += child.until(events.RunPaused)
    child.send(commands.ResumeRun(run_id=run_id))
    for question in questions * 5:
        child.send(commands.InspectRun(run_id=run_id, question=question))
    seen += child.to_end(run_id)
    assert sum(isinstance(event, inspection_results.Inspected) for event in seen) >= 1
    assert history(seen) == alone


def test_looking_inside_changes_nothing_of_what_dropout_draws(child: Child) -> None:
    case = IRIS.with_(dropout=0.2, epochs=8)
    alone = history(child.run(case))
    run_id = child.start(case, pause_after=1)
    seen = child.until(events.RunPaused)
    ask(child, run_id, InspectMistakes())
    ask(child, run_id, InspectNetwork())
    ask(child, run_id, InspectGradients())
    child.send(commands.ResumeRun(run_id=run_id))
    assert history(seen + child.to_end(run_id)) == alone


def test_a_run_that_went_on_is_inspected_as_it_is_then(child: Child) -> None:
    case = MOONS.with_(epochs=2)
    run_id = run(child, case)
    before = ask(child, run_id, InspectWeights())
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=MOONS.hyperparameters))
    child.to_end(run_id)
    after = ask(child, run_id, InspectWeights())
    assert (before.epoch, after.epoch) == (2, MOONS.hyperparameters.epochs)
    assert before.arrays != after.arrays


def test_an_older_run_is_not_answered_for_a_newer_one(child: Child) -> None:
    older = run(child, MOONS.with_(epochs=1))
    newer = run(child, IRIS.with_(epochs=1))
    child.send(commands.InspectRun(run_id=older, question=InspectConfusion()))
    assert ask(child, newer, InspectConfusion()).run_id == newer


def test_a_name_is_read_letter_by_letter(child: Child) -> None:
    layers = (Embedding(55, 8), SimpleRNN(8), Dense(9, "softmax"))
    chosen = Hyperparameters(
        layers=layers, optimizer="adam", loss="sparse_categorical_crossentropy", epochs=1, shuffle=False
    )
    case = Case(Dataset("surnames", {"samples": 300}), Split(validation=0.2), chosen)
    run_id = run(child, case)
    parts, names = divide(case.dataset, case.split), raw(case.dataset, case.split)
    read = ask(child, run_id, InspectSentence(text=names.train[0][0]))
    assert "".join(read.tokens) == names.train[0][0].lower()
    numbers = [number for number in parts.train[0][0] if number]
    assert len(read.scores) == len(numbers) + 1
    assert all(len(scores) == 9 and sum(scores) == pytest.approx(1, abs=0.01) for scores in read.scores)
    assert ask(child, run_id, InspectMistakes(most=2)).mistakes[0].text in names.validation[0]  # type: ignore[index]


def test_a_series_is_shown_in_the_order_of_time(child: Child) -> None:
    chosen = Hyperparameters(layers=(SimpleRNN(4), Dense(1)), epochs=1, metrics=("mean_absolute_error",))
    case = Case(Dataset("series"), Split(test=30, validation=0.1), chosen)
    shown = ask(child, run(child, case), InspectFit())
    truth = divide(case.dataset, case.split).test[1]  # type: ignore[index]
    np.testing.assert_allclose([true for true, _ in shown.points], truth, rtol=2e-3, atol=1e-3)
