"""Every panel of an experiment, filled with the widest numbers that it may have to show."""

from collections.abc import Iterator
from functools import partial
from math import prod

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, width
from nnterm.experiment.protocol import inspection_results as results
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.tui.drawing.rows import Role, Row
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.inside import INSIDE_PANELS
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lab.model_table import ModelTable
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs_table import RunsTable

WIDEST = -12345.678
FEW = 400
"""Values of an array up to which they are sent one by one."""


class PanelCase:
    """A panel of an experiment, drawn without an app."""

    def __init__(self, name: str, panel: object, pages: bool = False) -> None:
        self.name, self.panel, self.pages = name, panel, pages

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
    runs.set_runs([run, run], experiment)
    yield PanelCase("runs", runs)
    with_test = RunsTable()
    with_test.set_runs([judged_run(experiment), run], experiment)
    yield PanelCase("runs with test rows", with_test)
    status = RunStatus()
    status.set_test(0)
    status.set_run(run, diagnosis_of(run), ("", Role.QUIET))
    yield PanelCase("status", status)
    judged = judged_run(experiment)
    opened = RunStatus()
    opened.set_test(12)
    opened.set_run(judged, diagnosis_of(judged), ("", Role.QUIET))
    yield PanelCase("status with test rows", opened)
    for name, _ in state.panels():
        if name in INSIDE_PANELS:
            for answer in answers(name, experiment):
                panel: Inside[results.Inspected] = INSIDE_PANELS[name]()
                state.answers = {type(answer): answer}
                panel.set_state(msgspec_copy(state), "")
                yield PanelCase(name, panel, pages=name in ("weights", "features", "mistakes"))


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
    elif panel == "mistakes":
        picture = signed(28, 28, signed=False) if catalog.is_image(experiment.dataset) else None
        mistake = partial(results.Mistake, truth=0, guess=classes - 1, certainty=0.987, picture=picture)
        values = [] if picture else [WIDEST] * len(entry.features)
        found = [mistake(values=values, text="words " * 40 if not (values or picture) else "")] * 3
        yield results.MistakesFound(part="validation", rows=50_000, wrong=12_345, first=0, mistakes=found, **about)
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
    elif panel == "weights":
        yield from weights(experiment, about)


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


def signed(rows: int, columns: int, *, signed: bool = True) -> Picture:
    """A pattern."""
    cells = "".join(f"{(row + column) % 15:x}" for row in range(rows) for column in range(columns))
    return Picture(rows=rows, columns=columns, cells=cells, signed=signed)
