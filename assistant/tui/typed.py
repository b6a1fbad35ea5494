"""Textual's open types, closed in one place."""

from collections.abc import Awaitable, Callable
from typing import cast

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


def start_latest(node: DOMNode, work: Callable[[], Awaitable[None]], group: str) -> None:
    """Begin some work in place of what its group was doing; it is only called when it begins."""
    node.run_worker(cast("Awaitable[None]", work), group=group, exclusive=True)
