"""What every line between app and trainer has: a type."""

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """What every line has: a `type` that names the struct."""
