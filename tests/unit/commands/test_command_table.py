"""The table of commands: parser, help, dispatch and README say the same."""

import re
from pathlib import Path

import pytest

import nnterm
from nnterm import cli
from nnterm.commands.table import COMMANDS, overview

README = Path(nnterm.__file__).parents[1] / "README.md"


@pytest.mark.skipif(not README.exists(), reason="nnterm is installed without its README")
def test_the_readme_lists_every_command_as_the_table_has_it() -> None:
    text = README.read_text(encoding="utf-8")
    assert "\n".join(overview()) in text
    named = set(re.findall(r"^nnterm ([a-z][a-z-]*)", text, re.MULTILINE))
    assert named <= {command.name for command in COMMANDS}


def test_the_help_lists_every_command_and_when_each_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["--help"])
    listed = capsys.readouterr().out
    for command in COMMANDS:
        assert command.line in listed
        with pytest.raises(SystemExit):
            cli.run([command.name, "--help"])
        assert command.help in " ".join(capsys.readouterr().out.split())
