"""How near the compiled loop comes to what can be had: `python tests/bench/limit.py [ROUNDS]`, with JAX installed.

The rival is written by hand in JAX: the same net, optimizer, batches, metrics and validation, shuffled anew in each
epoch, as one compiled loop over epochs that knows nothing else. Both train in the same process, in turns, on the same
rows; the figures are epochs a second of the fastest rounds, and nnterm's as a part of JAX's (wanted: 0.7), by the clock
and by processor time, which is steadier where others use the machine.

Where the time goes, in processor time of an epoch of iris, of about 78 microseconds in all, measured on two busy cores:
- 60 to 75 in XLA's graph of about 45 operations a step. Without metrics an epoch took 0 to 9 less, without Adam 5 to
  18, without gathers 2 to 7, without validation 15 to 18, on a busy machine and so roughly; most of the rest goes
  forwards and backwards;
- 9 to 14 in the order of the rows, which a replay in plain numpy has to give too: `default_rng([seed, epoch])`. Making
  orders in a thread meanwhile takes half of it off the clock where a core is free, and costs more where none is;
- 1 to 2 in a call, since the variables are read and written once in 256 epochs.
The trainer's flags let XLA make one function of the loop where the net is small (`nnterm.trainer.worker`). An epoch of
circles then took 34 to 67 microseconds of processor time instead of 155 to 207, and of six layers of 8 it took 83
instead of 582. For iris that makes no difference: in one function products of matrices are plain loops.
By the clock there is the way from thread to thread in each call. TF_NUM_INTEROP_THREADS=1 shortens it, and makes a step
of the CNN a quarter slower on two cores (5.3 to 6.8 ms; LSTM 3.9 to 4.0), so that only trainers of a pool get it.
XLA_FLAGS=--xla_cpu_multi_thread_eigen=false takes a tenth to a third of processor time off these graphs; it is for the
whole process, where large products of matrices have use for several threads, and is not set.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec
from speed_cases import CASES, Case

NAMES = ("iris 4-128-3", "circles 8-8-1", "circles 6 x 8")
CALL = 200
"""Epochs that JAX trains in one call."""
ENDLESS = 10**9
"""More epochs than are trained."""
SPAN = 0.5
"""Seconds of a measurement, about."""


class ByHand:
    """A net of dense layers, trained by Adam in one compiled loop over epochs."""

    def __init__(self, case: Case) -> None:
        import jax
        import jax.numpy as jnp

        from nnterm.trainer.datasets.dataset import divide
        from nnterm.trainer.datasets.targets import targets

        chosen, parts = case.hyperparameters, divide(case.dataset, case.split)
        train, validation = (
            part and (jnp.array(part[0]), jnp.array(targets(part[1], case.dataset, chosen), "float32"))
            for part in (parts.train, parts.validation)
        )
        size, rate = chosen.batch_size, chosen.learning_rate
        rows, full = len(train[0]), len(train[0]) // size
        activations = [layer.activation for layer in chosen.layers]
        is_binary = chosen.loss == "binary_crossentropy"
        functions = {"relu": jax.nn.relu, "softmax": jax.nn.softmax, "sigmoid": jax.nn.sigmoid}

        def answer(weights: Any, x: Any) -> Any:
            for (kernel, bias), activation in zip(weights, activations, strict=True):
                x = functions[activation](x @ kernel + bias)
            return x

        def loss(weights: Any, x: Any, y: Any) -> tuple[Any, Any]:
            found = answer(weights, x)
            clipped = jnp.clip(found, 1e-7, 1 - 1e-7)
            if is_binary:
                losses = -(y * jnp.log(clipped) + (1 - y) * jnp.log(1 - clipped)).mean(axis=-1)
                right = ((found > 0.5) == (y > 0.5)).mean(axis=-1)
            else:
                losses = -(y * jnp.log(clipped)).sum(axis=-1)
                right = found.argmax(axis=-1) == y.argmax(axis=-1)
            return losses.mean(), jnp.stack([losses.sum(), right.sum()])

        def adam(state: Any, x: Any, y: Any) -> tuple[Any, Any]:
            weights, first, second, step = state
            (_, sums), gradients = jax.value_and_grad(loss, has_aux=True)(weights, x, y)
            step = step + 1
            each = jax.tree.map
            first = each(lambda m, g: m + (g - m) * 0.1, first, gradients)
            second = each(lambda v, g: v + (g * g - v) * 0.001, second, gradients)
            alpha = rate * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            weights = each(lambda w, m, v: w - alpha * m / (jnp.sqrt(v) + 1e-7), weights, first, second)
            return (weights, first, second, step), sums

        def epoch(carry: Any, _: Any) -> tuple[Any, Any]:
            state, key = carry
            key, chosen_key = jax.random.split(key)
            order = jax.random.permutation(chosen_key, rows)

            def batch(state: Any, places: Any) -> tuple[Any, Any]:
                return adam(state, train[0][places], train[1][places])

            state, sums = jax.lax.scan(batch, state, order[: full * size].reshape(full, size))
            sums = sums.sum(axis=0)
            if rows % size:
                state, rest = batch(state, order[full * size :])
                sums = sums + rest
            columns = sums / rows
            if validation:
                columns = jnp.concatenate([columns, loss(state[0], *validation)[1] / len(validation[0])])
            return (state, key), columns

        keys = jax.random.split(jax.random.PRNGKey(chosen.seed), len(chosen.layers))
        widths = [train[0].shape[1], *(layer.units for layer in chosen.layers)]
        shapes = zip(keys, widths, widths[1:], strict=False)
        weights = [(jax.nn.initializers.glorot_uniform()(key, (a, b)), jnp.zeros(b)) for key, a, b in shapes]
        zeros = jax.tree.map(jnp.zeros_like, weights)
        self._carry: Any = ((weights, zeros, zeros, jnp.float32(0)), keys[0])
        self._epochs = jax.jit(lambda carry: jax.lax.scan(epoch, carry, None, length=CALL))

    def train(self) -> int:
        """Train for one call; the epochs that it took."""
        import numpy as np

        self._carry, columns = self._epochs(self._carry)
        self.losses = np.asarray(columns)[:, 0]
        return CALL


class Ours:
    """The same case as nnterm trains it."""

    def __init__(self, case: Case) -> None:
        from nnterm.trainer.loops.compiled_loops import Loops

        loops = Loops()
        parts = loops.load(case.dataset, case.split)
        self._loop, _ = loops.make(case.dataset, parts, msgspec.structs.replace(case.hyperparameters, epochs=100_000))
        list(self._loop.compile(ahead=True))
        self._loop.advance(1)

    def train(self) -> int:
        """Train for one call; the epochs that it took."""
        before = self._loop.done
        self.losses = self._loop.advance(ENDLESS)["loss"]
        return int(self._loop.done - before)


def speed(train: Callable[[], int]) -> tuple[float, float]:
    """Epochs a second, and epochs a second of processor time."""
    epochs, began, spent = 0, time.perf_counter(), time.process_time()
    while (took := time.perf_counter() - began) < SPAN:
        epochs += train()
    return epochs / took, epochs / (time.process_time() - spent)


def main() -> None:
    """Print a line for each case."""
    from nnterm.trainer.worker import XLA_FLAGS

    os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu"})
    os.environ["XLA_FLAGS"] = XLA_FLAGS
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"{'epochs/s':16}{'JAX by hand':>14}{'nnterm':>10}{'part':>8}{'of CPU speed':>14}   last losses")
    for name in NAMES:
        ours = Ours(CASES[name])
        # TensorFlow has read the trainer's flags by now; JAX is measured as it comes.
        os.environ.pop("XLA_FLAGS", None)
        by_hand = ByHand(CASES[name])
        speed(by_hand.train), speed(ours.train)
        pairs = [(*speed(by_hand.train), *speed(ours.train)) for _ in range(rounds)]
        theirs, their_cpu, mine, my_cpu = (max(each) for each in zip(*pairs, strict=True))
        losses = f"{by_hand.losses[-1]:.4f} {ours.losses[-1]:.4f}"
        parts = f"{mine / theirs:8.2f}{my_cpu / their_cpu:14.2f}"
        print(f"{name:16}{theirs:14,.0f}{mine:10,.0f}{parts}   {losses}", flush=True)


if __name__ == "__main__":
    main()
