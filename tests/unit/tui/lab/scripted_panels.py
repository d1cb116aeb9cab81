"""Every panel of an experiment, filled with the widest numbers that it may have to show."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from math import prod
from typing import Any

import msgspec

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, MaxPooling2D, width
from nnterm.experiment.protocol import inspection_results as results
from nnterm.experiment.protocol.attention_shown import MOST_PLACES, AttentionShown
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown, Neighbour, TokenPlace
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.protocol.fooled_shown import ConfidenceBin, FooledShown
from nnterm.experiment.protocol.generated_text import GeneratedText, TextGenerated
from nnterm.experiment.protocol.gradients_shown import EpochFlow, GradientsShown, LayerFlow
from nnterm.experiment.protocol.network_shown import NetworkLayer, NetworkShown
from nnterm.experiment.protocol.pairs_shown import PairsShown
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.protocol.scores_counted import ScoresCounted
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.lesson.explorations import (
    Explore,
    ExploreActivation,
    ExploreDescent,
    ExploreFilter,
    ExploreNetwork,
    ExploreNeuron,
)
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.kept_runs import KeptRun
from nnterm.tui.drawing.changes import changes
from nnterm.tui.drawing.rows import Role, Row
from nnterm.tui.form import form_columns
from nnterm.tui.form.form_columns import columns
from nnterm.tui.form.form_fields import stepped
from nnterm.tui.form.form_line import line
from nnterm.tui.form.form_rows import BUTTONS, FormRows
from nnterm.tui.form.hyperparameter_form import NARROW
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.explore.activation import ActivationView
from nnterm.tui.lab.explore.descent import DescentView
from nnterm.tui.lab.explore.filter import FilterView
from nnterm.tui.lab.explore.network import NetworkView
from nnterm.tui.lab.explore.neuron import NeuronView
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.panels import INSIDE_PANELS
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lab.map_marks import Kind, legend_row, others_row, range_row
from nnterm.tui.lab.model_table import ModelTable
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs.table import RunsTable

WIDEST = -12345.678
PAGED = ("weights", "features", "mistakes", "draw", "fooled", "network", "gradients")
PAGED += ("embedding", "attention", "generated")
"""Panels that show more where there is more room."""

FEW = 400
"""Values of an array up to which they are sent one by one."""


class PanelCase:
    """A panel of an experiment, drawn without an app."""

    def __init__(self, name: str, panel: object, pages: bool = False, narrowest: int = 0) -> None:
        self.name, self.panel, self.pages = name, panel, pages
        self.narrowest = narrowest
        """Columns in which it is drawn at the least."""

    def rows(self, width: int, height: int) -> list[Row]:
        """What it draws, before anything is cut to fit."""
        rows: list[Row] = self.panel.rows(width, height)  # type: ignore[attr-defined]
        return rows


def finished(experiment: Experiment, planned: int = 200) -> Run:
    """A run of `experiment` that is over, every figure as wide as it gets."""
    metrics = experiment.hyperparameters.metrics
    run = Run(
        run_id="r",
        dataset=experiment.dataset,
        split=experiment.split,
        hyperparameters=msgspec.structs.replace(experiment.hyperparameters, epochs=planned),
    )
    rows = {"train": 108, "validation": 12, "test": 30}
    run.apply(RunStarted(run_id="r", parameters=1047, steps_per_epoch=4, device="CPU 2 cores", **rows))
    columns: dict[str, list[float | None]] = {}
    for name in ("loss", *metrics):
        columns[name] = [0.98765 - 0.001 * epoch for epoch in range(planned)]
        columns[f"val_{name}"] = [0.98765 - 0.001 * min(epoch, 240 - epoch) for epoch in range(planned)]
    run.apply(EpochsEnded(run_id="r", first=1, columns=columns, seconds=1.0))
    evaluate = dict.fromkeys(("loss", *metrics), 0.98765)
    ended = RunEnded(run_id="r", outcome="completed", epochs=planned, seconds=1, evaluate=evaluate, evaluated_on="test")
    run.apply(ended)
    return run


def listed(runs: Iterable[Run], baseline: Experiment) -> list[ListedRun]:
    """The runs as the list of runs takes them."""
    return [ListedRun(KeptRun(run, 0.0), changes(run, baseline)) for run in runs]


def judged_run(experiment: Experiment) -> Run:
    """The same, with its test rows opened."""
    run = finished(experiment)
    run.open_test()
    return run


def cases(experiment: Experiment) -> Iterator[PanelCase]:
    """Each of the panels that `experiment` can fill, and the numbers below them."""
    state = LabState(experiment, experiment)
    run = state.run = finished(experiment)
    curves = Curves()
    curves.set_run(run, None, 200, run.hyperparameters.metrics)
    yield PanelCase("curves", curves, pages=True)
    table = ModelTable()
    table.set_experiment(experiment)
    yield PanelCase("model", table)
    runs = RunsTable()
    runs.set_runs(listed([run, run], experiment))
    # What no column has room for is said of the chosen run.
    yield PanelCase("runs", runs, pages=True)
    with_test = RunsTable()
    with_test.set_runs(listed([judged_run(experiment), run], experiment))
    yield PanelCase("runs with test rows", with_test, pages=True)
    status = RunStatus()
    status.set_test(0)
    status.set_run(run, diagnosis_of(run), ("", Role.QUIET))
    yield PanelCase("status", status)
    judged = judged_run(experiment)
    opened = RunStatus()
    opened.set_test(12)
    opened.set_run(judged, diagnosis_of(judged), ("", Role.QUIET))
    yield PanelCase("status with test rows", opened)
    yield from forms(experiment)
    if state.in_the_plane:
        yield PanelCase("map", MapWords(experiment))
    for name, _ in state.panels():
        if name in INSIDE_PANELS:
            for answer in answers(name, experiment):
                panel: Inside[results.Inspected] = INSIDE_PANELS[name]()
                state.answers = {type(answer): answer}
                panel.set_state(msgspec_copy(state), "")
                # What was drawn or typed before the answer came.
                panel._sent = "something"  # type: ignore[attr-defined]
                yield PanelCase(name, panel, pages=name in PAGED)


class DrawnForm:
    """The form of an experiment, in columns or as one line, as the widget draws it for its width."""

    def __init__(self, form: FormRows, *, is_line: bool) -> None:
        self._form, self._is_line = form, is_line

    def rows(self, width: int, height: int) -> list[Row]:
        """Every page of a line, or all columns."""
        form = self._form
        if not self._is_line:
            return columns(form, width, form_columns.height(form))
        drawn = []
        for name in form.names:
            form.focused = name
            drawn += line(form, width, name)
        return drawn


class MapWords:
    """The words above and below a decision map."""

    def __init__(self, experiment: Experiment) -> None:
        self._labels = catalog.entry(experiment.dataset).classes

    def rows(self, width: int, height: int) -> list[Row]:
        """Legend and ranges."""
        return [
            legend_row(self._labels, 12_345, width),
            legend_row(self._labels, 12_345, width, has_flipped=True),
            others_row([Kind.UNSEEN, Kind.TEST], 2, width),
            range_row((WIDEST, -WIDEST, WIDEST, -WIDEST), width),
        ]


def forms(experiment: Experiment) -> Iterator[PanelCase]:
    """The form as the lesson has it, with everything changed, and with layers that do not fit together."""
    changed = experiment
    for name in FormRows(experiment, experiment, False, "", "").names:
        if name not in BUTTONS:
            with suppress(NntermError):
                changed = stepped(changed, name, 1, experiment)
    unfit = msgspec.structs.replace(
        experiment,
        hyperparameters=msgspec.structs.replace(
            experiment.hyperparameters, layers=(MaxPooling2D(), *experiment.hyperparameters.layers)
        ),
    )
    for what, shown in (("form", experiment), ("changed form", changed), ("form of what does not fit", unfit)):
        form = FormRows(shown, experiment, False, "", "")
        # Beside a long value the lesson's may go: below the form it is said of the chosen setting.
        yield PanelCase(what, DrawnForm(form, is_line=False), pages=shown is changed, narrowest=NARROW)
        yield PanelCase(f"{what} in a line", DrawnForm(form, is_line=True), pages=True)


def explorations(explore: Explore) -> Iterator[PanelCase]:
    """What is played with, at the start and after every key."""
    views: dict[type[Explore], Any] = {
        ExploreActivation: ActivationView,
        ExploreNeuron: NeuronView,
        ExploreDescent: DescentView,
        ExploreFilter: FilterView,
        ExploreNetwork: NetworkView,
    }
    view = views[type(explore)]()
    view.redraw = lambda: None
    view.set_exploration(explore)
    yield PanelCase(type(explore).__name__, view, pages=True)


def msgspec_copy(state: LabState) -> LabState:
    """The state with answers of its own."""
    return LabState(state.baseline, state.experiment, run=state.run, answers=dict(state.answers))


def answers(panel: str, experiment: Experiment) -> Iterator[results.Inspected]:
    """What the trainer may say to a panel's question."""
    entry = catalog.entry(experiment.dataset)
    about = {"run_id": "r", "epoch": 200}
    classes = len(entry.classes)
    if panel == "confusion":
        counts = [
            [1234 if i == j else 456 if j == (i + 1) % classes else 0 for j in range(classes)] for i in range(classes)
        ]
        yield results.ConfusionCounted(part="validation", rows=1690 * classes, of=50_000, counts=counts, **about)
    elif panel == "threshold":
        counted = partial(ScoresCounted, part="validation", rows=45_678, of=50_000, wanted=1, **about)
        yield counted(hits=[12_345 - 123 * k for k in range(101)], alarms=[33_333 - 333 * k for k in range(101)])
        yield counted(hits=[12_345, *[0] * 100], alarms=[33_333, *[0] * 100])
    elif panel == "mistakes":
        picture = signed(28, 28, signed=False) if catalog.is_image(experiment.dataset) else None
        mistake = partial(results.Mistake, truth=0, guess=classes - 1, certainty=0.987, picture=picture)
        values = [] if picture else [WIDEST] * len(entry.features)
        found = [mistake(values=values, text="words " * 40 if not (values or picture) else "")] * 3
        listed = partial(results.MistakesFound, rows=50_000, wrong=12_345, first=0, **about)
        yield listed(part="validation", mistakes=found)
        yield listed(part="train", mistakes=[msgspec.structs.replace(each, flipped_from=1) for each in found])
    elif panel == "fit":
        points = [(WIDEST * place, -WIDEST * place) for place in range(20)]
        yield results.FitShown(part="validation", points=points, **about)
        yield results.FitShown(part="train", points=points, curve=[(0, 0), (WIDEST, 1)], **about)
    elif panel == "features":
        shapes = [results.LayerShape(name="MaxPooling2D", shape=(13, 13, 128))] * 6
        maps = [signed(13, 13)] * 24
        image = signed(28, 28, signed=False)
        shown = partial(results.FeaturesShown, sample=9998, samples=10_000, truth=0, guess=classes - 1, certainty=0.987)
        yield shown(image=image, layer=0, layers=shapes, first=0, maps=maps, **about)
    elif panel == "network":
        yield network(experiment, about)
    elif panel == "gradients":
        yield gradients(experiment, about)
    elif panel == "embedding":
        places = [TokenPlace(f"incomprehensibl{at}", WIDEST * at, WIDEST * (at % 7)) for at in range(12)]
        near = [Neighbour(place.token, at, -0.987) for at, place in enumerate(places[1:], 1)]
        yield EmbeddingShown(
            places=places,
            tokens=9_998,
            dimensions=128,
            explained=(0.5, 0.25),
            chosen=places[0],
            place=0,
            neighbours=near,
            **about,
        )
    elif panel == "generated":
        names = [GeneratedText("wwwwwwww" * (at % 3), at % 2 == 0) for at in range(48)]
        yield TextGenerated(texts=names, temperature=1.0, seed=0, **about)
    elif panel == "fooled":
        plain = signed(28, 28, signed=False)
        yield FooledShown(
            part="validation",
            sample=9_998,
            samples=10_000,
            truth=0,
            epsilon=0.15,
            image=plain,
            change=signed(28, 28),
            changed=plain,
            saliency=plain,
            before=[0.999, *[0.001] * (classes - 1)],
            after=[1.0, *[0.999] * (classes - 1)],
            tried=100,
            right=100,
            fooled=100,
            fooled_by_noise=100,
            bins=[ConfidenceBin(low, low + 0.1, 10_000, 0.9999, 1.0) for low in (0.0, 0.2, 0.4, 0.6, 0.8)],
            **about,
        )
    elif panel == "pairs":
        cells = "".join("0123456"[at % 7] for at in range(classes**2))
        yield PairsShown(modulus=classes, cells=cells, a=classes - 1, b=28, guess=30, certainty=0.987, **about)
    elif panel == "attention":
        yield from attention(classes, about)
    elif panel == "weights":
        yield from weights(experiment, about)
    elif panel == "draw":
        scores = [0.1] * (classes - 1) + [1.0]
        yield results.DigitRead(cells="f" * 784, seen=signed(28, 28, signed=False), scores=scores, **about)
    elif panel == "sentence":
        tokens = list("names") if "letters" in entry.options else ["incomprehensibilities", *["word"] * 4]
        scores_after = [[1 / classes] * classes for _ in range(len(tokens) + 1)]
        known = [False] * len(tokens)
        yield results.SentenceRead(text=" ".join(tokens), tokens=tokens, known=known, scores=scores_after, **about)


