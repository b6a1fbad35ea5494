"""How an exported page looks, in light and in dark, on a screen and on paper."""

from functools import lru_cache
from typing import cast

from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from assistant.transfer.html_markdown import HIGHLIGHT_PREFIX

_PAGE = """
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #1f2328; --soft: #656d76;
  --line: #d8d6d1; --panel: #f1efeb; --user: #eaf1fb; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #15171a; --ink: #e3e5e8; --soft: #9aa2ab; --line: #33373d;
    --panel: #1e2125; --user: #1b2532; --accent: #7db4f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 50rem; background: var(--paper);
  color: var(--ink); line-height: 1.6; overflow-wrap: anywhere;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Apple SD Gothic Neo",
    "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", "Nanum Gothic", sans-serif; }
:lang(ko) { word-break: keep-all; }
h1 { line-height: 1.25; margin: 0 0 .25rem; }
a { color: var(--accent); }
.facts, .said, .note, figcaption { color: var(--soft); font-size: .875rem; }
article { margin: 1.5rem 0; padding: 0 1rem; scroll-margin-top: 1rem;
  border-left: 3px solid var(--line); }
article.user { background: var(--user); border-color: var(--accent); padding-block: .5rem; }
article.user > .text p { white-space: pre-line; }
article:target { outline: 2px solid var(--accent); outline-offset: .25rem; }
.said { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
.said h2 { margin: 0; font-size: 1rem; color: var(--ink); }
.said [aria-current] { font-weight: bold; color: var(--ink); text-decoration: none; }
section.branch { border-top: 1px solid var(--line); margin-top: 3rem; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--soft); }
pre { background: var(--panel); padding: .75rem 1rem; overflow-x: auto; border-radius: 6px;
  line-height: 1.45; overflow-wrap: normal; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "D2Coding", "Noto Sans Mono CJK KR",
  monospace; font-size: .9em; }
:not(pre) > code { background: var(--panel); padding: .1em .3em; border-radius: 4px; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line);
  color: var(--soft); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; }
.right { text-align: right; } .center { text-align: center; }
figure { margin: 1rem 0; } figure pre { max-height: 30rem; overflow: auto; }
@media print { article { border-left: 0; } pre { white-space: pre-wrap; } }
"""


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """The whole of it; it loads nothing."""
    dark = ["@media (prefers-color-scheme: dark) {", *_code_rules("github-dark"), "}"]
    return _PAGE + "\n".join([*_code_rules("friendly"), *dark]) + "\n"


def _code_rules(style: str) -> list[str]:
    formatter: HtmlFormatter[str] = HtmlFormatter(style=style, classprefix=HIGHLIGHT_PREFIX)
    rules = formatter.get_token_style_defs("pre")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return cast("list[str]", rules)
