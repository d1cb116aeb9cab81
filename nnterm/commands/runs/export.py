"""`nnterm export`: an experiment as a Keras script that runs on its own."""

import shutil
import sys

from nnterm import paths
from nnterm.commands.target import experiment
from nnterm.errors import UsageError
from nnterm.named_paths import shown
from nnterm.runs.export.files import files
from nnterm.runs.export.script import script


def run(target: str, assignments: list[str], output: str | None, folder: str | None) -> int:
    """Print the script, or write it to `output` with the data files it reads beside it."""
    _, chosen = experiment(target, assignments, folder)
    needed = files(chosen)
    if output is None:
        # Without a place of its own the script reads the data where nnterm keeps them.
        sys.stdout.write(script(chosen, paths.datasets().as_posix() if needed else ""))
        return 0
    path = paths.given(output)
    try:
        path.write_text(script(chosen), encoding="utf-8")
        written = [shown(path)]
        for name in needed:
            shutil.copyfile(paths.datasets() / name, path.parent / name)
            written.append(shown(path.parent / name))
    except OSError as error:
        raise UsageError(
            f"{shown(error.filename or output)} cannot be written: {error.strerror}.", "Name another file with -o."
        ) from error
    print(f"Wrote {' and '.join(written)}. Run it with: python {shown(path)}")
    return 0
