"""How measured values are rounded wherever they are read: charts, tables, the line of numbers, the verdict."""

from math import isfinite


def number(value: float) -> str:
    """`value` in at most six characters."""
    if not isfinite(value):
        return "nan" if value != value else "inf" if value > 0 else "-inf"  # noqa: PLR0124
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 100_000 or size < 0.001:
        return f"{value:.0e}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    if size >= 1000:
        return f"{value:.0f}"
    if size >= 100:
        return f"{value:.1f}"
    if size >= 10:
        return f"{value:.2f}"
    return f"{value:.3f}"


def difference(value: float, other: float) -> str:
    """How much larger `value` is than `other`, of both as they are shown: who subtracts them finds the same."""
    shown = float(number(value)) - float(number(other))
    # Of two decimal numbers; what is beyond their last digit comes from halving.
    return number(round(shown, 6))
