"""Whether the parts of an experiment fit each other: model and data, loss and classes, rows and split, promises."""

from nnterm.errors import DatasetError, HyperparameterError, ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.class_order import classes_left_out
from nnterm.experiment.datasets.file_sets import TEXTS
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.layers import Dense, Embedding, Layer
from nnterm.experiment.hyperparameters.transfer import check_transfer
from nnterm.experiment.verdict import conditions
from nnterm.lesson.blocks.block_fields import Fields
from nnterm.lesson.blocks.model_block import check_shapes
from nnterm.lesson.parsing.yaml_lines import Mapping


def check_model(experiment: Experiment, layers: list[tuple[int, Layer]], fields: Fields) -> None:
    """Note layers that cannot take the data, and outputs that do not fit its classes and the loss."""
    if catalog.awaits_file(experiment.dataset):
        return
    entry = catalog.entry(experiment.dataset)
    shape = check_shapes(layers, catalog.input_shape(experiment.dataset), fields.problems)
    if shape is None:
        return
    _check_vocabulary(experiment, layers, fields)
    try:
        check_transfer(experiment.dataset, experiment.hyperparameters)
    except ModelError as error:
        fields.problems.add(fields.line("weights_from"), error.message, error.remedy)
    line, output = layers[-1]
    if not isinstance(output, Dense):
        fields.problems.add(line, f"The last layer is {output.name}; expected Dense.", "End the model with `Dense`.")
        return
    if len(shape) != 1:
        fields.problems.add(
            line,
            f"The output has shape {shape} for one sample; expected one row of numbers.",
            "Put Flatten, or a recurrent layer without return_sequences, before the last layer.",
        )
        return
    units, classes, loss = shape[0], len(entry.classes), experiment.hyperparameters.loss
    name = experiment.dataset.name
    if entry.task == "regression":
        try:
            outputs.check_units(experiment.dataset, experiment.hyperparameters)
        except ModelError as error:
            fields.problems.add(line, error.message, error.remedy)
    elif units == 1 and loss not in outputs.fitting_losses(experiment.dataset, experiment.hyperparameters):
        advice = f"Use {classes} units with softmax"
        if classes == 2:
            advice += ", or one unit with sigmoid and loss binary_crossentropy"
        fields.problems.add(
            line,
            f"The output layer {output.name} has 1 unit, which does not fit {classes} classes and loss {loss}.",
            advice + ".",
        )
    elif units not in (1, classes):
        fields.problems.add(
            line,
            f"The output layer {output.name} has {units} units, but {name} has {classes} classes.",
            f"Write `units: {classes}`" + (", or 1 with sigmoid and binary_crossentropy." if classes == 2 else "."),
        )


def check_compiled(experiment: Experiment, fields: Fields) -> None:
    """Note a loss or metric that means nothing for these data."""
    entry = fields.entry("compile")
    if entry is None or not isinstance(entry.value, Mapping):
        return
    compiled = Fields(entry.value, "compile", fields.problems)
    for key, check in (("loss", outputs.check_loss), ("metrics", outputs.check_metrics)):
        try:
            check(experiment.dataset, experiment.hyperparameters)
        except HyperparameterError as error:
            fields.problems.add(compiled.line(key), error.message, error.remedy)


def _check_vocabulary(experiment: Experiment, layers: list[tuple[int, Layer]], fields: Fields) -> None:
    numbers = catalog.vocabulary(experiment.dataset)
    for line, layer in layers:
        if not isinstance(layer, Embedding):
            continue
        if numbers is None:
            fields.problems.add(
                line,
                f"Embedding looks up words by number, but {experiment.dataset.name} has none under these options.",
                "Remove it, or use a data set of texts with `encoding: tokens`.",
            )
        elif layer.input_dim < numbers:
            kind = TEXTS.get(experiment.dataset.name, "modulus" if catalog.is_modular(experiment.dataset) else "")
            has = (
                f"there are {numbers} numbers"
                if kind == "modulus"
                else f"the vocabulary has {numbers} {kind or 'tokens'}"
            )
            fields.problems.add(
                line,
                f"Embedding has input_dim {layer.input_dim}, but {has}.",
                f"Write `input_dim: {numbers}`" + (f", or set the data set's option `{kind}`." if kind else "."),
            )


def check_rows(experiment: Experiment, fields: Fields) -> None:
    """Note a split that the data set cannot give, that leaves no rows for training, or too few to be stratified."""
    split = experiment.split
    line = fields.line("split")
    if catalog.awaits_file(experiment.dataset):
        return
    try:
        catalog.check_split(experiment.dataset, split)
    except DatasetError as error:
        fields.problems.add(line, error.message, error.remedy)
        return
    train, validation, test = catalog.split_rows(experiment.dataset, split)
    rows = train + validation + test
    classes = len(catalog.entry(experiment.dataset).classes)
    if split.stratify and 0 < test < classes:
        fields.problems.add(
            line,
            f"`split` is stratified, but {test} test rows cannot hold {classes} classes.",
            "Take a larger part, or remove `stratify`.",
        )
    # Of tokens some are so rare that few rows have them.
    if 0 < validation < classes and not catalog.predicts_next_token(experiment.dataset):
        fields.problems.add(
            line,
            f"`split` leaves a class out: {_rows(validation)} cannot hold {classes} classes.",
            "Take a larger part.",
        )
    elif train > 0 and (left_out := classes_left_out(experiment.dataset, split)):
        said = " and ".join(f"no {part} row is of class {', '.join(names)}" for part, names in left_out.items())
        fields.problems.add(
            line,
            f"`split` leaves a class out: {said}. The rows of {experiment.dataset.name} come in this order.",
            "Take some rows for `test` too: the others are mixed then.",
        )
    if train <= 0:
        fields.problems.add(
            line,
            f"`split` takes {test} test and {validation} validation rows of {rows}; nothing is left to train on.",
            "Take smaller parts.",
        )


def _rows(validation: int) -> str:
    return f"{validation} validation row{'' if validation == 1 else 's'}"


def check_expectations(experiment: Experiment, fields: Fields) -> None:
    """Note promises about figures that this experiment will not have."""
    expect = fields.fields("expect", tuple(experiment.expect))
    for figure in experiment.expect:
        if "val_" in figure and not experiment.split.validation:
            fields.problems.add(
                expect.line(figure),
                f"`expect` names {figure}, but there are no validation rows.",
                "Add `validation: 0.1` under `split:`.",
            )
        if figure in conditions.LAST_VALUE and not catalog.in_order(experiment.dataset):
            fields.problems.add(
                expect.line(figure),
                f"`expect` names {figure}, but {experiment.dataset.name} is not a series and has no last value.",
                "Remove it.",
            )
        column = conditions.column_of(figure)
        if column is not None and column not in ("loss", *experiment.hyperparameters.metrics):
            fields.problems.add(
                expect.line(figure),
                f"`expect` names {figure}, but {column} is not measured.",
                f"Add `metrics: [{column}]` under `compile:`.",
            )


def check_early_stopping(experiment: Experiment, fields: Fields) -> None:
    """Note a figure that early stopping watches and the training does not measure."""
    chosen = experiment.hyperparameters
    if chosen.early_stopping is None:
        return
    try:
        chosen.early_stopping.check(chosen.metrics, experiment.split.validation > 0)
    except HyperparameterError as error:
        fields.problems.add(fields.line("fit"), error.message, error.remedy)
