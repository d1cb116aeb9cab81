"""All keys of a lesson by what they are for, as the page of keys lists them."""

ALL_KEYS = (
    (
        "Training",
        (
            ("t", "train with these settings"),
            ("space", "pause, and resume"),
            (". ,", "one epoch, one batch"),
            ("< >", "slower, faster"),
            ("m", "20 epochs more, from where it is"),
            ("s", "stop; the run so far is kept"),
            ("e", "evaluate on the test rows, once"),
        ),
    ),
    (
        "Looking back",
        (
            ("[ ] { }", "one epoch back or on, or ten"),
            ("home end B", "the first, the newest, the best one"),
            ("m", "train on from the one you look at"),
            ("c", "pin this run to the chart, or unpin"),
            ("x", "try the remedy of the verdict"),
            ("z y", "zoom, logarithmic loss"),
        ),
    ),
    (
        "Settings",
        (
            ("f", "settings, or what you play with"),
            ("up down", "choose a setting"),
            ("left right", "change it by a natural step"),
            ("0-9 enter", "type a number and accept it"),
            ("+ -", "add or remove a hidden layer"),
            ("w", "sweep: try several values of it"),
            ("b", "this one back to the lesson's value"),
            ("r", "all of them back"),
        ),
    ),
    (
        "Runs, while the panel has the keys",
        (
            ("/", "filter: units=8..64, loss<0.3 or words"),
            ("o O", "sort by the next column, turn round"),
            ("enter =", "pin to the chart, use its settings"),
            ("N", "write a note to it"),
            ("del D", "delete it, or all in the filter"),
            ("A", "other experiments on the same data"),
        ),
    ),
    (
        "Lesson",
        (
            ("n p", "next step, step back"),
            ("h", "a hint for the challenge"),
            ("up down", "scroll the text"),
            ("tab", "what is open, the panel, the settings"),
            ("esc", "leave the field, then the lesson"),
            ("g", "what a word means; a click on it does too"),
            ("2 1", "the lab alone, and back to the text"),
            ("ctrl+r", "run the code in the text"),
            ("C", "close the text, write the model yourself"),
            ("v V", "next panel, panel before"),
            ("a", "loss or metric, where one chart fits"),
        ),
    ),
    (
        "Several runs",
        (("u", "is it luck? the same on 10 seeds"), ("U", "the same, on how many you like")),
    ),
    (
        "Everywhere",
        (
            ("l", "back to the lessons"),
            ("d", "the device, and why it is used"),
            ("?", "this page"),
            ("ctrl+z", "to the shell"),
            ("q", "quit"),
        ),
    ),
)
"""Every key by what it is for."""
