"""What Hugging Face's `apply_chat_template` offers to templates works here too."""

from datetime import datetime

import pytest

from assistant.engine import ChatMessage
from assistant.engine.worker.chat_template import CHATML, PLAIN, ChatTemplate, TemplateRefusalError
from assistant.errors import ModelFileError

DIALOGUE = (
    ChatMessage(role="user", content="Hi"),
    ChatMessage(role="assistant", content="Hello", reasoning="A greeting."),
    ChatMessage(role="user", content="Bye"),
)


def render(source: str, *, asks_for_reply: bool = False) -> str:
    template = ChatTemplate(source, bos_text="<s>", eos_text="</s>")
    return template.render(DIALOGUE, asks_for_reply=asks_for_reply)


def test_messages_and_the_beginning_of_a_reply_are_rendered():
    assert render(CHATML, asks_for_reply=True) == (
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>\n"
        "<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\n"
    )


def test_a_model_without_template_gets_a_plain_one():
    assert render(PLAIN, asks_for_reply=True) == "User: Hi\nAssistant: Hello\nUser: Bye\nAssistant:"


EACH = "{%% for m in messages %%}%s{%% endfor %%}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ bos_token }}|{{ eos_token }}", "<s>|</s>"),
        ("{{ tools is none }} {{ documents is none }}", "True True"),
        ("{{ messages[1].reasoning_content }}", "A greeting."),
        ("{{ messages[0].reasoning_content is defined }}", "False"),
        (EACH % "{% if loop.last %}{{ m.content }}{% endif %}", "Bye"),
        (EACH % "{{ m.role }}{% break %}", "user"),
        (EACH % "{% if m.role == 'user' %}{% continue %}{% endif %}{{ m.content }}", "Hello"),
        (EACH % "{% generation %}{{ m.content }}{% endgeneration %},", "Hi,Hello,Bye,"),
        (
            "{% set n = namespace(x='') %}" + EACH % "{% set n.x = m.content %}" + "{{ n.x }}",
            "Bye",
        ),
        ("{{ messages[1:] | map(attribute='role') | join('+') }}", "assistant+user"),
        ("{{ messages[0]['content'] | trim | upper }}", "HI"),
        ("{{ 'a,b'.split(',')[1] ~ ' x '.strip() }}", "bx"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}", "<1>"),
        ("  {% if true %}\nx\n  {% endif %}\n", "x\n"),
    ],
)
def test_what_templates_use_is_there(source: str, expected: str):
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ {'b': '<é>', 'a': 1} | tojson }}", '{"b": "<é>", "a": 1}'),
        ("{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }}", '{"a": 2, "b": 1}'),
        ("{{ ['é'] | tojson(true) }}", '["\\u00e9"]'),
        ("{{ {'a': 1} | tojson(indent=2) }}", '{\n  "a": 1\n}'),
        ("{{ {'a': [1, 2]} | tojson(separators=(',', ':')) }}", '{"a":[1,2]}'),
    ],
)
def test_json_is_written_as_the_models_were_trained_on(source: str, expected: str):
    assert render(source) == expected


def test_the_date_is_todays():
    before = datetime.now().astimezone()
    shown = render("{{ strftime_now('%Y-%m-%d') }}")
    after = datetime.now().astimezone()

    assert shown in {before.strftime("%Y-%m-%d"), after.strftime("%Y-%m-%d")}


def test_what_people_wrote_is_disguised_and_what_the_template_says_is_not():
    template = ChatTemplate(CHATML, bos_text="", eos_text="")

    shown = template.render(DIALOGUE[:1], asks_for_reply=False, disguise=str.swapcase)

    assert shown == "<|im_start|>user\nhI<|im_end|>\n"


def test_reasoning_is_disguised_too():
    template = ChatTemplate("{{ messages[1].reasoning_content }}", bos_text="", eos_text="")

    assert template.render(DIALOGUE, asks_for_reply=False, disguise=str.upper) == "A GREETING."


def test_a_template_can_refuse_a_conversation():
    with pytest.raises(TemplateRefusalError, match=r"^Roles must alternate$"):
        render("{{ raise_exception('Roles must alternate') }}")


@pytest.mark.parametrize(
    "source",
    [
        "{% if %}",
        "{{ unclosed",
        "{% for m in messages %}",
        "{% unknown %}",
        "{{ 1 | nofilter }}",
        "{% generation %}",
        "{% break %}",
        "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
        "{{ " + "9" * 5000 + " }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    ],
)
def test_a_template_that_is_no_template_is_refused_in_one_line(source: str):
    with pytest.raises(ModelFileError, match=r"^The model's chat template is not valid \(.+\)\. "):
        render(source)
