"""From options to a command: each function imports its own command only when it is called, and returns the exit code.

Starting `nnterm list` must not wait for what `nnterm train` needs.
"""

from argparse import Namespace


def open_app(options: Namespace) -> int:
    """Open the course, or a lesson of it."""
    from nnterm.tui.session import garbage

    # Imports are a large part of what is built, so this comes before them.
    garbage.begin()
    from nnterm.commands import app

    return app.run(options.lesson, options.glyphs, options.lessons, options.watch)


def list_lessons(options: Namespace) -> int:
    """List the lessons."""
    from nnterm.commands import list as command

    return command.run(options.lessons)


def train_experiment(options: Namespace) -> int:
    """Train an experiment, on one seed or on several."""
    from nnterm.commands.training import seeds, train

    if options.seeds is not None:
        wanted = [*options.set, f"seed={options.seed}"] if options.seed is not None else options.set
        how = {"at": options.at, "json": options.json, "folder": options.lessons}
        return seeds.run(options.target, wanted, options.seeds, **how)
    return train.run(
        options.target,
        options.set,
        options.seed,
        at=options.at,
        json=options.json,
        chosen_glyphs=options.glyphs,
        folder=options.lessons,
    )


def sweep_values(options: Namespace) -> int:
    """Train an experiment with several values."""
    from nnterm.commands.training import sweep

    wanted = (options.set, options.over, options.seeds)
    form: sweep.Form = "json" if options.json else "csv" if options.csv else "table"
    how = {"jobs": options.jobs, "again": options.again, "dask": options.dask, "folder": options.lessons}
    return sweep.run(options.target, *wanted, form=form, **how)


def compare_experiments(options: Namespace) -> int:
    """Train two experiments on the same seeds and judge the difference."""
    from nnterm.commands.training import compare

    return compare.run(
        options.target,
        options.other,
        options.set,
        options.changes,
        seeds=options.seeds,
        by=options.by,
        jobs=options.jobs,
        again=options.again,
        dask=options.dask,
        json=options.json,
        folder=options.lessons,
    )


def show_panel(options: Namespace) -> int:
    """Print a panel of a trained model."""
    from nnterm.commands import show

    return show.run(
        options.target,
        options.panel,
        options.set,
        options.epoch,
        word=options.word,
        json=options.json,
        chosen_glyphs=options.glyphs,
        folder=options.lessons,
    )


def kept_runs(options: Namespace) -> int:
    """List, show, note or delete runs."""
    from nnterm.commands.runs import chosen_runs, runs

    form: chosen_runs.Form = "json" if options.json else "csv" if options.csv else "table"
    chosen = chosen_runs.Chosen(options.sort, options.reverse, options.filter, options.all)
    return runs.run(options.words, chosen, form=form, folder=options.lessons)


def check_lessons(options: Namespace) -> int:
    """Check lesson files."""
    from nnterm.commands.check import lessons

    return lessons.run(options.path, options.train)


def read_lesson(options: Namespace) -> int:
    """Print a lesson."""
    from nnterm.commands import read

    return read.run(options.lesson, options.step, options.lessons)


def explain_term(options: Namespace) -> int:
    """Print what a term means."""
    from nnterm.commands import explain

    return explain.run(options.term, options.lessons)


def show_progress(options: Namespace) -> int:
    """Print progress, or move it."""
    from nnterm.commands import progress, transcript

    if options.transcript is not None:
        return transcript.run(options.transcript, options.lessons)
    return progress.run(options.export, options.take, options.lessons)


def write_lesson(options: Namespace) -> int:
    """Write a lesson to begin with."""
    from nnterm.commands import new_lesson

    return new_lesson.run(options.name, options.lessons)


def export_script(options: Namespace) -> int:
    """Print an experiment as a script."""
    from nnterm.commands.runs import export

    return export.run(options.target, options.set, options.output, options.lessons)


def diagnose(options: Namespace) -> int:
    """Print what is installed and what is in the way."""
    from nnterm.commands import doctor

    return doctor.run(options.compare, options.lessons)


def become_trainer(options: Namespace) -> int:
    """Become the training process."""
    from nnterm.commands.training import trainer

    return trainer.run()
