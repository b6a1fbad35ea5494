"""A Korean particle suits the word that was put before it."""

import pytest

from assistant.locales.particles import particled


@pytest.mark.parametrize(
    ("sentence", "word", "told"),
    [
        ("“{word}”을(를) 기억했습니다.", "버스", "“버스”를 기억했습니다."),
        ("“{word}”을(를) 기억했습니다.", "버스를 탐", "“버스를 탐”을 기억했습니다."),
        ("{word}은(는) 없습니다.", "문서 3", "문서 3은 없습니다."),
        ("{word}이(가) 없습니다.", "메시지 2", "메시지 2가 없습니다."),
        ("{word}과(와) 같습니다.", "(서울)", "(서울)과 같습니다."),
        ("“{word}”(으)로는 찾을 수 없습니다.", "부산", "“부산”으로는 찾을 수 없습니다."),
        ("“{word}”(으)로는 찾을 수 없습니다.", "서울", "“서울”로는 찾을 수 없습니다."),
        ("“{word}”(으)로는 찾을 수 없습니다.", "10", "“10”으로는 찾을 수 없습니다."),
    ],
)
def test_a_particle_follows_the_last_sound(sentence: str, word: str, told: str) -> None:
    assert particled(sentence).format(word=word) == told


@pytest.mark.parametrize("word", ["palaces.md", "걸어요.", ""])
def test_where_the_last_sound_is_not_known_both_forms_stay(word: str) -> None:
    assert particled("{word}을(를) 뺐습니다.").format(word=word) == f"{word}을(를) 뺐습니다."


def test_what_is_put_in_is_left_alone() -> None:
    told = particled("“{word}”을(를) {count:,}번 봄").format(word="밥을(를) {x}", count=1234)

    assert told == "“밥을(를) {x}”을(를) 1,234번 봄"


def test_a_sentence_without_particles_stays_what_it_is() -> None:
    assert type(particled("도움말")) is str
