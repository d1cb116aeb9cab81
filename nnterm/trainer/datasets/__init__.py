"""From a data set's name to arrays and their split."""
