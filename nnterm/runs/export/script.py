"""An experiment as a plain Keras script: what the learner would have typed, in the order they would have typed it."""

from nnterm.experiment.experiment import Experiment
from nnterm.runs.export.dataset import imports, loading, parts, splitting
from nnterm.runs.export.files import files
from nnterm.runs.export.layout import call
from nnterm.runs.export.model import model, own_layers
from nnterm.runs.export.pretraining import pretraining, transfer
from nnterm.runs.export.training import compiling, fitting


def script(experiment: Experiment, data_folder: str = "") -> str:
    """The script. It reads its data files from `data_folder`, or from beside itself where that is empty.

    With `shuffle` off it prints the history that nnterm trains, up to rounding where nnterm compiles with XLA. With it
    on, Keras shuffles in an order of its own, and the history is another one of the same kind. The script says so.
    """
    title = (experiment.title or experiment.id).replace("\\", "\\\\").replace('"""', r"\"\"\"")
    before = pretraining(experiment)
    sections = [
        f'"""{title}, as a plain Keras script."""',
        _imports(experiment, data_folder),
        own_layers(experiment),
    ]
    if before is not None:
        sections += [
            f"# First {before.id} is trained: the layers before the last one start from its weights.",
            *_training(before, data_folder),
            "pretrained = model",
        ]
    sections += [*_training(experiment, data_folder), _evaluate(experiment)]
    return "\n\n".join(section for section in sections if section) + "\n"


def _training(experiment: Experiment, data_folder: str) -> list[str]:
    """From the data to the history."""
    return [
        loading(experiment, data_folder),
        splitting(experiment),
        f"keras.utils.set_random_seed({experiment.hyperparameters.seed})",
        model(experiment),
        transfer(experiment),
        compiling(experiment),
        fitting(experiment),
    ]


def model_script(experiment: Experiment) -> str:
    """The part of the script that builds the model and compiles it, as a program of its own."""
    return f"import keras\n{own_layers(experiment)}\n{model(experiment)}\n\n{compiling(experiment)}\n"


def _imports(experiment: Experiment, data_folder: str) -> str:
    standard, others = imports(experiment)
    if (before := pretraining(experiment)) is not None:
        first_standard, first_others = imports(before)
        standard += [line for line in first_standard if line not in standard]
        others += [line for line in first_others if line not in others]
    if files(experiment) and not data_folder:
        standard.append("from pathlib import Path")
    others.append("import keras")
    blocks = (sorted(lines, key=lambda line: (line.startswith("from"), line)) for lines in (standard, others))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _evaluate(experiment: Experiment) -> str:
    part = parts(experiment)[-1]
    arguments = (
        f"x_{part}",
        f"y_{part}",
        f"batch_size={experiment.hyperparameters.batch_size}",
        "verbose=0",
        "return_dict=True",
    )
    return f"{call('results = model.evaluate', arguments)}\nprint(results)"
