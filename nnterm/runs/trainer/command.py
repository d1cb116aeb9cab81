"""How the trainer on this machine is started."""

import sys

COMMAND = (sys.executable, "-P", "-m", "nnterm.trainer.worker")
"""What is started. Anything that speaks the protocol on stdin and stdout would do.

With -P a learner's own `keras.py` in the folder they are in is not taken for the library.
"""
