"""A template is a program from a stranger: it can fail, but neither look around nor fill memory."""

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import ChatMessage
from assistant.engine.worker import chat_template
from assistant.engine.worker.chat_template import ChatTemplate, TemplateRefusalError
from assistant.errors import ModelFileError

GROWING = (
    "{%% set n = namespace(x=%s) %%}{%% for i in range(60) %%}{%% set n.x = %s %%}{%% endfor %%}"
)
MESSAGES = (ChatMessage(role="user", content="Hi"),)


def render(source: str) -> str:
    template = ChatTemplate(source, bos_text="<s>", eos_text="</s>")
    return template.render(MESSAGES, asks_for_reply=True)


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.__class__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ '{x.__class__}'.format_map({'x': 1}) }}",
        "{{ '%s' % ''.__class__ }}",
        "{{ raise_exception.__globals__ }}",
        "{{ strftime_now.__globals__['json'] }}",
        "{{ lipsum.__globals__['os'].getcwd() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ messages|map(attribute='__class__')|list }}",
        "{{ (messages|map('upper')).gi_frame }}",
        "{{ namespace.__init__ }}",
        "{{ messages.append(1) }}",
        "{{ messages[0].update({'content': 'x'}) }}",
        "{{ messages.__setitem__(0, 1) }}",
        "{% set messages.x = 1 %}",
        "{% include '/etc/hostname' %}",
        "{% import 'os' as os %}",
        "{% extends 'base' %}",
    ],
)
def test_nothing_outside_the_conversation_can_be_reached(source: str):
    try:
        shown = render(source)
    except (TemplateRefusalError, ModelFileError):
        return
    assert shown in {"", "[Undefined]"}


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10000000000 }}",
        "{{ 10000000000 * 'a' }}",
        "{{ ([0] * 10000000000)|length }}",
        "{{ '{:10000000000}'.format(1) }}",
        "{{ '%10000000000d' % 1 }}",
        "{{ '%10000000000d'|format(1) }}",
        "{{ 'a'|center(10000000000) }}",
        "{{ 'a'.ljust(10000000000) }}",
        "{{ 'a\nb'|indent(10000000000) }}",
        GROWING % ("'a'", "n.x ~ n.x"),
        GROWING % ("[0]", "n.x + n.x"),
    ],
)
def test_the_memory_cannot_be_filled(source: str):
    before = psutil.Process().memory_info().vms

    with pytest.raises(TemplateRefusalError):
        render(source)

    assert psutil.Process().memory_info().vms < before + (2 << 30)


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(1000000000) %}{% endfor %}",
        "{{ 10 ** 10 ** 10 }}",
        GROWING % ("9 ** 60", "n.x * n.x"),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(x) %}{{ m([x]) }}{% endmacro %}{{ m(1) }}",
        "{% for x in [[1]] recursive %}{{ loop([x]) }}{% endfor %}",
    ],
)
def test_the_processor_cannot_be_kept_by_one_expression(source: str):
    with pytest.raises(TemplateRefusalError):
        render(source)


def test_an_endless_text_is_cut_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chat_template, "MAX_PROMPT_CHARACTERS", 1000)

    with pytest.raises(TemplateRefusalError, match="endless"):
        render("{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ foo.bar }}",
        "{{ foo() }}",
        "{{ 1 / 0 }}",
        "{{ 1 + 'a' }}",
        "{{ messages[99]['content'] }}",
        "{{ [1, 'a']|sort }}",
        "{{ range|tojson }}",
        "{{ 'aaaa'|truncate(1) }}",
        "{{ 'aaaa'|wordwrap(0) }}",
        "{% for a, b in [1] %}{% endfor %}",
        "{{ strftime_now(1) }}",
        "{{ raise_exception([1]) }}",
        "{{ raise_exception('two\nlines\x1b[31m') }}",
        "{{ (10 ** 60) ** 60 }}",
        "{% set g = messages|map(attribute='role') %}{{ g.send(1) }}",
        "{{ raise_exception() }}",
    ],
)
def test_every_way_to_fail_is_a_refusal_in_one_line(source: str):
    with pytest.raises(TemplateRefusalError) as refusal:
        render(source)

    assert str(refusal.value).isprintable()


FRAGMENTS = """
    {{ }} {% %} {# #} for in if else endif endfor set namespace macro endmacro messages [0] .role
    .content | tojson length trim join map(attribute='x') loop.index raise_exception('no') ( ) [ ]
    : , == + * % ~ ** 'a' 0 1 -1 1e9 none true range(3) x is defined not and call generation
    endgeneration break continue block endblock do - . [::-1] filter upper endfilter
"""
fragments = st.sampled_from(FRAGMENTS.split())


@given(st.lists(fragments, max_size=25).map(" ".join))
def test_whatever_a_template_says_it_renders_or_is_refused(source: str):
    try:
        assert isinstance(render(source), str)
    except (TemplateRefusalError, ModelFileError) as error:
        assert "\n" not in str(error)  # noqa: PT017
