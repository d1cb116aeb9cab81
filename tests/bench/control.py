"""How long a training takes to answer a key: `python tests/bench/control.py --help`.

The real worker trains the convolutional network of the lessons, whose epochs last seconds. Again and again it is
paused, stepped and resumed somewhere in an epoch, and stopped; each time runs from writing the command to reading the
event that answers it. A stop is answered by TrainingEnded; the evaluation that follows it has a row of its own.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import median

import msgspec
from speed_cases import CASES

from nnterm.experiment.protocol import commands, events

sys.path.insert(0, str(Path(__file__).parents[1]))
from trainer.cases import Case
from trainer.child import Child

WANTED = 0.1
"""Seconds within which a key is answered."""

CNN = CASES["mnist cnn"]


def answered(child: Child, command: commands.Command, answer: type) -> float:
    """Seconds from `command` to the next event of the kind `answer`."""
    began = time.perf_counter()
    child.send(command)
    child.until(answer)
    return time.perf_counter() - began


def keys(child: Child, run_id: str, times: int) -> dict[str, list[float]]:
    """Pauses, steps and resumes of a run under way, each after a few more steps of its training."""
    took: dict[str, list[float]] = {"pause": [], "resume": [], "step": []}
    for turn in range(times):
        for _ in range(1 + turn % 3):
            child.until(events.StepsEnded)
        took["pause"].append(answered(child, commands.PauseRun(run_id=run_id), events.RunPaused))
        took["step"].append(answered(child, commands.StepEpoch(run_id=run_id), events.RunResumed))
        # The step ends with its epoch, which may be near: no other event is sure to come.
        child.until(events.RunPaused)
        took["resume"].append(answered(child, commands.ResumeRun(run_id=run_id), events.RunResumed))
    return took


def stops(child: Child, case: Case, times: int) -> dict[str, list[float]]:
    """Runs of `case`, each stopped in the middle of its first epoch, and evaluated on 2,000 validation rows."""
    took: dict[str, list[float]] = {"stop": [], "stop, evaluated": []}
    for _ in range(times):
        run_id = child.start(case)
        for _ in range(3):
            child.until(events.StepsEnded)
        began = time.perf_counter()
        took["stop"].append(answered(child, commands.StopRun(run_id=run_id), events.TrainingEnded))
        child.until(events.RunEnded)
        took["stop, evaluated"].append(time.perf_counter() - began)
    return took


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=15, help="how often each key is pressed (15)")
    times = parser.parse_args().times
    chosen = msgspec.structs.replace(CNN.hyperparameters, epochs=10_000)
    case = Case(CNN.dataset, CNN.split, chosen)
    child = Child()
    try:
        child.until(events.TrainerReady)
        run_id = child.start(case)
        child.until(events.EpochsEnded)
        took = keys(child, run_id, times)
        child.send(commands.StopRun(run_id=run_id))
        child.to_end(run_id)
        took.update(stops(child, case, times))
    finally:
        child.kill()
    print(f"{'':18}{'median':>9}{'worst':>10}    within {WANTED * 1000:.0f} ms")
    for name, seconds in took.items():
        within = sum(second <= WANTED for second in seconds)
        print(f"{name:18}{median(seconds) * 1000:6.0f} ms{max(seconds) * 1000:7.0f} ms    {within} of {len(seconds)}")


if __name__ == "__main__":
    main()
