"""The table of commands: parser, help, dispatch and the README's list come from it."""

from nnterm.commands import dispatch
from nnterm.commands.arguments import (
    DEVICE,
    FORMS,
    GLYPHS,
    JSON,
    LANGUAGE,
    LESSON,
    LESSONS,
    SET,
    TARGET,
    TRAINER,
    Command,
    OneOf,
    argument,
    in_overview,
)
from nnterm.commands.training_table import TRAINING
from nnterm.experiment.panel_names import PRINTED

APP = Command(
    "",
    "LESSON",
    "open a lesson: its id, number or part of its name",
    "Guided deep-learning lessons in the terminal: every one trains a real Keras model live.",
    (
        argument("lesson", nargs="?", metavar="LESSON", help=LESSON),
        GLYPHS,
        argument("--watch", action="store_true", help="show changes of an open lesson's file (always with --lessons)"),
        DEVICE,
        TRAINER,
        LESSONS,
        LANGUAGE,
    ),
    dispatch.open_app,
    (
        "nnterm cnn",
        "nnterm 4 --glyphs ascii",
        "nnterm --lessons my-course",
    ),
)
"""What `nnterm` does where its first word is no command."""

COMMANDS = (
    Command(
        "list",
        "",
        "list the lessons and their experiments",
        "List the lessons and their experiments.",
        (LESSONS, LANGUAGE),
        dispatch.list_lessons,
        (
            "nnterm list",
            "nnterm list --lessons my-course",
        ),
    ),
    *TRAINING,
    Command(
        "show",
        "LESSON",
        "train it and print what is inside: a panel as text",
        "Train an experiment and print a panel of the lab as text, of its last epoch or an earlier one. Of rows that "
        "were held out it takes those for validation.",
        (
            TARGET,
            argument(
                "--panel",
                required=True,
                metavar="NAME",
                help=f"{', '.join(PRINTED[:-1])} or {PRINTED[-1]}",
            ),
            argument("--epoch", type=int, metavar="N", help="the model after this epoch (default: the last one)"),
            argument("--word", metavar="WORD", help="the word to look at in embedding (default: the most frequent)"),
            SET,
            JSON,
            GLYPHS,
            DEVICE,
            TRAINER,
            LESSONS,
        ),
        dispatch.show_panel,
        (
            "nnterm show xor/two-layers --panel network",
            "nnterm show overfitting --panel map --epoch 20",
            "nnterm show backpropagation/five-deep --panel gradients --set activation=relu --json",
        ),
        "Exit code 1 when the run left no model.",
    ),
    Command(
        "runs",
        "",
        "list the runs that are kept, show one, delete some",
        "List the runs that are kept, show one with the command that trains it again, note something about one, or "
        "delete some. A run is named by its id or the beginning of it; the latest one is called last.",
        (
            argument(
                "words",
                nargs="*",
                metavar="WORD",
                help="list [LESSON[/EXPERIMENT]], show RUN ..., note RUN [TEXT], or delete RUN ... (default: list)",
            ),
            argument(
                "--sort",
                default="",
                metavar="FIGURE",
                help="best or smallest first by loss, val_loss, best_val_loss, val_accuracy, gap_loss, parameters, "
                "seed, seconds, ... (default: the newest first)",
            ),
            argument("--reverse", action="store_true", help="the other way round"),
            argument(
                "--filter",
                default="",
                metavar="WORDS",
                help="those that fulfil every word: units=8, 'best_val_loss<0.3', or what occurs in changed settings, "
                "verdict or note",
            ),
            argument("--all", action="store_true", help="list all of them, not the first 20"),
            FORMS,
            LESSONS,
        ),
        dispatch.kept_runs,
        (
            "nnterm runs",
            "nnterm runs list xor --csv > runs.csv",
            "nnterm runs --sort best_val_loss --filter 'units=8 overfitting'",
            "nnterm runs note last 'the first that does not overfit'",
            "nnterm runs show last",
            "nnterm runs show 3f2a91c --csv",
            "nnterm runs delete 3f2a91c",
        ),
        "Exit code 1 when the runs kept so far cannot be read.",
    ),
    Command(
        "check",
        "[PATH]",
        "look for errors in lesson files",
        "Look for errors in lesson files.",
        (
            argument("path", nargs="?", metavar="PATH", help="a lesson file or a folder (default: the course)"),
            argument("--train", action="store_true", help="also train every baseline and verify what it promises"),
            TRAINER,
        ),
        dispatch.check_lessons,
        (
            "nnterm check",
            "nnterm check my-course --train",
        ),
        "Exit code 2 for errors in files, 1 for a promise that is not kept.",
    ),
    Command(
        "read",
        "LESSON",
        "print a lesson as plain text",
        "Print a lesson as plain text, for a pipe, paper or a screen reader. The answers come at the end.",
        (
            argument("lesson", metavar="LESSON", help=LESSON),
            argument("--step", metavar="N", help="only this step, from 1"),
            LESSONS,
            LANGUAGE,
        ),
        dispatch.read_lesson,
        (
            "nnterm read cnn | less",
            "nnterm read cnn --step 2",
        ),
    ),
    Command(
        "explain",
        "TERM",
        "say what a word of the course means",
        "Say what a word of the course means, where it is taught first, and what Keras calls it.",
        (
            argument("term", nargs="*", metavar="TERM", help="such as: learning rate (default: list all terms)"),
            LESSONS,
            LANGUAGE,
        ),
        dispatch.explain_term,
        ("nnterm explain learning rate",),
    ),
    Command(
        "progress",
        "",
        "show how far you are, or take it to another computer",
        "Show how far you are in each lesson. Imported progress is merged: you never lose a step.",
        (
            OneOf(
                (
                    argument(
                        "--export",
                        metavar="FILE",
                        help="write progress, answers and choices as JSON; - is standard output",
                    ),
                    argument("--import", dest="take", metavar="FILE", help="merge such a file; - is standard input"),
                    argument(
                        "--transcript",
                        metavar="NAME",
                        nargs="?",
                        const="",
                        help="print what you can do now, what you wrote and reached, and what you missed",
                    ),
                )
            ),
            LESSONS,
        ),
        dispatch.show_progress,
        (
            "nnterm progress",
            "nnterm progress --export progress.json",
            'nnterm progress --transcript "Ada Lovelace"',
        ),
        "Exit code 1 when the progress kept so far cannot be read.",
    ),
    Command(
        "new-lesson",
        "NAME",
        "write a lesson to start from",
        "Write a lesson file with one of each block, numbered after those that are there. Nothing is overwritten.",
        (
            argument("name", metavar="NAME", help="such as: two-moons"),
            argument("--lessons", metavar="DIR", help="the folder to write it to (default: the current one)"),
        ),
        dispatch.write_lesson,
        ("nnterm new-lesson two-moons --lessons my-course",),
    ),
    Command(
        "export",
        "LESSON",
        "print an experiment as a plain Keras script",
        "Print an experiment as a plain Keras script. Without shuffling it trains the history of nnterm up to "
        "rounding; with it, Keras has an order of its own.",
        (
            TARGET,
            SET,
            argument("-o", "--output", metavar="FILE", help="write the script here, and the data it reads beside it"),
            LESSONS,
        ),
        dispatch.export_script,
        (
            "nnterm export dense-iris -o iris.py",
            "nnterm export cnn/cnn --set units=16",
        ),
    ),
    Command(
        "doctor",
        "",
        "look at versions, device, terminal and folders",
        "Look at versions, device, terminal and folders, and say what to do about each problem.",
        (
            argument(
                "--compare",
                nargs="?",
                const="",
                metavar="LESSON[/EXPERIMENT]",
                help="also measure how fast CPU and GPU train an experiment (default: the course's first)",
            ),
            DEVICE,
            TRAINER,
            LESSONS,
        ),
        dispatch.diagnose,
        (
            "nnterm doctor",
            "nnterm doctor --compare cnn",
        ),
        "Exit code 1 when something is in the way of training.",
    ),
    Command(
        "trainer",
        "",
        "train for an nnterm elsewhere: what --trainer starts at the far end",
        "The trainer alone: commands on standard input, events on standard output. It is what --trainer starts at the "
        "far end, as in: nnterm --trainer 'ssh gpubox nnterm trainer'. It ends when the link does.",
        (DEVICE,),
        dispatch.become_trainer,
        ("nnterm trainer --device gpu:1",),
    ),
)
"""Every command, in the order of the list."""


def overview() -> list[str]:
    """The list of commands: a line each."""
    return [in_overview("nnterm", "open the course"), APP.line, *(command.line for command in COMMANDS)]
