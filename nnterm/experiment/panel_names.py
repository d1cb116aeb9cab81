"""The panels of the lab by name. Imports nothing: the table of commands names them, too."""

INSIDE = (
    "network",
    "gradients",
    "weights",
    "fit",
    "confusion",
    "threshold",
    "mistakes",
    "features",
    "draw",
    "fooled",
    "sentence",
    "embedding",
    "attention",
    "generated",
    "pairs",
)
"""Panels that look inside a model: the trainer answers them."""

PANELS = ("curves", "map", "model", "code", *INSIDE, "runs")
"""Panels of the lab that an experiment may name in `show`, in their order after those that it names."""

JUDGING = ("curves", "map", "runs", "confusion", "threshold", "mistakes", "fit")
"""Panels by which a run is judged: below them the test rows are offered."""

TYPED = ("draw", "sentence")
"""Panels that answer what is drawn or typed in them."""

PRINTED = ("map", *(panel for panel in INSIDE if panel not in TYPED))
"""Panels that can be printed without a screen."""
