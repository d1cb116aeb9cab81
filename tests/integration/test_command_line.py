"""`nnterm ...` as a process of its own: exit codes, streams, and what a person reads."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plane_lesson import steady_trainer, write_lesson
from terminal_app import TerminalApp

from nnterm import cli
from nnterm.commands import doctor
from nnterm.commands.table import COMMANDS
from nnterm.commands.training import train
from nnterm.errors import TrainerError
from nnterm.runs.store.store import RunStore

NNTERM = (sys.executable, "-m", "nnterm")

EXPERIMENTS = """\
```{experiment}
id: calm
dataset: {name: moons, samples: 60}
split: {validation: 0.25}
model: [{Dense: {units: 3, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 3}
seed: 4
```

## Wild

Press `t`.

```{experiment}
id: wild
dataset: {name: blobs, samples: 60}
model: [{Dense: {units: 3, activation: relu}}, {Dense: {units: 1}}]
compile: {optimizer: sgd, learning_rate: 0.01, loss: mean_squared_error, metrics: []}
fit: {epochs: 40}
```
"""


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lesson(tmp_path_factory.mktemp("course") / "lessons", text=EXPERIMENTS)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def nnterm(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NNTERM_HOME": str(home), **more}
    return subprocess.run(
        [*NNTERM, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def objects(ran: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Every line of standard output as the JSON object it must be."""
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert all(isinstance(item, dict) and "type" in item for item in found)
    return found


