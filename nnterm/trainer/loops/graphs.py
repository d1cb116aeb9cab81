"""The training loop as TensorFlow graphs around Keras's own `train_step` and `test_step`.

Keras's `fit` spends most of its time between the steps of a small model. Here the loop over batches, and over epochs
where they are short, is part of the graph; losses, metrics, dropout and penalties stay Keras's.
"""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from nnterm.trainer.loops.protocol import Part


class Graphs:
    """The compiled functions of one model.

    Rows, order and counts are arguments and the number of rows is open, as it is in `fit`: other values, and other
    numbers of rows, compile nothing new.
    """

    def __init__(self, model: Any, batch: Part, batch_size: int) -> None:
        """`batch` shows the type and shape of a row; nothing is compiled before a function is first called."""
        self._model = model
        self._batch_size = batch_size
        self.names: tuple[str, ...] = tuple(model.get_metrics_result())
        """Names of the metrics in the order of the columns."""
        part = tuple(tf.TensorSpec((None, *array.shape[1:]), array.dtype) for array in batch)
        order = tf.TensorSpec((None,), tf.int32)
        orders = tf.TensorSpec((None, None), tf.int32)
        number = tf.TensorSpec((), tf.int32)
        self.steps = _compiled(self._steps, part, order, number, number)
        self.test_steps = _compiled(self._test_steps, part, number, number)
        self.epochs = _compiled(self._epochs, part, part, orders)
        self.train_epochs = _compiled(self._train_epochs, part, orders)
        self.predict = _compiled(lambda x: model(x, training=False), part[0])
        """The model's output (n, units) for inputs (n, ...)."""

    def begin(self) -> None:
        """Set the metrics to zero, as `steps` and `test_steps` need it before the first of several calls."""
        self._model.reset_metrics()

    def _steps(self, train: Part, order: Any, first: Any, last: Any) -> Any:
        """Train the batches from `first` to before `last` of the rows in `order`. Metrics so far."""
        size = self._batch_size

        def step(number: Any) -> None:
            # The end of a slice may lie beyond the rows: the last batch holds what is left.
            rows = order[number * size : (number + 1) * size]
            self._model.train_step(tuple(tf.gather(array, rows) for array in train))

        repeat(step, first, last)
        return metrics(self._model, self.names)

    def _test_steps(self, part: Part, first: Any, last: Any) -> Any:
        """Evaluate the batches from `first` to before `last` of `part`. Metrics so far."""
        size = self._batch_size

        def step(number: Any) -> None:
            self._model.test_step(tuple(array[number * size : (number + 1) * size] for array in part))

        repeat(step, first, last)
        return metrics(self._model, self.names)

    def _epochs(self, train: Part, validation: Part, orders: Any) -> Any:
        """Train and validate a whole epoch for each row of `orders` (epochs, rows).

        Returns (epochs, columns): metrics of training and then of validation, an epoch a row.
        """

        def epoch(number: Any) -> Any:
            trained = self._whole(self.steps, train, orders[number])
            return tf.concat([trained, self._whole(self.test_steps, validation)], axis=0)

        return each(epoch, tf.shape(orders)[0], 2 * len(self.names))

    def _train_epochs(self, train: Part, orders: Any) -> Any:
        """The same without validation, which then need not be compiled before the first epoch."""
        return each(lambda number: self._whole(self.steps, train, orders[number]), tf.shape(orders)[0], len(self.names))

    def _whole(self, steps: Callable[..., Any], part: Part, *order: Any) -> Any:
        """All batches of `part` by `steps`, with metrics of their own."""
        self._model.reset_metrics()
        return steps(part, *order, 0, -(-tf.shape(part[0])[0] // self._batch_size))


class XlaGraphs:
    """The same loops compiled by XLA: several times faster for small models, and seconds slower to compile.

    XLA needs to know every shape, so there is a graph for each number of rows, and the ragged last batch of an epoch
    is one more copy of the model to compile.
    """

    def __init__(self, model: Any, batch_size: int) -> None:
        self._model = model
        self._batch_size = batch_size
        self._names = tuple(model.get_metrics_result())
        self.steps = tf.function(self._steps, jit_compile=True, autograph=False)
        self.epochs = tf.function(self._epochs, jit_compile=True, autograph=False)

    def _steps(self, train: Part, order: Any, first: Any, last: Any) -> Any:
        """Train the batches from `first` to before `last`, none of which is the ragged last one. Metrics so far."""
        repeat(lambda number: self._train(train, self._full(order, number)), first, last)
        return metrics(self._model, self._names)

    def _epochs(self, train: Part, validation: Part, orders: Any, count: Any) -> Any:
        """Train `count` whole epochs in the first rows of `orders` (most, rows); see `Graphs`.

        Counting within a fixed number of rows lets one graph serve for any number of epochs.
        """

        def epoch(number: Any) -> Any:
            self._model.reset_metrics()
            order = orders[number]
            self._batches(order.shape[0], (order,), lambda rows: self._train(train, *rows))
            trained = metrics(self._model, self._names)
            self._model.reset_metrics()
            self._batches(validation[0].shape[0], validation, self._model.test_step)
            return tf.concat([trained, metrics(self._model, self._names)], axis=0)

        return each(epoch, count, 2 * len(self._names), most=orders.shape[0])

    def _train(self, train: Part, rows: Any) -> None:
        self._model.train_step(tuple(tf.gather(array, rows) for array in train))

    def _batches(self, rows: int, arrays: tuple[Any, ...], step: Callable[[Any], object]) -> None:
        """Carry out `step` for each batch of `arrays`, all of which have `rows` rows."""
        full = rows // self._batch_size
        # No loop is made for batches that do not exist: XLA would check their shapes.
        if full:
            repeat(lambda number: step(tuple(self._full(array, number) for array in arrays)), 0, full)
        if rows % self._batch_size:
            step(tuple(array[full * self._batch_size :] for array in arrays))

    def _full(self, array: Any, number: Any) -> Any:
        """Batch `number` of `array`, which is full: XLA reads the size from the code."""
        start = [number * self._batch_size] + [0] * (len(array.shape) - 1)
        return tf.slice(array, start, [self._batch_size, *array.shape[1:]])


def repeat(body: Callable[[Any], object], first: Any, last: Any) -> None:
    """Carry out `body` for each number from `first` to before `last`, as one loop in the graph."""

    def turn(number: Any) -> Any:
        body(number)
        return number + 1

    # One at a time: each step starts from the weights that the last one left.
    tf.while_loop(lambda number: number < last, turn, [tf.convert_to_tensor(first)], parallel_iterations=1)


def each(row: Callable[[Any], Any], count: Any, columns: int, most: Any = None) -> Any:
    """The results (columns,) of `row` for the numbers 0 to before `count`, stacked: (`most` or `count`, columns)."""
    height = count if most is None else most
    numbers, table = tf.range(height)[:, None], tf.zeros((height, columns))

    def turn(number: Any, table: Any) -> Any:
        # Not a scatter, for which a GPU promises no order.
        return number + 1, tf.where(numbers == number, row(number), table)

    _, table = tf.while_loop(lambda number, _: number < count, turn, [tf.constant(0), table], parallel_iterations=1)
    return table


def metrics(model: Any, names: tuple[str, ...]) -> Any:
    """The values of the metrics now, in the order of `names`: read in the graph, since each way out of it costs."""
    values = model.get_metrics_result()
    return tf.stack([tf.cast(values[name], tf.float32) for name in names])


def _compiled(function: Callable[..., Any], *signature: Any) -> Any:
    # Keras's steps are graph code already; without autograph they are read once instead of rewritten first.
    return tf.function(function, input_signature=signature, autograph=False)


def first_rows(part: Part, count: int) -> Part:
    """The first `count` rows of `part`."""
    return part[0][:count], part[1][:count]


def numbers(*values: int) -> tuple[Any, ...]:
    """Numbers as tensors: XLA would compile a graph for each Python number."""
    return tuple(tf.constant(value) for value in values)
