"""Two measurements become one sentence that says which device is faster, by how much, and why."""

import pytest

from nnterm.experiment.protocol.device import Measured, comparison


def measured(step_seconds: float) -> Measured:
    return Measured(device="any", steps=1000, seconds=1000 * step_seconds)


@pytest.mark.parametrize(
    ("cpu", "gpu", "operations", "says", "why"),
    [
        (1e-4, 4e-4, 1e5, "The CPU is 4.0 times faster", "launching each step costs more than computing it"),
        (8e-2, 4e-3, 5e10, "The GPU is 20.0 times faster", "computing dominates"),
        (1.0e-4, 1.05e-4, 1e5, "about equally fast", "launching each step costs more"),
        (6e-4, 3e-4, 1e6, "The GPU is 2.0 times faster", "launching each step costs more"),
        (1e-2, 3e-2, 1e12, "The CPU is 3.0 times faster", "computing dominates"),
    ],
)
def test_the_faster_device_and_the_reason(cpu: float, gpu: float, operations: float, says: str, why: str) -> None:
    said = comparison(measured(cpu), measured(gpu), operations, "")
    assert says in said
    assert why in said
    assert f"{1 / cpu:,.0f} steps a second on the CPU" in said


def test_without_a_gpu_it_says_why_and_how_fast_the_cpu_is() -> None:
    said = comparison(measured(1e-3), None, 1e6, "No driver was found.")
    assert "1,000 steps a second" in said
    assert said.endswith("No driver was found.")


def test_what_could_not_be_measured_is_reported() -> None:
    assert comparison(None, None, 0.0, "The memory is full.") == "The memory is full."
