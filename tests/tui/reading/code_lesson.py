"""A lesson with code to write, and the way to write it."""

from textual.pilot import Pilot

from nnterm.tui.app import NntermApp
from nnterm.tui.reading.code_editor import CodeEditor

CODE = """---
format: 1
id: code
title: Code
summary: Write it.
minutes: 5
requires: []
objectives:
  - Write a function
---

## Double a number

Write a function.

```{code}
id: double
task: Complete double.
start: |
  def double(x):
      return x
solution: |
  def double(x):
      return 2 * x
checks:
  - {expression: "double(2)", equals: "4", say: Twice 2 is 4.}
  - {expression: "double(0)", equals: "0", say: Twice 0 is 0.}
seconds: 60
```

## Play

Change the numbers.

```{code}
id: play
start: |
  print("hello")
```

```{quiz}
id: sum
question: What is 1 and 1?
answer: 2
explanation: It is 2.
```
"""


async def write(pilot: Pilot[None], text: str) -> None:
    """Type `text` into the editor that has the focus, in place of what is there."""
    names = {" ": "space", "\n": "enter", "\t": "tab"}
    await pilot.press("f7", "backspace", *(names.get(character, character) for character in text))


def editor(app: NntermApp) -> CodeEditor:
    return app.screen.query(CodeEditor).first()
