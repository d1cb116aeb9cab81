"""The training loop as TensorFlow graphs around Keras's own `train_step` and `test_step`.

Keras's `fit` spends most of its time between the steps of a small model. Here the loop over batches, and over epochs
where they are short, is part of the graph; losses, metrics, dropout and penalties stay Keras's.
"""

from typing import Any

import tensorflow as tf

_untouched = tf.autograph.experimental.do_not_convert


class Graphs:
    """The compiled functions of one model. Rows, order and counts are arguments: other values compile nothing new."""

    def __init__(self, model: Any, batch_size: int, xla: bool) -> None:
        self._model = model
        self.batch_size = batch_size
        self._step = _untouched(model.train_step)
        self._test = _untouched(model.test_step)
        self.names: tuple[str, ...] = tuple(metric for metric in model.get_metrics_result())
        """Names of the metrics in the order of the columns."""
        self.epochs = tf.function(self._epochs, jit_compile=xla)
        self.steps = tf.function(self._steps, jit_compile=xla)
        self.test_steps = tf.function(self._test_steps, jit_compile=xla)

    def begin(self) -> None:
        """Set the metrics to zero, as `steps` and `test_steps` need it before the first of several calls."""
        self._model.reset_metrics()

    def _epochs(self, train: Any, validation: Any, orders: Any, count: Any) -> Any:
        """Train `count` whole epochs.

        `orders` (most, rows) holds the order of rows of each epoch; the shape is fixed so that one graph serves any
        count. Returns (most, columns): metrics of training and then of validation, an epoch a row.
        """
        columns = len(self.names) * (1 if validation is None else 2)
        logs = tf.zeros((orders.shape[0], columns))
        epoch = tf.constant(0)
        # `while`, not `for` over a range: XLA would compile the length of a range anew for each count.
        while epoch < count:
            self._model.reset_metrics()
            row = self._steps(train, orders[epoch], 0, orders.shape[1])
            if validation is not None:
                self._model.reset_metrics()
                row = tf.concat([row, self._test_steps(validation, 0, validation[0].shape[0])], axis=0)
            logs = tf.tensor_scatter_nd_update(logs, [[epoch]], [row])
            epoch += 1
        return logs

    def _steps(self, train: Any, order: Any, first: Any, last: Any) -> Any:
        """Train the batches from `first` to before `last`; the ragged last batch counts as one. Metrics so far."""
        size, rows = self.batch_size, order.shape[0]
        full = rows // size
        if full:
            step, end = tf.convert_to_tensor(first), tf.minimum(last, full)
            while step < end:
                self._batch(train, tf.slice(order, [step * size], [size]))
                step += 1
        if rows % size and last > full:
            self._batch(train, order[full * size :])
        return self._metrics()

    def _test_steps(self, part: Any, first: Any, last: Any) -> Any:
        """Evaluate the batches from `first` to before `last` of `part`. Metrics so far."""
        size, rows = self.batch_size, part[0].shape[0]
        full = rows // size
        if full:
            step, end = tf.convert_to_tensor(first), tf.minimum(last, full)
            while step < end:
                self._test(tuple(_rows(array, step * size, size) for array in part))
                step += 1
        if rows % size and last > full:
            self._test(tuple(array[full * size :] for array in part))
        return self._metrics()

    def _batch(self, train: Any, rows: Any) -> None:
        self._step(tuple(tf.gather(array, rows) for array in train))

    def _metrics(self) -> Any:
        values = self._model.get_metrics_result()
        return tf.stack([tf.cast(values[name], tf.float32) for name in self.names])


def _rows(array: Any, start: Any, size: int) -> Any:
    """`size` rows of `array` from `start` on; the size is known to the compiler."""
    return tf.slice(array, [start] + [0] * (len(array.shape) - 1), [size, *array.shape[1:]])
