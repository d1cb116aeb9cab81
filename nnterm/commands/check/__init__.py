"""What `nnterm check` looks at: the lessons themselves, and with `--train` the promises they make."""
