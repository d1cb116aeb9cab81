"""Programs that speak for what watches over them: the app believes no word that could do harm."""

import subprocess
import sys
from pathlib import Path

import pytest
from hostile_programs import MEMORY, TO_APP, linux, ran

from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.code_events import Printed
from nnterm.runs.exercise.run import CodeRun, Limits, run_code

pytestmark = pytest.mark.usefixtures("temporary")

FORGED = [
    '{"type":"Checking","index":99}',
    '{"type":"Checking","index":-5}',
    '{"type":"Checking","index":1e9}',
    '{"type":"Checking","index":true}',
    '{"type":"Checking"}',
    '{"type":"Ran"}\\n{"type":"Checking","index":7}',
    '{"type":"Ran"}\\n{"type":"Checking","index":-1}',
    '{"type":"Checked","index":99,"wrong":""}',
    '{"type":"Checked","index":0,"wrong":""}',
    '{"type":"Checked","index":0,"wrong":[]}',
    '{"type":"Failed","message":5,"line":1,"column":1,"python":""}',
    '{"type":"Failed","message":"m","line":-1,"column":1,"python":""}',
    '{"type":"Started"}',
    '{"type":"Printed","text":"x","source":"code"}',
    '{"type":"Cut"}',
    '{"type":"Ended","reason":"done"}',
    '{"type":"Ended","reason":"stopped"}',
    '{"type":"Done"}',
    '{"type":["Ran"]}',
    "[[[[",
    "[" * 50_000,
    "9" * 50_000,
    "nonsense",
    "\\xff\\xfe",
]


GROUPS = range(6)
"""Each program says every sixth of the words, since starting it takes longest."""


@pytest.mark.parametrize("group", GROUPS)
async def test_words_out_of_place_are_left_out(group: int) -> None:
    program = "for words in {words}: os.write(3, words.encode('latin-1').decode('unicode_escape').encode() + b'\\n')"
    report = await ran(f"{program.format(words=FORGED[group :: len(GROUPS)])}\n1 / 0")
    assert "divided by zero" in report.trouble
    assert report.output == []
    assert report.verdicts() == [None]
    assert not report.is_cut


@linux
@pytest.mark.parametrize("group", GROUPS)
async def test_words_past_the_supervisor_do_no_harm(group: int) -> None:
    forged = "(words + '\\\\n').encode().decode('unicode_escape').encode()"
    say = f"for words in {FORGED[group : 15 : len(GROUPS)]}: {TO_APP}({forged})"
    report = await ran(f"for _ in range(3):\n    {say}\nwhile True: pass", seconds=0.5)
    assert report.is_over
    assert not report.passed
    assert report.trouble


async def test_a_verdict_is_known_once() -> None:
    forged = '{"type":"Ran"}\n{"type":"Checking","index":0}\n{"type":"Checked","index":0,"wrong":"first"}\n'
    report = await ran(f"for _ in range(3): os.write(3, {forged!r}.encode())")
    assert report.verdicts() == ["first"]


@pytest.mark.parametrize("way", ["3", "1"])
async def test_a_folder_that_a_program_names_is_not_deleted(
    tmp_path: Path, bystander: subprocess.Popen[bytes], way: str
) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "work").write_text("years of it")
    forged = f'{{"type":"Started","pid":{bystander.pid},"folder":"{precious}"}}\n'
    write = TO_APP if way == "1" and sys.platform == "linux" else "lambda line: os.write(3, line)"
    end = "time.sleep(0.3)\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    report = await ran(f"try: ({write})({forged.encode()!r})\nexcept PermissionError: pass\n{end}")
    assert report.is_lost
    assert (precious / "work").read_text() == "years of it"


async def test_a_process_that_a_program_names_is_not_ended(bystander: subprocess.Popen[bytes]) -> None:
    forged = f'{{"type":"Started","pid":{bystander.pid},"folder":"/nowhere"}}\n'
    end = "time.sleep(0.3)\nos.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    assert (await ran(f"os.write(3, {forged.encode()!r})\n{end}")).is_lost


async def test_a_failure_with_half_a_character_is_a_failure() -> None:
    report = await run_code("raise ValueError('\\ud800')", Code(id="c", start=""), Limits(MEMORY))
    assert not report.passed
    assert report.trouble == "line 1: ValueError: ?"


@pytest.mark.parametrize("line", ["b'x' * 60_000", "b'x' * 60_000 + b'\\n'", 'b\'{"type":"Ran"}\\n\' * 4000'])
async def test_a_flood_of_reports_ends_the_program(line: str) -> None:
    report = await ran(f"line = {line}\nwhile True: os.write(3, line)", seconds=30)
    assert "printed without end" in report.trouble


@linux
async def test_a_flood_past_the_supervisor_ends_the_program() -> None:
    printed = b'{"type":"Printed","text":"%s","source":"code"}\n' % (b"x" * 10_000)
    report = await ran(f"out = {TO_APP}\nwhile True: out({printed!r})", seconds=30)
    assert not report.passed
    assert sum(map(len, report.output)) <= 65_536


async def test_many_small_prints_are_few_events() -> None:
    run = CodeRun("import os\nfor _ in range(20_000): os.write(1, b'x')", Code(id="c", start=""), Limits(MEMORY))
    prints = [event async for event in run.events() if isinstance(event, Printed)]
    assert sum(len(event.text) for event in prints) == 20_000
    assert len(prints) < 2000
