"""`nnterm new-lesson NAME`: a lesson file to begin with."""

from pathlib import Path

from nnterm import named_paths, paths
from nnterm.errors import UsageError
from nnterm.lesson.authoring.starter import slug_of, starter
from nnterm.lesson.parsing import frontmatter
from nnterm.named_paths import shown


def run(name: str, folder: str | None) -> int:
    """Write NN-name.md into `folder`, or into the current one, numbered after the lessons that are there.

    Raises UsageError for a name that cannot be used, and where a lesson of that name is. Nothing is overwritten.
    """
    slug = slug_of(name)
    where = paths.given(folder) if folder is not None else Path()
    try:
        where.mkdir(parents=True, exist_ok=True)
        matches = [frontmatter.FILE_NAME.fullmatch(name) for name in named_paths.names(where)]
        taken = {match[2]: match[0] for match in matches if match}
        if slug in taken:
            raise UsageError(
                f"There is a lesson {slug} already: {where / taken[slug]}.", "Choose another name, or edit that file."
            )
        number = max((int(match[1]) for match in matches if match), default=0) + 1
        path = where / f"{number:02}-{slug}.md"
        with path.open("x", encoding="utf-8") as file:
            file.write(starter(slug))
    except OSError as error:
        raise UsageError(
            f"{shown(where)} cannot be written to: {error.strerror}.", "Name a folder of yours."
        ) from error
    chosen = f" --lessons {shown(where)}" if folder is not None else " --lessons ."
    print(f"Wrote {shown(path)}. It has one of each block; put your own in their place.")
    print(f"  nnterm {slug}{chosen}    see it, and see every change as you save it")
    print(f"  nnterm check {shown(path)}    look for errors; --train keeps its promises too")
    print(f"All blocks and their keys: {paths.course() / 'AUTHORS.md'}")
    return 0
