"""The part of the table of commands that trains: one run, a sweep, a comparison."""

from nnterm.commands import dispatch
from nnterm.commands.arguments import (
    AGAIN,
    DEVICE,
    FORMS,
    GLYPHS,
    JOBS,
    JSON,
    LESSONS,
    SET,
    TARGET,
    TRAINER,
    WHERE,
    Command,
    argument,
)

TRAINING = (
    Command(
        "train",
        "LESSON",
        "train a lesson's first experiment without a screen",
        "Train an experiment without a screen.",
        (
            TARGET,
            SET,
            argument(
                "--at",
                action="append",
                default=[],
                metavar="EPOCH:NAME=VALUE",
                help="change learning_rate, batch_size, dropout, l2 or epochs after an epoch and keep the weights; "
                "may be given many times",
            ),
            argument("--seed", metavar="N", help="the same as --set seed=N"),
            argument(
                "--seeds",
                type=int,
                metavar="N",
                help="train on N seeds at once, from its own on, and report their band and verdict; what is kept from "
                "before is not trained again",
            ),
            JSON,
            GLYPHS,
            DEVICE,
            TRAINER,
            LESSONS,
        ),
        dispatch.train_experiment,
        (
            "nnterm train dense-iris --set epochs=200 --seed 3",
            "nnterm train cnn/cnn --set units=16 --json",
            "nnterm train overfitting --seeds 10",
            "nnterm train dense-iris --at 10:learning_rate=0.01",
            "nnterm train sandbox/own --set dataset.path=my.csv --set dataset.target=price",
        ),
        "Exit code 1 when the run failed or diverged.",
    ),
    Command(
        "sweep",
        "LESSON",
        "train it with each of several values, and compare",
        "Train an experiment with each of several values of a hyperparameter, on several seeds, and print a table. "
        "Runs that are kept from before are not trained again, so that a sweep that was ended early goes on.",
        (
            TARGET,
            SET,
            argument(
                "--over",
                action="append",
                required=True,
                metavar="NAME=VALUE,VALUE",
                help="the values to try, as units=2,8,32; lists with plus signs, as units=8+8,64+64; given twice, "
                "every combination is tried",
            ),
            argument("--seeds", type=int, default=3, metavar="N", help="seeds for each value (default: 3)"),
            JOBS,
            AGAIN,
            FORMS,
            DEVICE,
            WHERE,
            LESSONS,
        ),
        dispatch.sweep_values,
        (
            "nnterm sweep dense-iris/iris-100 --over units=2,8,32",
            "nnterm sweep cnn/cnn --over units=8,16 --over learning_rate=0.01,0.001 --csv",
            "nnterm sweep cnn --over units=8,16 --trainer here --trainer 'ssh gpubox nnterm trainer'",
            "nnterm sweep cnn --over units=8,16 --dask tcp://host:8786",
        ),
        "Exit code 1 when no run ended well.",
    ),
    Command(
        "compare",
        "LESSON",
        "train two versions on the same seeds: luck or not?",
        "Train two experiments on the same seeds and judge the second by the first, seed by seed: not luck where a "
        "two-sided sign test says so at 5 %, seeds that are equal left out. Runs that are kept are not trained again.",
        (
            TARGET,
            argument("other", nargs="?", metavar="OTHER", help="the second experiment (default: the first)"),
            SET,
            argument(
                "--with",
                dest="changes",
                action="append",
                default=[],
                metavar="NAME=VALUE",
                help="change a setting of the second only; may be given many times",
            ),
            argument("--seeds", type=int, default=10, metavar="N", help="seeds for each (default: 10)"),
            argument("--by", metavar="FIGURE", help="what to judge by (default: best_val_loss), as best_val_accuracy"),
            JOBS,
            AGAIN,
            JSON,
            DEVICE,
            WHERE,
            LESSONS,
        ),
        dispatch.compare_experiments,
        (
            "nnterm compare overfitting/large --with units=8",
            "nnterm compare overfitting/large --with dropout=0.5 --by best_val_accuracy --json",
        ),
        "Exit code 1 when no seed could be judged.",
    ),
)
"""In the order of the list."""
