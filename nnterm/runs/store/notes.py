"""Notes to runs: a line each that the learner writes, kept as long as the run is."""

from nnterm.errors import UsageError
from nnterm.printable import printable
from nnterm.runs.store.store import RunStore

LONGEST = 200
"""Characters of a note."""


def notes(store: RunStore) -> dict[str, str]:
    """Every note by the id of its run; one that another program spoiled is left out. Raises StoreError."""
    return {run_id: note for run_id, note in store.fetch("SELECT run_id, note FROM notes") if isinstance(note, str)}


def keep_note(store: RunStore, run_id: str, text: str) -> str:
    """Keep `text` as the note of a run in place of the one before, and give back what is kept; blank for no note.

    A run that was deleted meanwhile has none. Raises UsageError for a text that is too long, and StoreError.
    """
    note = " ".join(printable(text).split())
    if len(note) > LONGEST:
        raise UsageError(f"The note has {len(note)} characters.", f"Write at most {LONGEST}.")
    if not note:
        store.execute("DELETE FROM notes WHERE run_id = ?", (run_id,))
        return ""
    statement = "INSERT OR REPLACE INTO notes (run_id, note) SELECT run_id, ? FROM runs WHERE run_id = ?"
    store.execute(statement, (note, run_id))
    return note
