"""The overview of a conversation's branches: its rows, the widget that draws them, the screen."""

from assistant.tui.screens.branches.screen import BranchesScreen, Outline

__all__ = ["BranchesScreen", "Outline"]
