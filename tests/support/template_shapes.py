"""Shapes of chat templates as models bring them, and prompts built from them letter by letter."""

from hypothesis import strategies as st

from assistant.engine import ChatMessage, GenerateRequest
from assistant.engine.worker.chat_template import CHATML, PLAIN, ChatTemplate
from assistant.engine.worker.prompt import PromptBuilder
from assistant.engine.worker.special_tokens import SpecialToken
from assistant.settings import Sampling

NAMES = ("<s>", "</s>", "<|im_start|>", "<|im_end|>", "[INST]", "[/INST]", "<think>", "</think>")
SPECIAL = {name: SpecialToken(token, name) for token, name in enumerate(NAMES)}
BOS, EOS, IM_END = 0, 1, 3

LLAMA_3 = (
    "{{ bos_token }}{% for m in messages %}<|im_start|>{{ m.role }}\n\n{{ m.content | trim }}"
    "<|im_end|>{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n\n{% endif %}"
)
MISTRAL = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Roles must alternate user/assistant') }}{% endif %}"
    "{% if m.role == 'user' %}[INST]{{ m.content }}[/INST]"
    "{% else %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}"
)
UNCLOSED_AT_THE_END = (
    "{% for m in messages %}{{ m.role }}: {{ m.content }}"
    "{% if not loop.last %}{{ eos_token }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ eos_token }}assistant: {% endif %}"
)
QWEN_3 = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.role == 'assistant' and loop.last %}<think>{{ m.reasoning_content }}</think>"
    "{% endif %}{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}"
)
REFUSING = (
    "{% if messages[-1].role != 'user' %}{{ raise_exception('last must be user') }}{% endif %}"
)
WELL_BEHAVED = {
    "chatml": CHATML,
    "plain": PLAIN,
    "llama 3": LLAMA_3,
    "mistral": MISTRAL,
    "unclosed at the end": UNCLOSED_AT_THE_END,
}
REWRITING = {
    "marks the last message": (
        "{% for m in messages %}{{ m.content }}{% if loop.last %}(last){% endif %}{% endfor %}"
    ),
    "drops old replies": (
        "{% for m in messages %}{% if loop.last or m.role == 'user' %}{{ m.content }}{% endif %}"
        "{% endfor %}"
    ),
    "says everything twice": "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}",
    "puts the newest first": "{% for m in messages[::-1] %}{{ m.content }};{% endfor %}",
    "refuses conversations": (
        "{% if messages | length > 1 %}{{ raise_exception('one at a time') }}{% endif %}"
        "{{ messages[0].content }}"
    ),
}


def builder(source: str, *, leading_bos: int | None = None) -> PromptBuilder:
    """Builds with one token for each letter."""
    return PromptBuilder(
        template=ChatTemplate(source, bos_text="<s>", eos_text="</s>"),
        special=SPECIAL,
        tokenize=lambda text: [1000 + ord(letter) for letter in text],
        leading_bos=leading_bos,
        ends={EOS: "</s>", IM_END: "<|im_end|>"},
    )


def text_of(ids: tuple[int, ...]) -> str:
    return "".join(NAMES[token] if token < len(NAMES) else chr(token - 1000) for token in ids)


def said(*contents: str) -> tuple[ChatMessage, ...]:
    """Messages of user and assistant in turn."""
    return tuple(
        ChatMessage(role="assistant" if index % 2 else "user", content=content)
        for index, content in enumerate(contents)
    )


def request(
    messages: tuple[ChatMessage, ...],
    *,
    history: tuple[int, ...] = (),
    fresh: int | None = None,
    continues: bool = False,
) -> GenerateRequest:
    return GenerateRequest(
        history=history,
        messages=messages,
        fresh=len(messages) if fresh is None else fresh,
        sampling=Sampling(),
        continues=continues,
    )


def cut(content: str, reasoning: str = "") -> ChatMessage:
    return ChatMessage(role="assistant", content=content, reasoning=reasoning)


words = st.text("ab <|>im_endstarINST[/]\n", min_size=1, max_size=20).map(lambda text: f"x{text}x")
