"""Textual's palette of commands, among them the theme."""

from textual.command import CommandList, CommandPalette

from nnterm.tui.frame.dismissed_once import DismissedOnce


class Palette(CommandPalette, DismissedOnce[None]):
    """Its list fails at page up and page down while it has no place on the screen: a moment long, or in a tiny one."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are as long as the list is high."""
        if action == "command_list" and not self.query_one(CommandList).scrollable_content_region:
            return False
        return super().check_action(action, parameters)
