"""What the names in the lines of a page look like."""

PAGE_CLASSES = {
    "page--cursor",
    "label--user", "label--assistant", "label--details", "label--versions",
    "card--heading", "card--bar", "card--text",
    "note", "note--failed",
    "notice--title", "notice--text", "notice--step",
    "md--strong", "md--em", "md--strike", "md--code", "md--link", "md--address",
    "md--h1", "md--h2", "md--h3", "md--mark", "md--quote-bar", "md--rule",
    "md--code-panel", "md--code-label",
    "code--comment", "code--keyword", "code--string", "code--number", "code--name",
    "code--builtin", "code--deleted",
}  # fmt: skip

PAGE_CSS = """
Transcript {
    height: 1fr;
    scrollbar-size-vertical: 1;
    scrollbar-gutter: stable;
    overflow-x: hidden;
    background: $background;
    & > .page--cursor { color: $accent; }

    & > .label--user { text-style: bold; }
    & > .label--assistant { color: $accent; text-style: bold; }
    & > .label--details { color: $glass-faint; }
    & > .label--versions { color: $accent; }

    & > .card--heading { color: $glass-faint; }
    & > .card--bar { color: $glass-line; }
    & > .card--text { color: $text-muted; text-style: italic; }

    & > .note { color: $text-muted; }
    & > .note--failed { color: $error; }
    & > .notice--title { color: $error; text-style: bold; }
    & > .notice--text { color: $foreground; }
    & > .notice--step { color: $text-muted; }

    & > .md--strong { text-style: bold; }
    & > .md--em { text-style: italic; }
    & > .md--strike { text-style: strike; }
    & > .md--code { color: $glass-code; }
    & > .md--link { text-style: underline; }
    & > .md--address { color: $text-muted; }
    & > .md--h1 { color: $accent; text-style: bold; }
    & > .md--h2 { color: $accent; text-style: bold; }
    & > .md--h3 { text-style: bold; }
    & > .md--mark { color: $accent; }
    & > .md--quote-bar { color: $glass-line; }
    & > .md--rule { color: $glass-line; }
    & > .md--code-panel { background: $glass-panel; }
    & > .md--code-label { color: $glass-faint; }

    & > .code--comment { color: $glass-faint; text-style: italic; }
    & > .code--keyword { color: $glass-keyword; }
    & > .code--string { color: $glass-string; }
    & > .code--number { color: $glass-number; }
    & > .code--name { color: $glass-name; }
    & > .code--builtin { color: $glass-builtin; }
    & > .code--deleted { color: $error; }
}
"""
