"""Commands that train without a screen, and the process alone that trains for another machine."""
