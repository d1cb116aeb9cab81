"""How many trainers a pool gets: by cores, memory and tasks, and why, in a sentence."""

from pathlib import Path

import pytest

from nnterm.errors import UsageError
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.pool import size as module
from nnterm.runs.trainer.pool.size import pool_size
from nnterm.system import memory

GIB = 2**30


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight cores and plenty of memory."""
    monkeypatch.setattr(module, "cores", lambda: 8)
    monkeypatch.setattr(module, "available_memory", lambda: 64 * GIB)
    monkeypatch.setenv("NNTERM_TRAINER", "")
    monkeypatch.setenv("NNTERM_DEVICE", "")


@pytest.mark.parametrize(
    ("runs", "free", "size"),
    [
        ((30, None), 64, (8, "8 trainers train at once: one a core.")),
        ((3, None), 64, (3, "3 trainers train at once: there is no more to train.")),
        ((1, None), 64, (1, "1 trainer trains: there is no more to train.")),
        ((30, 12), 64, (12, "12 trainers train at once: as requested.")),
        ((30, None), 2, (2, "2 trainers train at once: 2.0 GB of memory are free, and each takes about 700 MB.")),
        ((30, 4), 0.25, (1, "1 trainer trains: 0.2 GB of memory are free, and each takes about 700 MB.")),
    ],
)
def test_the_number_and_why(
    runs: tuple[int, int | None], free: float, size: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "available_memory", lambda: int(free * GIB))
    assert pool_size(*runs)[:2] == size


def test_one_elsewhere_is_alone_unless_more_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_TRAINER", "ssh gpubox nnterm trainer")
    monkeypatch.setattr(module, "available_memory", lambda: GIB // 4)
    assert pool_size(30).trainers == 1
    assert pool_size(30, 5).trainers == 5, "the memory there is not the memory here"


def test_several_commands_share_the_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    box, lab = ("ssh", "box", "nnterm", "trainer"), ("ssh", "lab", "nnterm", "trainer")
    monkeypatch.setenv("NNTERM_TRAINER", "ssh box nnterm trainer\nhere\nssh lab nnterm trainer")
    monkeypatch.setattr(module, "cores", lambda: 2)
    sentence = "4 trainers train at once: 1 through `ssh box`, 2 here, 1 through `ssh lab`."
    assert pool_size(30) == (4, sentence, (box, COMMAND, lab, COMMAND))
    assert pool_size(2).commands == (box, COMMAND), "fewer runs are shared among them"
    assert pool_size(30, 3).reason == "9 trainers train at once: 3 through `ssh box`, 3 here, 3 through `ssh lab`."
    monkeypatch.setattr(module, "available_memory", lambda: GIB // 4)
    assert pool_size(30, 3).commands.count(COMMAND) == 1, "there is no memory for more here"
    with pytest.raises(UsageError, match="90"):
        pool_size(99, 30)


def test_one_on_a_chosen_gpu_has_it_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_DEVICE", "gpu:1")
    assert pool_size(30).trainers == 1
    monkeypatch.setenv("NNTERM_DEVICE", "cpu")
    assert pool_size(30).trainers == 8


@pytest.mark.parametrize("wanted", [0, -1, 65])
def test_a_number_that_cannot_be(wanted: int) -> None:
    with pytest.raises(UsageError, match=str(wanted)):
        pool_size(3, wanted)


def test_memory_is_that_of_the_container_where_it_has_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "PROC", tmp_path)
    monkeypatch.setattr(memory, "GROUPS", tmp_path)
    assert memory.available_memory() is None
    (tmp_path / "meminfo").write_text("MemTotal:       900 kB\nMemAvailable:   700 kB\n")
    assert memory.available_memory() == 700 * 1024
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert memory.available_memory() == 700 * 1024
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.stat").write_text("anon 600\ninactive_file 300\n")
    assert memory.available_memory() == 5000 - 1000 + 300
