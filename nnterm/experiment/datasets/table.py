"""What was found in a table of the learner's: enough to build a model for it without reading it again."""

import msgspec


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that goes into the model."""

    name: str
    texts: tuple[str, ...] = ()
    """The texts that occur in it, each an input of its own that is 1 or 0; empty for a column of numbers."""
    missing: int = 0
    """Values that are missing in it and are filled."""
    indicated: bool = False
    """Whether an input of its own says where they are missing."""

    @property
    def width(self) -> int:
        """Inputs that its values make, the indicator not counted."""
        return len(self.texts) or 1


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns and rows of a CSV file, with the target chosen."""

    digest: str
    """SHA-256 of the file, by which a changed one is noticed."""
    delimiter: str
    header: tuple[str, ...]
    """Names of all columns, those that are not used too."""
    named: bool = True
    """Whether the names are in the first row of the file; else they are `column 1` and so on."""
    exact: bool = True
    """Whether the first row has the very names, without blanks around them and none missing."""
    encoding: str = "utf-8"
    """How the text is written, in Python's name for it."""
    columns: tuple[Column, ...]
    """The columns that go in, in their order."""
    target: str
    """Name of the column to predict."""
    classes: tuple[str, ...] = ()
    """What the target can be, in order; empty where it is a number."""
    rows: int
    """Rows that can be used."""
    left_out: int = 0
    """Rows without a value in some column that is used, or in the target where others are filled."""
    unused: tuple[str, ...] = ()
    """Columns without a value, or with too many different texts."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """A name for each number that goes in, the indicators at the end."""
        values = (
            name
            for column in self.columns
            for name in ([f"{column.name} {text}" for text in column.texts] or [column.name])
        )
        return (*values, *(f"{column.name} missing" for column in self.indicators))

    @property
    def indicators(self) -> tuple[Column, ...]:
        """The columns with an input that says where they are missing."""
        return tuple(column for column in self.columns if column.indicated)

    @property
    def filled(self) -> int:
        """Missing values that are filled."""
        return sum(column.missing for column in self.columns)


def words(table: Table) -> str:
    """What was found, in a sentence or three."""
    target = f"{table.target}, one of {len(table.classes)} classes" if table.classes else f"{table.target}, a number"
    count = len(table.inputs)
    said = f"{table.rows:,} rows, {count} input{'' if count == 1 else 's'}; the target is {target}."
    if table.filled:
        each = "value is" if table.filled == 1 else "values are"
        said += f" {table.filled:,} missing {each} filled, from the training rows with the median or the usual text"
        if table.indicators:
            count = len(table.indicators)
            said += f", and marked in {'an input' if count == 1 else f'{count} inputs'} of their own"
        said += "."
    if table.left_out:
        left = f"{table.left_out:,} row{' is' if table.left_out == 1 else 's are'}"
        said += f" {left} left out, because {'the target' if table.filled else 'a value'} is missing."
    if table.unused:
        said += f" Not used: {', '.join(table.unused)}."
    if table.encoding != "utf-8":
        said += " Read as Latin-1, because it is not UTF-8."
    return said
