"""Two themes of our own: quiet greys and one colour, on dark and on light."""

from collections.abc import Iterable

from textual.theme import Theme

DARK = Theme(
    name="glassbox-dark",
    dark=True,
    primary="#7fc4bd",
    secondary="#8fa3b8",
    accent="#7fc4bd",
    warning="#d9b26f",
    error="#e0857f",
    success="#93c08a",
    foreground="#d9dce1",
    background="#15171b",
    surface="#1b1e23",
    panel="#22262c",
    variables={
        "text-muted": "#8c939f",
        "glass-faint": "#6f7783",
        "glass-line": "#3a4049",
        "glass-panel": "#1d2026",
        "glass-code": "#d9b26f",
        "glass-keyword": "#a9a3d6",
        "glass-string": "#93c08a",
        "glass-number": "#d9b26f",
        "glass-name": "#8fb8de",
        "glass-builtin": "#7fc4bd",
        "block-cursor-background": "#2c3f42",
        "block-cursor-foreground": "#eef1f4",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#23282e",
        "block-cursor-blurred-foreground": "#d9dce1",
        "block-hover-background": "#23282e",
        "input-cursor-background": "#d9dce1",
        "input-cursor-foreground": "#15171b",
        "input-selection-background": "#3a5a5c",
        "screen-selection-background": "#3a5a5c",
        "button-focus-text-style": "bold",
        "scrollbar": "#343a42",
        "scrollbar-hover": "#4a525d",
        "scrollbar-active": "#7fc4bd",
        "scrollbar-background": "#15171b",
        "scrollbar-background-hover": "#15171b",
        "scrollbar-background-active": "#15171b",
        "scrollbar-corner-color": "#15171b",
    },
)

LIGHT = Theme(
    name="glassbox-light",
    dark=False,
    primary="#0f766e",
    secondary="#566577",
    accent="#0f766e",
    warning="#95620a",
    error="#b23a34",
    success="#3d7a34",
    foreground="#23272e",
    background="#fbfbf9",
    surface="#f3f3f0",
    panel="#eaeae6",
    variables={
        "text-muted": "#666d78",
        "glass-faint": "#7d848e",
        "glass-line": "#cfd2d2",
        "glass-panel": "#f1f1ed",
        "glass-code": "#8a4b08",
        "glass-keyword": "#5a4fa8",
        "glass-string": "#3d7a34",
        "glass-number": "#95620a",
        "glass-name": "#1f5f9e",
        "glass-builtin": "#0f766e",
        "block-cursor-background": "#d5e7e4",
        "block-cursor-foreground": "#14171b",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e8eae8",
        "block-cursor-blurred-foreground": "#23272e",
        "block-hover-background": "#e8eae8",
        "input-cursor-background": "#23272e",
        "input-cursor-foreground": "#fbfbf9",
        "input-selection-background": "#b9dcd7",
        "screen-selection-background": "#b9dcd7",
        "button-focus-text-style": "bold",
        "scrollbar": "#d3d5d3",
        "scrollbar-hover": "#b9bcba",
        "scrollbar-active": "#0f766e",
        "scrollbar-background": "#fbfbf9",
        "scrollbar-background-hover": "#fbfbf9",
        "scrollbar-background-active": "#fbfbf9",
        "scrollbar-corner-color": "#fbfbf9",
    },
)

_STAND_INS = {
    "glass-faint": "foreground-muted",
    "glass-line": "foreground-disabled",
    "glass-panel": "surface",
    "glass-code": "text-warning",
    "glass-keyword": "text-accent",
    "glass-string": "text-success",
    "glass-number": "text-warning",
    "glass-name": "text-primary",
    "glass-builtin": "text-accent",
}


def with_stand_ins(variables: dict[str, str]) -> dict[str, str]:
    """Give a theme that is not ours the colours that only ours have."""
    return {name: variables[stand_in] for name, stand_in in _STAND_INS.items()} | variables


def theme_names(available: Iterable[str]) -> list[str]:
    """Return the themes to choose from: ours first, then the others by name."""
    ours = [DARK.name, LIGHT.name]
    return ours + sorted(name for name in available if name not in ours)
