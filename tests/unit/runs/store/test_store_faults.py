"""What lies where the store should be, and is not one: reported by every command, moved aside or left, never lost."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from stored_runs import trained

from nnterm.commands import list as list_command
from nnterm.commands import progress as command
from nnterm.errors import StoreError, UsageError
from nnterm.runs.store.file.tables import VERSION
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

PAGE = 4096
COURSE = Path(__file__).parents[3] / "tui" / "lessons"
"""Two lessons, which are read sooner than those that ship."""


@pytest.fixture(autouse=True)
def _small_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnterm.paths.course", lambda: COURSE)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def path(home: Path) -> Path:
    """A store with much in it."""
    fill(RunStore.open())
    return home / "nnterm.sqlite"


def fill(store: RunStore) -> None:
    for number in range(30):
        Progress(store).visit(f"lesson{number}", 3)
        Progress(store).answer(f"lesson{number}", "quiz", "an answer" * 20, True)
        Progress(store).keep_draft(f"lesson{number}", "block", "code\n" * 100)
        trained(store)
    store.close()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Progress as a file: of three lessons."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("NNTERM_HOME", str(tmp_path / "other"))
        store = RunStore.open()
        for name in ("a", "b", "c"):
            Progress(store).visit(name, 1)
        store.close()
        command.run(str(tmp_path / "copy.json"), None, None)
    return tmp_path / "copy.json"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def cut(length: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, length if length > 0 else path.stat().st_size + length)


def overwrite(at: int, content: bytes) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(content)

    return damage


def journal_of_another(path: Path) -> None:
    """The journal of another program's file under the name of ours: SQLite takes what it says for our own."""
    other = path.with_name("other.sqlite")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (text)")
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 3000,)] * 20)
        connection.commit()
        shutil.copy(f"{other}-wal", f"{path}-wal")


def of_another(*statements: str) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        path.unlink()
        change(path, *statements)

    return replace


