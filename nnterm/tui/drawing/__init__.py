"""From numbers to rows of text: charts, plots, axes, shades. No Textual."""
