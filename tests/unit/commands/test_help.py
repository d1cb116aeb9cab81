"""`--help`: every name that `--set` takes, and examples that work."""

import re
import shlex
from pathlib import Path

import pytest

from nnterm import cli
from nnterm.commands.arguments import Command
from nnterm.commands.table import APP, COMMANDS
from nnterm.experiment.datasets.catalog import CATALOG
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.timeline import timeline
from nnterm.experiment.sweep import points
from nnterm.parsers import app_parser, parsers


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.run([*command.split(), "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", ["train", "sweep", "export"])
@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_every_name_of_set_is_listed_with_what_it_does(
    command: str, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    text = help_of(command, capsys)
    # Examples are never broken, so that they can be copied.
    assert max(map(len, text.partition("examples:")[0].splitlines())) < int(columns)
    listed = " ".join(text.split())
    for name, entry in TABLE.items():
        assert re.search(rf"^  {name} ", text, re.MULTILINE)
        assert entry.help in listed
    for option in {option for spec in CATALOG.values() for option in spec.options}:
        assert re.search(rf"\b{option}\b", listed)


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_every_command_has_examples_that_its_parser_takes(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    examples, name = command.examples, command.name
    assert examples
    text = help_of(name, capsys)
    for example in examples:
        assert f"\n  {example}" in text
        words = shlex.split(re.split("[|>#]", example)[0])
        assert words[:2] == ["nnterm", name]
        options, unknown = parsers()[0].parse_known_args(words[1:])
        assert not unknown, (unknown, options)


def test_the_apps_own_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of("", capsys)
    for example in APP.examples:
        assert f"\n  {example}" in text
        assert not app_parser().parse_known_args(shlex.split(example.partition("#")[0])[1:])[1]


@pytest.mark.parametrize("command", ["train", "sweep", "export"])
def test_the_lessons_in_examples_are_there(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows LESSON in an example can be trained."""
    from nnterm.commands.target import experiment

    (tmp_path / "my.csv").write_text("size,price\n" + "".join(f"{n},{n * 1.5}\n" for n in range(40)))
    monkeypatch.chdir(tmp_path)
    for each in next(found for found in COMMANDS if found.name == command).examples:
        options = parsers()[0].parse_args(shlex.split(each.partition("#")[0])[1:])
        chosen = experiment(options.target, options.set, None)[1]
        assert points(chosen, getattr(options, "over", []), 1)
        assert timeline(chosen, getattr(options, "at", [])) or "--at" not in each