DAMAGE = {
    **{f"cut to {length}": cut(length) for length in (1, 15, 16, 99, 100, 512, 4095, PAGE, PAGE + 1, 3 * PAGE, 20_000)},
    **{f"cut by {length}": cut(-length) for length in (1, 1000, PAGE, PAGE + 1)},
    "first page of zeros": overwrite(0, bytes(PAGE)),
    "wrong name": overwrite(0, b"NOTSQLITE"),
    "wrong fields": overwrite(16, b"\xff" * 20),
    "text": lambda path: path.write_text("no database at all\n" * 500),
    "short text": lambda path: path.write_text("hello"),
    "of another program": of_another("CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('mine')"),
    "of another with a version": of_another("CREATE TABLE notes (text)", "PRAGMA user_version = 70"),
    "of another with our names": of_another(
        "CREATE TABLE runs (a)", "CREATE TABLE progress (b)", f"PRAGMA user_version = {VERSION}"
    ),
    "of another with our names, older": of_another(
        "CREATE TABLE runs (a)", "CREATE TABLE progress (b)", "PRAGMA user_version = 1"
    ),
    "a table gone": lambda path: change(path, "DROP TABLE progress"),
    "a column gone": lambda path: change(path, "ALTER TABLE progress RENAME COLUMN furthest TO further"),
    "a key gone": lambda path: change(
        path, "CREATE TABLE other AS SELECT * FROM answers", "DROP TABLE answers", "ALTER TABLE other RENAME TO answers"
    ),
    "no version": lambda path: change(path, "PRAGMA user_version = 0"),
    "a version below zero": lambda path: change(path, "PRAGMA user_version = -3"),
    "journal of another": journal_of_another,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_store_is_reported_and_nothing_of_it_is_lost(
    kind: str, path: Path, copy: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    DAMAGE[kind](path)
    content = path.read_bytes()
    capsys.readouterr()
    assert command.run(None, None, None) == 1
    said = capsys.readouterr()
    (aside,) = (place for place in path.parent.glob("*.damaged-*") if not place.name.endswith(("-wal", "-shm")))
    assert "was damaged" in said.err
    assert str(aside) in said.err
    assert said.out.startswith("0 of ")
    if kind != "journal of another":
        assert aside.read_bytes() == content
    # From here on all is well again, and what was kept elsewhere can be taken in.
    assert command.run(None, None, None) == 0
    assert command.run(None, str(copy), None) == 0
    assert capsys.readouterr().err == ""
    store = RunStore.open()
    assert set(Progress(store).all()) == {"a", "b", "c"}
    assert store.fetch("PRAGMA integrity_check") == [("ok",)]
    store.close()


@pytest.mark.parametrize("kind", ["cut to 20_000", "of another program", "emptied"])
def test_a_lost_store_is_never_exported(kind: str, path: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    {**DAMAGE, "cut to 20_000": cut(20_000), "emptied": lambda path: os.truncate(path, 0)}[kind](path)
    before = copy.read_bytes()
    with pytest.raises(StoreError, match="Nothing was exported"):
        command.run(str(copy), None, None)
    assert "file of runs was" in capsys.readouterr().err
    # Nor the next time, when all is well but nothing is there: what it would replace holds more.
    with pytest.raises(UsageError, match="no progress here yet"):
        command.run(str(copy), None, None)
    assert copy.read_bytes() == before


def test_an_emptied_store_is_reported_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.truncate(path, 0)
    assert command.run(None, None, None) == 1
    assert "was empty" in capsys.readouterr().err
    assert command.run(None, None, None) == 0
    assert capsys.readouterr().err == ""


def test_a_damaged_store_can_be_filled_from_a_copy_at_once(
    path: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("no database" * 500)
    assert command.run(None, str(copy), None) == 0
    assert "was damaged" in capsys.readouterr().err
    store = RunStore.open()
    assert set(Progress(store).all()) == {"a", "b", "c"}
    store.close()


@pytest.mark.parametrize("page", range(2, 14))
def test_a_page_of_zeros_is_reported_where_it_is_met_and_moved_aside(
    page: int, path: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No command crashes, and each that meets the damage says so. After it everything works."""
    overwrite((page - 1) * PAGE, bytes(PAGE))(path)
    met = False
    for act in (
        lambda: command.run(None, None, None),
        lambda: list_command.run(None),
        lambda: command.run(str(copy.with_name("new.json")), None, None),
        lambda: command.run(None, str(copy), None),
        lambda: RunStore.open().runs("lesson"),
    ):
        try:
            act()
        except StoreError as error:
            assert not met, "reported twice"
            met = "was damaged" in error.message
            assert met
    assert met == bool(list(path.parent.glob("*.damaged-*")))
    store = RunStore.open()
    assert not met or store.fetch("PRAGMA quick_check") == [("ok",)]
    store.close()


def test_rows_that_are_not_as_nnterm_writes_them_are_reported(
    path: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for column, value in (("step", "'many'"), ("seen", "'never'"), ("step", "-5"), ("furthest", "1.5")):
        change(path, "UPDATE progress SET step = 1, seen = 1, furthest = 1")
        change(path, f"UPDATE progress SET {column} = {value}")
        for act in (
            lambda: command.run(None, None, None),
            lambda: list_command.run(None),
            lambda: command.run(str(copy.with_name("new.json")), None, None),
            lambda: command.run(None, str(copy), None),
        ):
            with pytest.raises(StoreError, match="holds something this nnterm cannot read"):
                act()


# --- what cannot be written --------------------------------------------------------------------------


def in_the_way(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("a file")


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(path.parent)
        try:
            made.bind(path.name)
        finally:
            os.chdir(before)


def instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


UNWRITABLE = {
    "a folder": (instead(lambda path: path.mkdir()), "not a file"),
    "a pipe": (instead(os.mkfifo), "not a file"),
    "a socket": (instead(socket_at), "not a file"),
    "a device": (instead(lambda path: path.symlink_to("/dev/null")), "not a file"),
    "a loop": (instead(lambda path: path.symlink_to(path)), "symbolic links"),
    "a link to nowhere": (instead(lambda path: path.symlink_to("/nowhere/at/all")), "unable to open"),
    "a file as home": (in_the_way, "File exists"),
}


@pytest.mark.parametrize("kind", UNWRITABLE)
def test_what_is_no_file_is_left_and_reported(
    kind: str, path: Path, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, reason = UNWRITABLE[kind]
    make(path)
    before = copy.read_bytes()
    assert command.run(None, None, None) == 1
    assert list_command.run(None) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    for line in said:
        assert "not being kept" in line and reason in line and "NNTERM_HOME" in line
    with pytest.raises(StoreError, match="Nothing was imported"):
        command.run(None, str(copy), None)
    with pytest.raises(StoreError, match="Nothing was exported"):
        command.run(str(copy), None, None)
    assert copy.read_bytes() == before


def test_a_newer_store_is_left_as_it_is(path: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(path, f"PRAGMA user_version = {VERSION + 1}", "ALTER TABLE runs ADD COLUMN another TEXT NOT NULL DEFAULT ''")
    before = path.read_bytes()
    assert command.run(None, None, None) == 1
    assert "a newer nnterm wrote" in capsys.readouterr().err
    with pytest.raises(StoreError, match="Nothing was imported"):
        command.run(None, str(copy), None)
    with pytest.raises(StoreError, match="Nothing was exported"):
        command.run(str(copy), None, None)
    store = RunStore.open()
    trained(store)
    Progress(store).visit("lesson1", 2)
    store.close()
    assert path.read_bytes() == before
    assert [place.name for place in path.parent.iterdir()] == [path.name]


def test_a_store_that_a_newer_nnterm_takes_over_is_not_written_any_more(path: Path) -> None:
    store = RunStore.open()
    change(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="newer nnterm"):
        Progress(store).visit("lesson1", 2)
    with pytest.raises(StoreError, match="newer nnterm"):
        trained(store)
    store.close()


def test_a_lock_at_the_start_ends_with_the_program_that_has_it(
    path: Path, copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnterm.runs.store.file.store_file.PATIENCE", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("INSERT INTO choices VALUES ('a', 'b')")
        other.execute("COMMIT")
        store = RunStore.open()
        assert "locks" in store.notice
        assert command.run(None, None, None) == 1
        with pytest.raises(StoreError, match="locked"):
            command.run(None, str(copy), None)
        with pytest.raises(StoreError, match="locked"):
            Progress(store).visit("lesson1", 2)
    run = trained(store)
    Progress(store).visit("lesson1", 9)
    store.close()
    after = RunStore.open()
    assert after.runs("lesson", limit=1)[0].run_id == run.run_id
    assert Progress(after).all()["lesson1"].step == 9
    assert len(Progress(after).all()) == 30
    after.close()


# --- where it is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["with spaces", "ünïcödé 日本", "100% ?a=b#c&d", "a/b/c", b"\xff\xfe bytes", "~nobody-knows"]
)
def test_any_name_of_a_home_will_do(name: str | bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNTERM_HOME", os.fsdecode(name))
    fill(RunStore.open())
    store = RunStore.open()
    assert store.notice == ""
    assert len(store.runs("lesson")) == 30
    store.close()
    assert (tmp_path / os.fsdecode(name) / "nnterm.sqlite").is_file()
