"""Several runs in one picture: the band of seeds, the chart of a sweep, the map of two settings."""
