"""A model's own chat template, run in a sandbox: the file it comes from is untrusted.

Follows what Hugging Face's `apply_chat_template` offers to templates, so that they run unchanged.
"""

import json
from collections.abc import Callable, Sequence, Sized
from datetime import datetime
from typing import NoReturn

from jinja2 import TemplateError
from jinja2.ext import Extension, LoopControlExtension
from jinja2.nodes import Node, Scope
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.engine.protocol import ChatMessage
from assistant.engine.worker.memory_limit import memory_limit
from assistant.errors import ModelFileError
from assistant.locales import _
from assistant.models.wording import one_line

MAX_PROMPT_CHARACTERS = 64_000_000
_MAX_GROWTH_BYTES = 1 << 29
"""Memory that a template may take while it is compiled or run."""
_MAX_REPEATED_CHARACTERS = 1_000_000
_MAX_EXPONENT = 64
_MAX_FACTOR = 1 << 64

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PLAIN = (
    "{% for m in messages %}{{ m['role'] | capitalize }}: {{ m['content'] }}\n"
    "{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)
"""For models that bring no template, with and without ChatML's tokens."""


_FAILURES = (
    TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NameError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""How a stranger's template can fail: it is a program, and Jinja makes Python of it."""


class TemplateRefusalError(Exception):
    """The template raised an error for these messages; another arrangement may do."""


class _GenerationTag(Extension):
    """`{% generation %}` tells a trainer what the model says; a prompt shows it as it is."""

    tags = {"generation"}  # noqa: RUF012  # as the base class has it

    def parse(self, parser: Parser) -> Node:
        """Return what the tag encloses."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        return Scope(body, lineno=line)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, with arithmetic that cannot fill the memory."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Refuse products and powers that only serve to exhaust the machine."""
        sizes = [len(side) for side in (left, right) if isinstance(side, Sized)]
        counts = [side for side in (left, right) if isinstance(side, int)]
        if operator == "*" and sizes and max([1, *counts]) * sizes[0] > _MAX_REPEATED_CHARACTERS:
            raise TemplateError(_("it repeats a text too often"))
        if operator == "*" and any(abs(count) > _MAX_FACTOR for count in counts):
            raise TemplateError(_("it multiplies numbers that are too large"))
        if operator == "**" and any(abs(count) > _MAX_EXPONENT for count in counts):
            raise TemplateError(_("it raises a number to too high a power"))
        return super().call_binop(context, operator, left, right)


class ChatTemplate:
    """Turns messages into the text that a model was trained on."""

    def __init__(self, source: str, *, bos_text: str, eos_text: str) -> None:
        """Compile a template; raises `ModelFileError` when it is not valid Jinja."""
        sandbox = _Sandbox(
            trim_blocks=True, lstrip_blocks=True, extensions=[LoopControlExtension, _GenerationTag]
        )
        sandbox.filters["tojson"] = _to_json
        try:
            with memory_limit(_MAX_GROWTH_BYTES):
                self._template = sandbox.from_string(
                    source, {"raise_exception": _refuse, "strftime_now": _strftime_now}
                )
        except _FAILURES as error:
            raise ModelFileError(
                _(
                    "The model's chat template is not valid ({problem}). Choose another model."
                ).format(problem=one_line(str(error)))
            ) from error
        self._variables = {
            "bos_token": bos_text,
            "eos_token": eos_text,
            "tools": None,
            "documents": None,
        }

    def render(
        self,
        messages: Sequence[ChatMessage],
        *,
        asks_for_reply: bool,
        disguise: Callable[[str], str] = str,
    ) -> str:
        """Return the messages as text, with the beginning of a reply if one is asked for.

        `disguise` is applied to everything that people or models wrote.
        Raises `TemplateRefusalError` when the template refuses the messages.
        """
        shown = [
            {
                "role": message.role,
                "content": disguise(message.content),
                **({"reasoning_content": disguise(message.reasoning)} if message.reasoning else {}),
            }
            for message in messages
        ]
        try:
            with memory_limit(_MAX_GROWTH_BYTES):
                return self._generate(messages=shown, add_generation_prompt=asks_for_reply)
        except MemoryError as error:
            raise TemplateRefusalError(_("it takes too much memory")) from error
        except _FAILURES as error:
            raise TemplateRefusalError(one_line(str(error))) from error

    def _generate(self, **variables: object) -> str:
        pieces: list[str] = []
        characters = 0
        for piece in self._template.generate(**self._variables, **variables):
            pieces.append(piece)
            characters += len(piece)
            if characters > MAX_PROMPT_CHARACTERS:
                raise TemplateError(_("it makes an endless text"))
        return "".join(pieces)


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _strftime_now(pattern: str) -> str:
    return datetime.now().astimezone().strftime(pattern)


def _to_json(
    value: object,
    ensure_ascii: bool = False,  # noqa: FBT001, FBT002  # as templates may call it
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,  # noqa: FBT001, FBT002
) -> str:
    """`tojson` as templates expect it: readable characters, no HTML escapes."""
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )
