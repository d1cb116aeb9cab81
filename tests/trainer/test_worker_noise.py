"""A worker among libraries that print: its events stay whole lines, and nothing else is among them."""

import subprocess
import sys

import pytest

from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.wire import decode_event, encode

from .cases import MOONS
from .child import DEADLINE

# Whoever starts the worker owns what is written before its first event; from there on the stream is the events alone.
NOISY = """
import ctypes, os, sys
from nnterm.trainer import channel, worker
say = channel.Channel.say
libc = ctypes.CDLL(None)
def noisy(self, event):
    say(self, event)
    print("printed by Python {", end="")
    sys.stdout.flush()
    os.write(1, b'{"type": "RunPaused", "run_id": "forged", "epoch": 1}\\n')
    libc.printf(b"printed by C\\n")
    libc.fflush(None)
channel.Channel.say = noisy
worker.main()
"""


@pytest.mark.slow
def test_noise_of_any_kind_stays_out_of_the_stream_of_a_real_run() -> None:
    process = subprocess.Popen(
        (sys.executable, "-c", NOISY), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # stderr is drained by communicate(); the run ends before stdin does.
    assert process.stdin is not None
    assert process.stdout is not None
    chosen = MOONS.with_(epochs=3)
    start = commands.StartRun(
        run_id="noise", dataset=chosen.dataset, split=chosen.split, hyperparameters=chosen.hyperparameters
    )
    try:
        process.stdin.write(encode(start))
        process.stdin.flush()
        seen = []
        while not seen or not isinstance(seen[-1], events.RunEnded):
            seen.append(decode_event(process.stdout.readline()))
        rest, said = process.communicate(timeout=DEADLINE)
    finally:
        process.kill()
        process.wait()
    assert rest == b""
    assert (seen[-1].run_id, seen[-1].outcome) == ("noise", "completed")
    assert not any(isinstance(event, events.RunPaused) for event in seen)
    for noise in (b"printed by Python", b"forged", b"printed by C"):
        assert noise in said
