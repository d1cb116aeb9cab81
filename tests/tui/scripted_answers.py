"""What the scripted trainer sees inside its model: fixed answers to every question."""

from math import prod

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.protocol import commands, inspection_requests, inspection_results
from nnterm.experiment.protocol.attention_shown import AttentionShown
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown, Neighbour, TokenPlace
from nnterm.experiment.protocol.fooled_shown import ConfidenceBin, FooledShown
from nnterm.experiment.protocol.generated_text import GeneratedText, TextGenerated
from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.experiment.protocol.network_shown import NetworkLayer, NetworkShown
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.protocol.scores_counted import ScoresCounted

WRONG = 9
"""Rows that it gets wrong."""


SLOW = 100.0
"""Seconds that it claims to have looked at its weights."""


def picture(rows: int, columns: int, *, signed: bool = False) -> Picture:
    """A pattern that fills the picture."""
    cells = "".join(f"{(row + column) % 15:x}" for row in range(rows) for column in range(columns))
    return Picture(rows=rows, columns=columns, cells=cells, signed=signed)


def answer_to(
    question: inspection_requests.InspectionRequest, run: commands.StartRun, epoch: int
) -> inspection_results.InspectionResult:
    # Those of the larger panels are beside this.
    if isinstance(question, inspection_requests.InspectNetwork):
        return network(question, run, epoch)
    if isinstance(question, inspection_requests.InspectGradients):
        return gradients(question, run, epoch)
    if isinstance(question, inspection_requests.InspectEmbedding):
        return embedding(question, run, epoch)
    if isinstance(question, inspection_requests.InspectScores):
        return passing(question, run, epoch)
    if isinstance(question, inspection_requests.InspectGeneratedText):
        return written(question, run, epoch)
    if isinstance(question, inspection_requests.InspectFooled):
        return fooled(question, run, epoch)
    if isinstance(question, inspection_requests.InspectAttention):
        return attention(question, run, epoch)
    run_id, classes = run.run_id, len(catalog.entry(run.dataset).classes)
    match question:
        case inspection_requests.InspectMap():
            # The border moves to the right with each epoch.
            side = [int(column > epoch % 16) for column in range(16)]
            return inspection_results.MapComputed(
                run_id=run_id,
                epoch=epoch,
                columns=16,
                rows=12,
                left=-1,
                right=1,
                bottom=-1,
                top=1,
                classes=side * 12,
                certainty=[7] * 192,
            )
        case inspection_requests.InspectWeights():
            inputs, units = (4, 2) if question.layer == 0 else (2, 3)
            values = [(question.layer + 1) * 1.5 + place / 10 for place in range(inputs * units)]
            kernel = inspection_results.WeightArray(name="kernel", shape=(inputs, units), low=-1, high=2, values=values)
            bias = inspection_results.WeightArray(name="bias", shape=(units,), low=0, high=0.25, values=[0.25] * units)
            return inspection_results.WeightsShown(
                run_id=run_id,
                epoch=epoch,
                seconds=SLOW,
                layer=question.layer,
                layers=["Dense", "Dense"],
                arrays=[kernel, bias],
                units=units,
            )
        case inspection_requests.InspectFit():
            points = [(x / 10, 2 * x / 10 + 1) for x in range(-10, 11)]
            return inspection_results.FitShown(
                run_id=run_id, epoch=epoch, part="train", points=points, curve=[(-1, -1), (1, 3)]
            )
        case inspection_requests.InspectConfusion():
            counts = [[9 if truth == guess else 0 for guess in range(classes)] for truth in range(classes)]
            counts[1] = [1, 6, *[2] * (classes - 2)]
            return inspection_results.ConfusionCounted(
                run_id=run_id, epoch=epoch, part="test", rows=30, of=30, counts=counts
            )
        case inspection_requests.InspectMistakes():
            places = range(question.first, min(WRONG, question.first + question.most))
            found = [mistake(place) for place in places]
            return inspection_results.MistakesFound(
                run_id=run_id, epoch=epoch, part="test", rows=30, wrong=WRONG, first=question.first, mistakes=found
            )
        case inspection_requests.InspectFeatures():
            shapes = [("Conv2D", (26, 26, 32)), ("MaxPooling2D", (13, 13, 32))]
            return inspection_results.FeaturesShown(
                run_id=run_id,
                epoch=epoch,
                sample=question.sample,
                samples=40,
                truth=3,
                guess=7,
                certainty=0.8,
                image=picture(28, 28),
                layer=question.layer,
                layers=[inspection_results.LayerShape(name=name, shape=shape) for name, shape in shapes],
                first=question.first,
                maps=[picture(13, 13, signed=True)] * 24,
            )
        case inspection_requests.InspectDigit():
            scores = [0.02] * 7 + [0.86] + [0.0] * 2
            return inspection_results.DigitRead(
                run_id=run_id, epoch=epoch, cells=question.cells, seen=picture(28, 28), scores=scores
            )
        case inspection_requests.InspectSentence():
            tokens = question.text.lower().split()
            if not tokens:
                return inspection_results.NotInspected(
                    run_id=run_id, epoch=epoch, message="There is no word in it.", remedy="Type."
                )
            scores = [[1 - share, share] for share in (0.5, *(0.1 * (place + 1) for place in range(len(tokens))))]
            known = [token != "xyzzy" for token in tokens]
            return inspection_results.SentenceRead(
                run_id=run_id, epoch=epoch, text=question.text, tokens=tokens, known=known, scores=scores
            )


