"""How the path of a table goes on that somebody has begun to type."""

from itertools import takewhile

from nnterm import named_paths, paths
from nnterm.errors import PathError

ENDINGS = (".csv", ".tsv", ".txt")
"""How the names of tables end."""

MOST = 1000
"""Names of a folder that are looked at."""


def completed(text: str) -> str:
    """`text` with as much after it as is certain, or the first table or folder that it may be; empty for none.

    A folder ends with a slash, so that its tables come next. Hidden names are offered where the text begins like one.
    """
    folder, slash, begun = text.rpartition("/")
    before = folder + slash
    try:
        beside = named_paths.names(paths.given(before or "."), MOST)
    except PathError:
        return ""
    likely = [name for name in beside if name.startswith(begun) and name.isprintable()]
    likely = [name for name in likely if begun or not name.startswith(".")]
    tables = [name for name in likely if name.lower().endswith(ENDINGS)]
    folders = [f"{name}/" for name in likely if name not in tables and _is_folder(before + name)]
    candidates = [*tables, *folders]
    if not candidates:
        return ""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*candidates, strict=False))
    certain = "".join(letters[0] for letters in same)
    found = before + (certain if len(certain) > len(begun) else candidates[0])
    return found if found != text else ""


def _is_folder(path: str) -> bool:
    try:
        return named_paths.is_folder(paths.given(path))
    except PathError:
        return False