# --- training ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twice(
    lessons: Path, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[subprocess.CompletedProcess[str]]:
    """The same training twice, the second time in a folder with files that are named like libraries."""
    arguments = ("train", "planes", "--set", "units=4", "--seed", "9", "--json", "--lessons", str(lessons))
    folder = tmp_path_factory.mktemp("learner")
    for name in ("keras", "numpy", "random"):
        (folder / f"{name}.py").write_text("raise SystemExit('taken for a library')", encoding="utf-8")
    second = subprocess.run(
        [Path(sys.executable).with_name("nnterm"), *arguments],
        env={**os.environ, "NNTERM_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=120,
        check=False,
    )
    return [nnterm(*arguments, home=home), second]


def test_json_is_objects_alone_and_the_last_has_everything(twice: list[subprocess.CompletedProcess[str]]) -> None:
    assert twice[0].returncode == 0
    assert twice[0].stderr == ""
    started, *epochs, finished = objects(twice[0])
    assert started["type"] == "RunStarted"
    assert {event["type"] for event in epochs} == {"EpochsEnded"}
    assert finished["type"] == "RunFinished"
    assert finished.keys() >= {
        "run_id", "lesson", "experiment", "hyperparameters", "parameters", "epochs", "seconds", "device", "history",
        "evaluate", "diagnosis",
    }  # fmt: skip
    assert (finished["lesson"], finished["experiment"]) == ("planes", "calm")
    assert (
        finished["hyperparameters"].items() >= {"epochs": 3, "batch_size": 32, "seed": 9, "optimizer": "adam"}.items()
    )
    assert finished["parameters"] == 2 * 4 + 4 + 4 + 1
    assert finished["epochs"] == 3
    assert finished["history"].keys() == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {len(values) for values in finished["history"].values()} == {3}
    assert finished["evaluate"].keys() == {"loss", "accuracy"}
    assert {"kind", "sentence"} <= finished["diagnosis"].keys()


def test_the_same_command_twice_gives_the_same_history(twice: list[subprocess.CompletedProcess[str]]) -> None:
    first, second = (objects(ran)[-1] for ran in twice)
    assert first["history"] == second["history"]
    assert first["run_id"] != second["run_id"]


def test_runs_are_kept_under_nnterm_home(twice: list[subprocess.CompletedProcess[str]], home: Path) -> None:
    store = RunStore.open(home / "nnterm.sqlite")
    kept = {run.run_id: run for run in store.runs("planes", "calm")}
    store.close()
    for ran in twice:
        finished = objects(ran)[-1]
        assert kept[finished["run_id"]].history.columns == finished["history"]


def test_files_in_the_learners_folder_are_not_taken_for_libraries(
    twice: list[subprocess.CompletedProcess[str]],
) -> None:
    assert twice[1].returncode == 0, twice[1].stderr


def test_a_diverged_run_exits_1_where_nothing_can_be_stored(lessons: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    ran = nnterm("train", "planes/wild", "--set", "learning_rate=100", "--json", "--lessons", str(lessons),
                 home=tmp_path / "file" / "home")  # fmt: skip
    finished = objects(ran)[-1]
    assert ran.returncode == 1, ran.stderr
    assert finished["outcome"] == "diverged"
    assert finished["diagnosis"]["kind"] == "diverged"
    assert finished["history"]["loss"][-1] is None
    assert "Progress is not being kept" in ran.stderr


def test_without_json_a_pipe_gets_lines(lessons: Path, home: Path, tmp_path: Path) -> None:
    trainer = steady_trainer(tmp_path / "log", epochs=3)
    command = ("train", "planes", "--lessons", str(lessons), "--trainer", trainer)
    ran = nnterm(*command, home=home, PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    lines = ran.stdout.splitlines()
    assert lines[0].startswith("planes/calm on ")
    assert [line.split()[1] for line in lines if line.startswith("epoch ")] == ["1/3", "2/3", "3/3"]
    assert any(line.startswith("completed after 3 epochs") for line in lines)
    assert "\x1b" not in ran.stdout and "\r" not in ran.stdout


def start(*arguments: str, home: Path) -> subprocess.Popen[str]:
    # A shell may have left Ctrl+C ignored for the tests, which a child inherits.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from nnterm.__main__ import main"
    return subprocess.Popen(
        [sys.executable, "-c", f"{code}; raise SystemExit(main())", *arguments],
        env={**os.environ, "NNTERM_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_ctrl_c_keeps_what_was_trained(lessons: Path, home: Path, tmp_path: Path) -> None:
    command = ("train", "planes", "--json", "--lessons", str(lessons), "--trainer", steady_trainer(tmp_path / "log"))
    with start(*command, home=home) as process:
        assert process.stdout is not None and process.stderr is not None
        for line in process.stdout:
            if json.loads(line)["type"] == "EpochsEnded":
                break
        process.send_signal(signal.SIGINT)
        *_, last = process.stdout
        assert process.wait(timeout=30) == 130
        assert process.stderr.read() == "nnterm: ended by Ctrl+C.\n"
    finished = json.loads(last)
    assert finished["outcome"] == "stopped"
    assert 0 < finished["epochs"] < 100_000
    assert finished["evaluate"].keys() == {"loss", "accuracy"}
    store = RunStore.open(home / "nnterm.sqlite")
    assert next(run for run in store.runs("planes") if run.run_id == finished["run_id"]).epochs == finished["epochs"]
    store.close()


def test_a_reader_that_leaves_ends_the_training_in_silence(lessons: Path, home: Path, tmp_path: Path) -> None:
    command = ("train", "planes", "--json", "--lessons", str(lessons), "--trainer", steady_trainer(tmp_path / "log"))
    with start(*command, home=home) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=30) == 1
        assert process.stderr.read() == ""


# --- the other commands ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "planes", "--set", "optimzer=adam"], ["'optimzer'", "Did you mean optimizer?"]),
        (["train", "planes", "--set", "optimizer=adm"], ["'adm'", "adam"]),
        (["train", "planes", "--set", "epochs"], ["'epochs'", "NAME=VALUE"]),
        (["train", "planes", "--set", "epochs=0"], ["epochs is 0", "from 1 to 100000"]),
        (["train", "planes", "--set", "epochs=1e9"], ["epochs", "1e9"]),
        (["train", "planes", "--set", "learning_rate=nan"], ["learning_rate", "nan"]),
        (["train", "planes", "--set", "dataset.noize=1"], ["'noize'", "Did you mean noise?"]),
        (["train", "planes", "--set", "dataset.noise=9"], ["noise", "out of range"]),
        (["train", "planes", "--seed", "x"], ["seed", "'x'"]),
        (["train", "planes/clam"], ["'clam'", "Did you mean calm?"]),
        (["train", "planse"], ["'planse'", "Did you mean planes?"]),
        (["train"], ["LESSON[/EXPERIMENT]", "nnterm train --help"]),
        (["train", "planes", "--jsn"], ["--jsn", "Did you mean --json?"]),
        (["export", "planes/"], ["names no experiment", "nnterm list"]),
        (["trian", "planes"], ["'trian'", "Did you mean train?"]),
        (["exprot"], ["'exprot'", "Did you mean nnterm export?"]),
        (["list", "--lessons", "nowhere"], ["nowhere", "folder"]),
        (["check", "nowhere.md"], ["nowhere.md"]),
        (["planes"], ["needs a terminal", "nnterm train"]),
        (["train", "planes", "--trainer", "ssh 'box"], ["quote", "--trainer 'ssh gpubox nnterm trainer'"]),
        (["train", "planes", "--trainer", " "], ["empty", "--trainer 'ssh gpubox nnterm trainer'"]),
        (["train", "planes", "--trainer", "''"], ["empty"]),
    ],
)
def test_wrong_arguments_exit_2_and_say_what_is_right(
    arguments: list[str], words: list[str], lessons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    takes_lessons = arguments[0] != "check" and "--lessons" not in arguments
    assert cli.run([*arguments, *(["--lessons", str(lessons)] if takes_lessons else [])]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("nnterm: ")
    for word in words:
        assert word in err


@pytest.mark.parametrize("more", [{}, {"TERM": "dumb"}, {"TERM": ""}])
def test_without_a_terminal_the_app_exits_2_and_names_train(home: Path, more: dict[str, str]) -> None:
    ran = nnterm(home=home, **more)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "nnterm train" in ran.stderr


def test_a_trainer_elsewhere_chooses_its_own_device(home: Path, lessons: Path) -> None:
    train = ("train", "planes", "--lessons", str(lessons), "--device", "gpu:1")
    for option, variable in ((("--trainer", "ssh box nnterm trainer"), ""), ((), "ssh box nnterm trainer")):
        ran = nnterm(*train, *option, home=home, NNTERM_TRAINER=variable)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "nnterm trainer --device gpu:1" in ran.stderr


def test_a_sweep_goes_on_without_a_trainer_that_is_away(home: Path, lessons: Path, tmp_path: Path) -> None:
    away = "sh -c 'echo nobody home >&2; exit 4'"
    near = steady_trainer(tmp_path / "near", epochs=3)
    sweep = ("sweep", "planes", "--lessons", str(lessons), "--over", "units=2,3", "--csv")
    ran = nnterm(*sweep, "--trainer", away, "--trainer", near, home=home)
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 7)
    assert "2 trainers train at once: 1 through `sh`, 1 here.\n" in ran.stderr
    assert ran.stderr.count("nobody home") == 1
    assert "The others train on without it" in ran.stderr


def test_an_open_quote_in_the_variable_is_reported_before_anything_starts(home: Path, lessons: Path) -> None:
    ran = nnterm("train", "planes", "--lessons", str(lessons), home=home, NNTERM_TRAINER="ssh 'box")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "quote" in ran.stderr


def test_check_trains_through_the_command_too(home: Path, lessons: Path) -> None:
    ran = nnterm("check", str(lessons), "--train", "--trainer", "sh -c 'echo nobody home >&2; exit 4'", home=home)
    assert ran.returncode == 1
    assert "nobody home" in ran.stdout


def test_a_person_who_types_trainer_learns_what_it_is_for(home: Path) -> None:
    with TerminalApp((*NNTERM, "trainer"), {"NNTERM_HOME": str(home)}) as app:
        assert app.ends() == 2
        assert "nnterm --trainer 'ssh THIS-MACHINE nnterm trainer'" in " ".join(app.text.split())


@pytest.mark.parametrize("command", ["", *(command.name for command in COMMANDS)])
def test_help_is_everywhere(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run([*command.split(), "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: nnterm {command}".strip())


def test_a_list_cut_by_head_is_quiet(home: Path, lessons: Path) -> None:
    environment = {**os.environ, "NNTERM_HOME": str(home)}
    # `true` reads nothing: its end of the pipe is closed before nnterm writes.
    shell = f"{sys.executable} -m nnterm list --lessons '{lessons}' | true; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", shell], env=environment, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    assert ran.stdout == "1\n"


def test_a_full_disk_is_reported(home: Path, lessons: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*NNTERM, "list", "--lessons", str(lessons)],
            env={**os.environ, "NNTERM_HOME": str(home)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    assert "No space left" in ran.stderr and "Traceback" not in ran.stderr


def test_list_names_what_train_takes(home: Path, lessons: Path) -> None:
    ran = nnterm("list", "--lessons", str(lessons), home=home)
    assert ran.returncode == 0
    assert "planes/calm" in ran.stdout and "planes/wild" in ran.stdout


@pytest.mark.slow
def test_doctor_compares_the_devices_on_an_experiment(home: Path, lessons: Path) -> None:
    ran = nnterm("doctor", "--compare", "planes/calm", "--lessons", str(lessons), "--device", "cpu", home=home)
    assert "comparing devices on planes/calm" in ran.stdout
    assert "steps a second" in ran.stdout


def test_a_device_that_is_not_there_ends_the_command(home: Path, lessons: Path) -> None:
    train = ("train", "planes", "--lessons", str(lessons))
    # The option goes before the variable.
    ran = nnterm(*train, "--device", "gpu:7", home=home, NNTERM_DEVICE="cpu", CUDA_VISIBLE_DEVICES="-1")
    assert ran.returncode == 1
    assert "GPU 7 was requested, but there is none" in ran.stderr
    assert "--device cpu" in ran.stderr
    ran = nnterm(*train, "--device", "tpu", home=home)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'tpu' is not a device" in ran.stderr


def test_doctor_finds_the_device_that_the_variable_wants_and_the_folders(home: Path) -> None:
    ran = nnterm("doctor", home=home, NNTERM_DEVICE="all", CUDA_VISIBLE_DEVICES="-1")
    assert ran.returncode == 0, ran.stdout
    assert "loaded in" in ran.stdout
    assert "All devices were requested" in ran.stdout
    assert str(home / "nnterm.sqlite") in ran.stdout
    assert ran.stderr == ""


# --- any command line ------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "list", "train", "check", "export", "doctor", "planes", "planes/calm", "planes/", "/", "1", "--set", "--seed",
        "--json", "--lessons", "--trainer", "--trainer='", "-o", "--output", "--train", "--glyphs", "ascii", "--", "-",
        "epochs=3", "epochs=", "=",
        "units=1,2,3", "units=-1", "layers=99", "activation=relu,,", "dataset.noise=inf", "shuffle=maybe", "dataset.=1",
        "seed=9999999999999999999999", "learning_rate=1e999", "~nobody-here", "~", "--set=dropout=.5", "-h",
        "--version",
    ]
)  # fmt: skip
TEXT = st.text(st.characters(exclude_characters="\0"), max_size=12)  # no argument can hold a NUL


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments=st.lists(WORDS | TEXT, max_size=7))
def test_no_command_line_ends_in_a_traceback(
    arguments: list[str], lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untrained(*_: object) -> object:
        raise TrainerError("Not in this test.")

    monkeypatch.setattr(train, "train_once", untrained)
    monkeypatch.setattr("nnterm.runs.trainer.train_once.train_once", untrained)
    monkeypatch.setattr(doctor, "run", lambda *arguments: 0)
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    monkeypatch.chdir(tmp_path)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = cli.run(arguments)
            cli.run([*arguments, "--lessons", str(lessons)])
        except SystemExit as ended:
            assert ended.code == 0, "help and version only"
            code = 0
    assert code in (0, 1, 2)
    if code:
        assert err.getvalue().startswith("nnterm: ") or arguments[0] == "check"