def mistake(place: int) -> inspection_results.Mistake:
    return inspection_results.Mistake(
        truth=0, guess=1, certainty=0.9 - place / 100, picture=None, values=[float(place), 0.5], text=""
    )


def network(question: inspection_requests.InspectNetwork, run: commands.StartRun, epoch: int) -> NetworkShown:
    """A network of the run's layers, its 17 units each in the plane or over rows; the first one of the second is dead.

    The epoch is the weight of the first unit, so that a look at another one is seen.
    """
    in_plane = catalog.in_plane(run.dataset)
    sizes = [prod(catalog.input_shape(run.dataset)), *(width(layer) for layer in run.hyperparameters.layers)]
    sizes = [size for size in sizes if size is not None]
    chosen = min(question.layer, len(sizes) - 1)
    units = [question.units[place] if place < len(question.units) else 0 for place in range(len(sizes))]
    layers: list[NetworkLayer] = []
    for place, size in enumerate(sizes):
        unit = min(units[place], size - 1)
        first = unit // question.most * question.most
        count = min(size - first, question.most)
        before = layers[-1].in_sight if layers else 0
        layers.append(
            NetworkLayer(
                name="Dense" if place else "inputs",
                activation="relu" if place else "",
                units=size,
                first=first,
                high=1.5,
                maps=[picture(12, 12, signed=True)] * count if in_plane else [],
                bars=[] if in_plane else ["0123456787654321"] * count,
                values=[0.25 * question.sample + at for at in range(count)],
                weights=[[epoch + 0.5, *([-0.5] * (before - 1))] for _ in range(count)] if place else [],
                biases=[0.125] * count if place else [],
                largest=epoch + 0.5,
                dead=int(place == 1),
                dead_units=[0] if place == 1 else [],
            )
        )
    return NetworkShown(
        run_id=run.run_id,
        epoch=epoch,
        layers=layers,
        of=len(layers),
        layer=chosen,
        unit=min(units[chosen], sizes[chosen] - 1),
        map=picture(32, 48, signed=True) if in_plane else None,
        low=-0.5,
        high=1.5,
        edges=[-1, 1, -1, 1] if in_plane else [],
        rows=108,
        train=108,
        sample=question.sample,
        truth=float(question.sample % max(1, len(catalog.entry(run.dataset).classes))),
    )


