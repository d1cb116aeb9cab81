"""A lesson to begin with: it has one of each block, passes `nnterm check --train`, and says what belongs where."""

import re

from nnterm.errors import UsageError
from nnterm.lesson.parsing.frontmatter import IDENTIFIER

LONGEST_NAME = 60
"""Characters of a name, so that every file system takes it."""


def slug_of(name: str) -> str:
    """The id of a lesson called `name`: small letters, digits and hyphens. Raises UsageError when nothing is left."""
    slug = re.sub("[^a-z0-9]+", "-", name.strip().removesuffix(".md").lower()).strip("-")
    slug = re.sub("^[0-9]{1,4}-", "", slug)
    # A number alone would be taken for a place in the course, and YAML reads null as nothing.
    if not IDENTIFIER.fullmatch(slug) or slug.isdecimal() or slug == "null" or len(slug) > LONGEST_NAME:
        raise UsageError(
            f"{name!r} cannot be the name of a lesson.",
            "Use letters and digits, for example: nnterm new-lesson two-moons",
        )
    return slug


def title_of(slug: str) -> str:
    """A title made of an id: `two-moons` is `Two moons`."""
    return slug.replace("-", " ").capitalize()


def starter(slug: str) -> str:
    """The text of the lesson file."""
    return _TEXT.replace("SLUG", slug).replace("TITLE", title_of(slug))


_TEXT = """\
---
format: 1
id: SLUG
title: TITLE
summary: One short line that says what it is about.
minutes: 10
requires: []
objectives:
  - Say in a few words what the learner can do afterwards
  - Write each as something to do, such as "Count the weights of a layer"
---

## See it first

Begin with something to look at. The lab beside this text
holds two half circles of points. One network should
separate them.

Press `t`, and watch the border. It is nearly a straight
line: this network is too small for the task.

```{experiment}
id: small
title: Two neurons
dataset: {name: moons, noise: 0.2, samples: 400}
split: {validation: 0.25}
model:
  - Dense: {units: 2, activation: tanh}
  - Dense: {units: 1, activation: sigmoid}
compile: {optimizer: adam, learning_rate: 0.01, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: 40, batch_size: 20}
seed: 0
tune: [units, layers, epochs, learning_rate, seed]
show: [map, curves, model, code]
expect: {val_loss: ">= 0.2", val_accuracy: ">= 0.85", parameters: "== 9"}
```

```{quiz}
id: count
question: How many weights and biases does this network have?
answer: 9
explanation: Each of the three neurons has 2 weights and 1 bias. 3 * 3 = 9.
```

## Guess, then run

Ask for a guess before the answer is on the screen. A wrong
guess is remembered better than a right sentence.

```{predict}
id: how-good
question: How many of 100 validation points will it get right after 40 epochs?
experiment: small
figure: val_accuracy
choices: {about half of them: "< 0.7", most but not all: "< 0.97", nearly all: ">= 0.97"}
explanation: A nearly straight line separates most of the two half circles, but their tips reach over it.
```

## Why it bends

Explain one idea a step, in short sentences. Say which key
is next. **Bold** a term where it is used first: `g` then
explains it.

The neurons of this lesson bend by tanh. Move along the
curve and compare it with the others.

```{explore}
kind: activation
functions: [tanh, relu, sigmoid]
range: [-4, 4]
derivative: true
```

## The same in Python

A little code, to be completed and run with `ctrl+r`. Each
check says in words what it asks for.

```{code}
id: neuron
task: Complete weighted_sum.
start: |
  def weighted_sum(inputs, weights, bias):
      return bias

  print(weighted_sum([3, 4], [2, -1], 0.5))
solution: |
  def weighted_sum(inputs, weights, bias):
      return sum(x * w for x, w in zip(inputs, weights)) + bias

  print(weighted_sum([3, 4], [2, -1], 0.5))
checks:
  - {expression: "weighted_sum([3, 4], [2, -1], 0.5)", equals: "2.5", say: The inputs 3 and 4 give 2.5.}
  - {expression: "weighted_sum([], [], 1)", equals: "1", say: Without inputs only the bias is left.}
wrong:
  - {change: x * w, to: x + w}
  - {change: + bias}
seconds: 30
```

## Your turn

End with something that only a run of the learner's own can
reach. `f` goes to the settings.

```{challenge}
id: bend-it
goal: Bring the validation loss to 0.16 or below, with fewer than 100 parameters.
experiment: small
conditions: {val_loss: "<= 0.16", parameters: "< 100"}
keep: [dataset.noise, dataset.samples]
solution: {units: 16, epochs: 200}
hints:
  - Two neurons make two bends at most.
  - More units bend more, and need more epochs.
  - 16 units and 200 epochs do it.
explanation: Sixteen neurons have 65 weights and biases in all, and enough bends for both half circles.
```
"""
