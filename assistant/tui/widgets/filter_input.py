"""A box above a list: what is typed narrows the list."""

from textual.widgets import Input


class FilterInput(Input):
    """Takes the letters, and leaves to the screen the keys that have nothing to do here."""

    DEFAULT_CSS = """
    FilterInput, FilterInput:focus {
        height: 1;
        width: 1fr;
        border: none;
        padding: 0;
        background: transparent;
        background-tint: transparent;
        & > .input--placeholder { color: $glass-faint; }
    }
    """

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep only what edits the text."""
        if action == "submit":
            return False
        if action == "delete_right":
            return self.cursor_position < len(self.value)
        return super().check_action(action, parameters)
