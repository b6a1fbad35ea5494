import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.revision.contradiction import contradicts, says_the_same

CONTRADICTED = [
    ("I live in Busan", "I live in Seoul"),
    ("my favourite colour is green", "My favorite colour is blue."),
    ("Green is my favourite colour", "My favourite colour is blue"),
    ("부산에 살아요", "서울에 살아요"),
    ("저는 부산에 살아요.", "서울에 살고 있어요"),
    ("부산에 산다", "이제 서울로 이사했어요"),
    ("I eat meat", "I don't eat meat"),
    ("I eat meat", "I no longer eat meat."),
    ("I eat meat", "I stopped eating meat"),
    ("고기를 먹어요", "고기를 안 먹어요"),
    ("고기를 먹어요", "고기를 먹지 않아요"),
    ("I am vegetarian", "I'm not vegetarian"),
    ("I'm 34 years old", "I am 35"),
    ("I have two cats", "I have three cats"),
    ("고양이 두 마리를 키워요", "고양이를 세 마리 키워요"),
    ("I work at Samsung", "I work for LG"),
    ("제 이름은 민수예요", "내 이름은 철수야"),
    ("My name is Kim", "call me Lee"),
    ("Anna lives in Busan", "Anna lives in Seoul"),
    ("I live in Busan", "I moved to Seoul"),
    ("제 생일은 5월 3일이에요", "생일은 5월 4일입니다"),
    ("가장 좋아하는 색은 초록색이에요", "제일 좋아하는 색은 파란색이에요"),
    ("Answer in English", "Please answer in Korean"),
    ("한국어로 대답해 주세요", "영어로 대답해 주세요"),
    ("My dog's name is Max", "My dog's name is Rex"),
    ("Use emojis", "Do not use emojis"),
    ("The user lives in Busan", "User lives in Seoul"),
    ("나는 운동해요", "나는 운동하지 않아요"),
    ("The user's favourite colour is red", "My favourite colour is blue"),
    ("삼성에서 일해요", "LG에서 일해요"),
]
SIDE_BY_SIDE = [
    ("I like tea", "I like coffee"),
    ("I live in Seoul", "I live in Gangnam, Seoul"),
    ("I have a cat", "I have a dog"),
    ("I lived in Busan in 2019", "I live in Seoul"),
    ("My sister is a nurse", "My sister is a mother"),
    ("Anna lives in Busan", "Tom lives in Seoul"),
    ("I live in Busan", "부산에 살아요"),
    ("I live in Busan in winter", "I live in Seoul in summer"),
    ("I moved to Busan", "I moved to Seoul"),
    ("My dog's name is Max", "My cat's name is Rex"),
    ("I have two cats", "I have three dogs"),
    ("커피를 좋아해요", "차를 좋아해요"),
    ("부산에 살았어요", "서울에 살아요"),
    ("헬스장에 다녀요", "영어학원에 다녀요"),
    ("I do not like tea", "I do not like coffee"),
    ("I like Seoul", "I don't live in Seoul"),
    ("My favourite colour is green", "My favourite food is pizza"),
    ("My brother's favourite colour is green", "My favourite colour is blue"),
    ("I live in a flat", "I live in Seoul"),
    ("어머니 생신은 5월이에요", "생일은 6월이에요"),
    ("I went to Busan", "I went to Seoul"),
    ("동생은 부산에 살아요", "저는 서울에 살아요"),
    ("동생 이름은 민수예요", "제 이름은 철수예요"),
]
SAME = [
    ("I live in Busan", "i live in  Busan."),
    ("I really like cats", "I like cats"),
    ("저는 부산에 살아요", "부산에 살아요."),
    ("커피를 좋아해요", "커피를 좋아합니다"),
    ("커피를 좋아한다", "커피를 좋아해요"),
]
DIFFERENT = [
    ("Anna loves Tom", "Tom loves Anna"),
    ("I was a teacher", "I am a teacher"),
    ("I moved to Seoul", "I moved from Seoul"),
    ("Meet at 3:30", "Meet at 3:45"),
]
WORDS = st.lists(
    st.sampled_from(
        [
            "I",
            "live",
            "in",
            "Busan",
            "Seoul",
            "not",
            "my",
            "favourite",
            "colour",
            "is",
            "green",
            "부산에",
            "살아요",
            "서울에",
            "안",
            "두",
            "마리",
        ]
    ),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(("old", "new"), CONTRADICTED)
def test_a_new_value_or_a_denial_contradicts(old: str, new: str):
    assert contradicts(new, old)


@pytest.mark.parametrize(("old", "new"), [*SIDE_BY_SIDE, *SAME, *DIFFERENT])
def test_what_can_both_be_true_is_left_side_by_side(old: str, new: str):
    assert not contradicts(new, old)
    assert not contradicts(old, new)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_only_put_otherwise_says_the_same(one: str, other: str):
    assert says_the_same(one, other)


@pytest.mark.parametrize(("one", "other"), [*DIFFERENT, *SIDE_BY_SIDE, *CONTRADICTED])
def test_a_difference_of_one_word_is_a_difference(one: str, other: str):
    assert not says_the_same(one, other)


@given(st.one_of(WORDS, st.text(max_size=60)), st.one_of(WORDS, st.text(max_size=60)))
def test_nothing_contradicts_itself_and_to_say_the_same_is_mutual(one: str, other: str):
    assert not contradicts(one, one)
    assert says_the_same(one, other) == says_the_same(other, one)
    if contradicts(one, other):
        assert not says_the_same(one, other)
