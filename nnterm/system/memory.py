"""How much memory a process started now could get."""

from collections.abc import Iterator
from pathlib import Path

PROC, GROUPS = Path("/proc"), Path("/sys/fs/cgroup")
"""Where Linux describes the computer, and the limits of the container."""

LIMITS = (
    ("memory.max", "memory.current", "memory.stat", "inactive_file"),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file"),
)
"""Files with a container's limit, what is used of it, and how much of that is a cache; of both kinds of groups."""


def available_memory() -> int | None:
    """Bytes that can be taken without swapping, within the limit of a container; None where the system says neither."""
    return min(_found(), default=None)


def _found() -> Iterator[int]:
    fields = _fields(PROC / "meminfo")
    if (kilobytes := fields.get("MemAvailable:")) is not None:
        yield kilobytes * 1024
    for limit, used, details, cache in LIMITS:
        most, taken = _number(GROUPS / limit), _number(GROUPS / used)
        if most is not None and taken is not None:
            yield max(0, most - taken + _fields(GROUPS / details).get(cache, 0))


def _fields(path: Path) -> dict[str, int]:
    """The lines `NAME NUMBER ...` of a file; none where it cannot be read."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return {}
    words = (line.split() for line in lines)
    return {word[0]: int(word[1]) for word in words if len(word) > 1 and word[1].isdecimal()}


def _number(path: Path) -> int | None:
    """The number in a file; None where there is none, as `max` for no limit."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return int(text) if text.isdecimal() else None
