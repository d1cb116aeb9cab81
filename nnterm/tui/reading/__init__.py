"""The left half of a lesson: text, quiz, prediction, challenge, code."""
