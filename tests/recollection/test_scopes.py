"""Where something is to be remembered."""

import pytest

from assistant.recollection.scopes import scope_asked
from assistant_memory.values import EVERYWHERE, Scope


@pytest.mark.parametrize(
    ("written", "scope", "text"),
    [
        ("I live in Seoul", EVERYWHERE, "I live in Seoul"),
        ("--here The build needs Rust", Scope("project", "/work"), "The build needs Rust"),
        ("  --chat  we speak of Lisa ", Scope("conversation", "c1"), "we speak of Lisa"),
        ("--here", Scope("project", "/work"), ""),
        ("--hereafter is a word", EVERYWHERE, "--hereafter is a word"),
        ("", EVERYWHERE, ""),
    ],
)
def test_an_option_says_where_it_counts_and_is_not_remembered(
    written: str, scope: Scope, text: str
):
    assert scope_asked(written, folder="/work", conversation_id="c1") == (scope, text)
