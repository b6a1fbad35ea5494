"""The lines of keys are found in any TOML that somebody may write."""

import tomllib

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from assistant.configuration.toml_lines import key_lines


def test_tables_keys_dotted_keys_and_quoted_keys_have_their_lines():
    toml = "# c\n\na = 1\n[b]\n\"c d\" = 2\ne.f = 3\n  [b.g]\n'h' = 4 # [x]\n"

    assert key_lines(toml) == {
        ("a",): 3,
        ("b",): 4,
        ("b", "c d"): 5,
        ("b", "e"): 6,
        ("b", "e", "f"): 6,
        ("b", "g"): 7,
        ("b", "g", "h"): 8,
    }


def test_what_looks_like_keys_inside_values_is_none():
    toml = (
        'a = """\n[b]\nc = 1 \\"""" \n'
        "d = '''\ne = \"'''\n"
        'f = [ # ]\n  "[g]",\n]\n'
        'h = {i = "]"}\n'
    )
    tomllib.loads(toml)

    assert key_lines(toml) == {("a",): 1, ("d",): 4, ("f",): 6, ("h",): 9}


_KEYS = st.text(st.sampled_from('ab.-_ "é\\\n'), max_size=4)
_VALUES = st.recursive(
    st.integers() | st.text(st.sampled_from("a\"'[]{}#=\n\\é,"), max_size=8) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.dictionaries(_KEYS, _VALUES | st.dictionaries(_KEYS, _VALUES, max_size=3), max_size=5))
def test_every_key_that_tomlkit_writes_is_found_on_the_line_it_wrote_it_on(document):
    toml = tomlkit.dumps(document)

    lines = key_lines(toml)

    written = toml.split("\n")
    for key, value in document.items():
        paths = [(key,)] + ([(key, inner) for inner in value] if isinstance(value, dict) else [])
        for path in paths:
            assert tomlkit.key(path[-1]).as_string() in written[lines[path] - 1]