def gradients(question: inspection_requests.InspectGradients, run: commands.StartRun, epoch: int) -> GradientsShown:
    """Two layers: the first vanishes up to epoch 5, and all is known at the third question."""
    first = [LayerFlow(0.5, 1e-5, 0.001), LayerFlow(0.7, 0.1, 0.002)]
    later = [LayerFlow(0.5, 0.05, 0.001), LayerFlow(0.7, 0.1, 0.002)]
    epochs = sorted({*range(0, run.hyperparameters.epochs + 1, 5), epoch})
    known = min(len(epochs), question.known + 1 + len(epochs) // 2)
    seen = sorted({*epochs[:known], epoch})
    return GradientsShown(
        run_id=run.run_id,
        epoch=epoch,
        layers=["Dense 2 relu", "Dense 3 softmax"],
        rows=108,
        train=108,
        flows=[EpochFlow(at, first if at <= 5 else later) for at in seen],
        missing=len(epochs) - len(seen),
    )


WORDS = ("the", "film", "good", "bad", "and", "dull")


def fooled(question: inspection_requests.InspectFooled, run: commands.StartRun, epoch: int) -> FooledShown:
    """A 7 that is taken for a 3; a hundred times epsilon are fooled, and a tenth of them by noise."""
    many = round(100 * question.epsilon)
    plain, coloured = picture(28, 28), picture(28, 28, signed=True)
    return FooledShown(
        run_id=run.run_id,
        epoch=epoch,
        part="validation",
        sample=question.sample,
        samples=60,
        truth=None if question.cells else 7,
        epsilon=question.epsilon,
        image=plain,
        change=coloured,
        changed=plain,
        saliency=plain,
        before=[0.0, 0.1, *[0.0] * 5, 0.9, 0.0, 0.0],
        after=[0.0, 0.0, 0.0, 0.8, *[0.0] * 3, 0.2, 0.0, 0.0],
        tried=100,
        right=55,
        fooled=many,
        fooled_by_noise=many // 10,
        bins=[
            ConfidenceBin(0.0, 0.5, 3, 0.45, 0.4),
            ConfidenceBin(0.5, 0.7, 5, 0.6, 0.6),
            ConfidenceBin(0.7, 0.9, 7, 0.8, 0.8),
            ConfidenceBin(0.9, 0.99, 15, 0.95, 0.9167),
            ConfidenceBin(0.99, 1.0, 30, 0.999, 1.0),
        ],
    )


def embedding(question: inspection_requests.InspectEmbedding, run: commands.StartRun, epoch: int) -> EmbeddingShown:
    """Six words on a line, the nearest to each the one after it."""
    places = [TokenPlace(word, at - 2.5, (at % 3) - 1.0) for at, word in enumerate(WORDS)]
    chosen = WORDS.index(question.word) if question.word in WORDS else min(question.place, len(WORDS) - 1)
    after = [(chosen + step) % len(WORDS) for step in range(1, 4)]
    return EmbeddingShown(
        run_id=run.run_id,
        epoch=epoch,
        places=places,
        tokens=len(WORDS),
        dimensions=8,
        explained=(0.5, 0.25),
        chosen=places[chosen],
        place=chosen,
        unknown="" if question.word in ("", *WORDS) else question.word,
        neighbours=[Neighbour(WORDS[at], at, 0.9 - 0.1 * step) for step, at in enumerate(after)],
    )


def passing(question: inspection_requests.InspectScores, run: commands.StartRun, epoch: int) -> ScoresCounted:
    """Ten rows of the wanted class with the probabilities 0.05, 0.15 ... 0.95, and as many of the other, halved."""
    hits = [sum(place >= step for place in range(5, 100, 10)) for step in range(101)]
    alarms = [sum(place / 2 >= step for place in range(5, 100, 10)) for step in range(101)]
    wanted = 1 if question.wanted is None else question.wanted
    return ScoresCounted(
        run_id=run.run_id, epoch=epoch, part="validation", rows=20, of=20, wanted=wanted, hits=hits, alarms=alarms
    )


def written(question: inspection_requests.InspectGeneratedText, run: commands.StartRun, epoch: int) -> TextGenerated:
    """Names that say from what they were drawn; every third one is a copy."""
    texts = [
        GeneratedText(f"name{question.seed}at{question.temperature:g}", at % 3 == 0) for at in range(question.most)
    ]
    return TextGenerated(
        run_id=run.run_id, epoch=epoch, texts=texts, temperature=question.temperature, seed=question.seed
    )


def attention(question: inspection_requests.InspectAttention, run: commands.StartRun, epoch: int) -> AttentionShown:
    """Four words, each of which attends to itself but for the last one, which finds its pair."""
    tokens = ["a3", "b5", "c1", "c"]
    scores = [[0.7 if at == (2 if query == 3 else query) else 0.1 for at in range(4)] for query in range(4)]
    return AttentionShown(
        run_id=run.run_id,
        epoch=epoch,
        part="validation",
        sample=question.sample,
        samples=1_000,
        truth=1,
        guess=1,
        certainty=0.9,
        tokens=tokens,
        scores=scores,
        head=min(question.head, 1),
        heads=2,
        layer=0,
        layers=1,
    )
