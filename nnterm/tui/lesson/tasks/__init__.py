"""What a learner is given to do: to guess, to write code, to reach a goal."""
