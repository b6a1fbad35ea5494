"""Textual's open types, closed in one place."""

from collections.abc import Callable

from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input


def app_of(node: DOMNode) -> App[object]:
    """Return the application that a widget or screen belongs to."""
    return node.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def on_bindings_updated(node: DOMNode, callback: Callable[[], None]) -> None:
    """Call back whenever other keys work on the node's screen than before."""
    node.screen.bindings_updated_signal.subscribe(node, lambda _: callback())  # pyright: ignore[reportUnknownMemberType, reportUnknownLambdaType]


def write_to_terminal(node: DOMNode, sequence: str) -> None:
    """Send a control sequence to the terminal, when there is one."""
    driver = app_of(node)._driver  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    if driver is not None:
        driver.write(sequence)
        driver.flush()


def leave_enter(box: Input) -> None:
    """Let whoever has a box say what Enter does in it."""
    box._bindings.key_to_bindings.pop("enter", None)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