def attention(classes: int, about: dict[str, object]) -> Iterator[results.Inspected]:
    """Rows of long words: few that have room, and as many as there may be."""
    for words in (5, MOST_PLACES):
        tokens = [f"incomprehensibl{at}" for at in range(words)]
        yield AttentionShown(
            part="validation",
            sample=9_998,
            samples=10_000,
            truth=0,
            guess=classes - 1,
            certainty=0.987,
            tokens=tokens,
            scores=[[1.0] * words] * words,
            head=10,
            heads=12,
            layer=1,
            layers=2,
            **about,
        )


def weights(experiment: Experiment, about: dict[str, object]) -> Iterator[results.Inspected]:
    """The first layer, which has the names of the columns, and one of filters."""
    layers = [layer for layer in experiment.hyperparameters.layers if isinstance(layer, Dense | Conv2D)]
    names = [type(layer).__name__ for layer in layers]
    for place, layer in enumerate(layers[:1]):
        units = width(layer) or 1
        inputs = prod(catalog.input_shape(experiment.dataset))
        shape = (inputs, units) if isinstance(layer, Dense) else (3, 3, 1, units)
        few = [WIDEST] * prod(shape) if prod(shape) <= FEW else []
        picture = None if few else signed(min(64, inputs), min(64, units))
        array = results.WeightArray
        kernel = array(name="kernel", shape=shape, low=WIDEST, high=-WIDEST, values=few, picture=picture)
        bias = array(name="bias", shape=(units,), low=WIDEST, high=-WIDEST, values=[WIDEST] * units)
        tiles = [signed(3, 3)] * min(units, 64) if isinstance(layer, Conv2D) else []
        yield results.WeightsShown(
            layer=place, layers=names, arrays=[kernel, bias], units=units, inputs=1, tiles=tiles, seconds=1.0, **about
        )


