"""Conversations that nobody had: invented words, as often and as long as real ones are."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from assistant.conversation import Conversation, Message, TextPart

# The commonest words of English, in their order; the rest of the vocabulary is made up.
ENGLISH = (  # noqa: SIM905 - easier to read
    "the of and to a in is that it for you this with on are be as have can not or by from if your "
    "at an will they there use when what how which more then but we all one so about out do up "
    "these like them some other time into has only its new also should would could make first than "
    "because any using between each where after most code example model file function data list"
).split()
# Korean needs its particles: a word seldom stands alone.
PARTICLES = (  # noqa: SIM905
    "이 가 을 를 은 는 의 에 에서 로 으로 와 과 도 만 까지 부터 하고 입니다 합니다 했다 하는"
).split()
KOREAN = (  # noqa: SIM905
    "서울 사람 시간 문제 방법 경우 생각 내용 사용 함수 코드 모델 파일 데이터 설명 예시 여행 "
    "광장시장 창덕궁 지하철 회의 보고서 프로그램 인공지능 한국어"
).split()
CODE = "def add(first, second):\n    return first + second\n"
MESSAGES_IN_A_CHAT = 20
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvw", "aeiou"
_SYLLABLES = 900
_ENGLISH_WORDS, _KOREAN_WORDS = 40_000, 30_000
_MODELS = ("smollm2-135m", "gpt-4o", "claude-3-opus", "qwen3-0.6b")


class Chats:
    """The same conversations for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.english = self._vocabulary(list(ENGLISH), _ENGLISH_WORDS, self._english_word)
        syllables = [chr(0xAC00 + code) for code in self.chance.sample(range(11_172), _SYLLABLES)]
        self._syllables, self._syllable_weights = syllables, _zipf(_SYLLABLES)
        self.korean = self._vocabulary(list(KOREAN), _KOREAN_WORDS, self._korean_word)
        self._english_weights, self._korean_weights = _zipf(_ENGLISH_WORDS), _zipf(_KOREAN_WORDS)

    def conversations(self, messages: int) -> Iterator[tuple[Conversation, list[Message]]]:
        """So many messages, in conversations from two years."""
        now = datetime(2024, 3, 1, tzinfo=UTC)
        pause = timedelta(days=730) / (messages // MESSAGES_IN_A_CHAT)
        for number in range(messages // MESSAGES_IN_A_CHAT):
            is_korean = self.chance.random() < 0.5
            began = now + pause * number
            branch = list(self._branch(number, began, is_korean=is_korean))
            yield (
                Conversation(
                    id=f"c{number}",
                    title=self.prose(6, is_korean=is_korean),
                    created_at=began,
                    updated_at=branch[-1].created_at,
                    head_id=branch[-1].id,
                    tags=("work",) if number % 10 == 0 else (),
                ),
                branch,
            )

    def _branch(self, number: int, began: datetime, *, is_korean: bool) -> Iterator[Message]:
        parent = None
        for index in range(MESSAGES_IN_A_CHAT):
            is_reply = index % 2 == 1
            length = int(min(600, self.chance.lognormvariate(4.5 if is_reply else 3.2, 0.8))) + 1
            text = self.prose(length, is_korean=is_korean)
            if is_reply and self.chance.random() < 0.2:
                text += f"\n```python\n{CODE}```"
            message = Message(
                id=f"m{number}.{index}",
                conversation_id=f"c{number}",
                parent_id=parent,
                role="assistant" if is_reply else "user",
                parts=(TextPart(text),),
                created_at=began + timedelta(seconds=40 * index),
                model=self.chance.choice(_MODELS) if is_reply else "",
            )
            parent = message.id
            yield message

    def prose(self, length: int, *, is_korean: bool) -> str:
        """So many words."""
        if not is_korean:
            words = self.chance.choices(self.english, cum_weights=self._english_weights, k=length)
        else:
            stems = self.chance.choices(self.korean, cum_weights=self._korean_weights, k=length)
            words = [stem + self.chance.choice(PARTICLES) for stem in stems]
        return " ".join(word + "." if i % 12 == 11 else word for i, word in enumerate(words))

    def _vocabulary(self, words: list[str], size: int, invent: Callable[[], str]) -> list[str]:
        known = dict.fromkeys(words)
        while len(known) < size:
            known[invent()] = None
        return list(known)

    def _english_word(self) -> str:
        choose = self.chance.choice
        count = self.chance.choice((1, 2, 2, 3, 3, 4))
        ends = ("", "", "n", "r", "s", "t")
        return "".join(choose(_CONSONANTS) + choose(_VOWELS) + choose(ends) for _ in range(count))

    def _korean_word(self) -> str:
        count = self.chance.choice((1, 2, 2, 2, 3, 3))
        weights = self._syllable_weights
        return "".join(self.chance.choices(self._syllables, cum_weights=weights, k=count))


def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(size)))
