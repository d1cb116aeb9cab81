"""Types programs into the editor of an exercise, as whoever writes them does."""

from learner import Learner

from nnterm.tui.reading.code_editor import CodeEditor


async def type_program(learner: Learner, editor: CodeEditor, text: str) -> None:
    """Type `text`; the editor indents by itself, which is mended where the text has it otherwise."""
    for number, line in enumerate(text.split("\n")):
        if number:
            await learner.press("enter")
        given = len(editor.document[editor.cursor_location[0]])
        indent = len(line) - len(line.lstrip())
        if line.strip() and given > indent:
            await learner.press("home", "shift+end", "backspace")
            given = 0
        await learner.type(" " * (indent - given) + line.strip() if line.strip() else "")