def gradients(experiment: Experiment, about: dict[str, object]) -> results.Inspected:
    """Every layer that learns, the first one dead, the last one exploding, the others vanished."""
    learning = [layer for layer in experiment.hyperparameters.layers if width(layer) is not None]
    names = [f"{layer.name} {width(layer)} sigmoid" for layer in learning]
    flows = [LayerFlow(12345.678, 1.23e-9, 1.23e-5, 0.5)] * len(names)
    flows[0], flows[-1] = LayerFlow(0.0, 0.0, 0.0, 1.0), LayerFlow(12345.678, 98765.4, 123.4)
    epochs = [EpochFlow(epoch, flows) for epoch in range(0, 201, 10)]
    return GradientsShown(layers=names, rows=128, train=50_000, flows=epochs, missing=20, **about)


def network(experiment: Experiment, about: dict[str, object]) -> results.Inspected:
    """The last hidden layer, or the output, three units of each layer in sight."""
    in_plane = catalog.in_plane(experiment.dataset)
    sizes = [prod(catalog.input_shape(experiment.dataset))]
    sizes += [units for layer in experiment.hyperparameters.layers if (units := width(layer)) is not None]
    layers: list[NetworkLayer] = []
    for place, size in enumerate(sizes):
        count, before = min(size, 3), layers[-1].in_sight if layers else 0
        layers.append(
            NetworkLayer(
                name="Dense" if place else "inputs",
                activation="sigmoid" if place else "",
                units=size,
                first=size - count,
                low=WIDEST,
                high=-WIDEST,
                maps=[signed(12, 12)] * count if in_plane else [],
                bars=[] if in_plane else ["0123456787654321"] * count,
                values=[WIDEST] * count,
                weights=[[WIDEST] * before] * count if place else [],
                biases=[WIDEST] * count if place else [],
                largest=-WIDEST,
                dead=size // 2 if place == 1 else 0,
                dead_units=list(range(size // 2))[:64] if place == 1 else [],
            )
        )
    chosen = len(layers) - 1
    return NetworkShown(
        layers=layers,
        of=len(layers),
        layer=chosen,
        unit=sizes[chosen] - 1,
        map=signed(32, 48) if in_plane else None,
        low=WIDEST,
        high=-WIDEST,
        rows=5_000,
        train=50_000,
        sample=12_344,
        truth=0.0,
        **about,
    )


def signed(rows: int, columns: int, *, signed: bool = True) -> Picture:
    """A pattern."""
    cells = "".join(f"{(row + column) % 15:x}" for row in range(rows) for column in range(columns))
    return Picture(rows=rows, columns=columns, cells=cells, signed=signed)
