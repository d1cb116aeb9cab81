"""A lesson without errors that uses every block, for tests to load and to break."""

from pathlib import Path

GOOD = """\
---
format: 1
id: dense-iris            # the file name without its number
title: Dense layers
summary: One line for the course screen.
minutes: 15
requires: []
objectives:
  - Build a model from Dense layers
  - "Read a curve: loss and accuracy"
---

## What a `Dense` layer is

Every unit sees every input.

- In a list, code stays code:

  ```python
  ## not a step
  ```

```{experiment}
id: iris-20
title: Iris, 20 epochs
dataset: {name: iris, scale: true}
split: {test: 0.2, validation: 0.1, stratify: true, seed: 7}
model:
  - Dense: {units: 4, activation: relu}
  - Dense:
      units: 3
      activation: softmax
compile:
  optimizer: adam
  learning_rate: 1e-3
  loss: categorical_crossentropy
  metrics: [accuracy]
fit: {epochs: 20, batch_size: 16, shuffle: no}
dropout: 0.1
l2: 0.01
seed: 3
tune:
  units: {low: 1, high: 64}
  activation: {choices: [relu, tanh]}
  epochs: {}
show: [model, curves]
expect:
  val_accuracy: ">= 0.5"
  parameters: "== 35"
  diagnosis: learning
```

Now count:

```{quiz}
question: How many weights has the first layer?
choices: [16, 20, 24]
answer: 20
explanation: 4 inputs times 4 units, and 4 biases.
```

## Points and curves

```{quiz}
id: sum
question: How many in all?
answer: 35
tolerance: 0.5
explanation: 20 and 15.
```

| a | b |
|---|---|
| 1 | 2 |

## In the plane

Look at the map.

~~~{experiment}
id: moons
dataset: {name: moons, noise: 0.2, samples: 400}
model:
  - Dense: {units: 8, activation: tanh}
  - Dense: {units: 1, activation: sigmoid}
compile: {loss: binary_crossentropy, optimizer: sgd, momentum: 0.9}
fit: {epochs: 50}
tune: [units, dataset.noise]
show: [map, curves]
~~~

## Activations

Play with them. A longer fence shows a block without being one:

````markdown
```{quiz}
```
````

```{explore}
kind: activation
functions: [linear, relu]
range: [-10, 10]
derivative: true
```
"""


def write(folder: Path, text: str = GOOD, name: str = "05-dense-iris.md") -> Path:
    """Put `text` into a lesson file in `folder`."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def head(id: str, requires: str = "[]", steps: str = "\n## One\n\nText.\n") -> str:
    """A small lesson with this id."""
    return (
        f"---\nformat: 1\nid: {id}\ntitle: A title\nsummary: A summary.\nminutes: 5\nrequires: {requires}\n"
        f"objectives: [Understand]\n---\n{steps}"
    )
