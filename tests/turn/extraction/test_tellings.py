"""Which sentences of a message tell of its writer, and which never do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.turn.extraction.patterns import is_plain
from assistant.turn.extraction.secrets import has_secret
from assistant.turn.extraction.sentences import tellings

TELLING = [
    "My name is Min-su Kim.",
    "I'm allergic to peanuts.",
    "I'm vegetarian, what should I cook tonight?",
    "Remember that our wifi is slow on Mondays.",
    "Please remember: the spare key is with Mrs. Lee.",
    "Don't forget that my anniversary is on 5 May.",
    "I live in Busan with my wife and two kids.",
    "I prefer short answers.",
    "Always answer me in British English.",
    "Call me Sam from now on.",
    "From now on, never use emojis.",
    "I'm moving to Berlin tomorrow.",
    "My sister Jin works as a nurse in Daegu.",
    "I don't like coriander at all.",
    "I've been learning the cello for two years.",
    "We have a dog called Bori.",
    "My birthday is March 14.",
    "I work at a bakery, can you suggest a schedule?",
    "I started a new job last week.",
    "Our daughter was born in 2019.",
    "I can't stand loud music.",
    "What I like most is hiking in the rain.",
    "내 이름은 민수야.",
    "저는 땅콩 알레르기가 있어요.",
    "기억해 줘: 와이파이는 2층에서 느려.",
    "제 생일은 3월 14일이라는 걸 기억해 주세요.",
    "저는 부산에 살고 있습니다.",
    "커피를 좋아해요.",
    "매운 음식은 못 먹어요.",
    "내일 베를린으로 이사해요.",
    "앞으로 존댓말로 대답해 주세요.",
    "저를 샘이라고 불러 주세요.",
    "우리 딸은 2019년에 태어났어요.",
    "저는 채식주의자인데 오늘 저녁에 뭐 먹을까요?",
    "제 여동생은 대구에서 간호사로 일해요.",
    "저는 라면을 싫어해요.",
    "고양이 두 마리를 키우고 있어요.",
    "어머니는 등산을 좋아하세요, 우리 가족은 주말마다 산에 가요.",
    "지난주에 새 회사에 입사했어요.",
    "항상 한국어로 답해 주세요.",
]

NOT_TELLING = [
    "What is my name?",
    "Do you know if I like tea?",
    "Write a poem about my cat.",
    "Translate: I am allergic to nuts.",
    'Translate this to Korean: "I live in Paris and I love it."',
    "Can you help me with my homework?",
    "If I were a doctor, I would live in Rome.",
    "Imagine I'm a pirate.",
    "Suppose my name is Bob.",
    "In my story, my brother is a wizard.",
    'He said "I hate my job so much".',
    "My password is hunter2.",
    "My card number is 4111 1111 1111 1111.",
    "Paris is the capital of France.",
    "Thanks, that's great!",
    "I need help with Python.",
    "I want to know how tall Everest is.",
    "I have a question about taxes.",
    "Maybe I should move to Rome.",
    "I'm hungry.",
    'Fix this code:\n```\nmy_name = "I am Bob"\n```',
    "> I am from Canada and I love hockey",
    "Act as my lawyer.",
    "You are a pirate and my name is Jack.",
    "I think you are wrong.",
    "Is my sister older?",
    "Give me a recipe without peanuts.",
    "Remember to call me tomorrow.",
    "Explain why I should always use types here.",
    "My api key is sk-abcdefghijklmnop",
    "내 이름이 뭐야?",
    "제가 커피를 좋아할까요?",
    "우리 집 근처 맛집 추천해 줘.",
    "번역해 줘: 나는 땅콩 알레르기가 있어요.",
    "만약 내가 의사라면 로마에 살 거야.",
    "제 비밀번호는 hunter2예요.",
    "파리는 프랑스의 수도입니다.",
    "고마워요!",
    "소설에서 내 주인공은 마법사야.",
    "친구가 자기는 서울에 산다고 했어요.",
    "어디에 살고 있어요?",
    "저는 이게 궁금해요.",
    "내가 어떻게 해야 할지 모르겠어.",
    "이 글을 요약해 줘:\n나는 부산에 살고 커피를 좋아한다.",
    "내 코드 좀 봐줘.",
    "아마 내년에 이사할 거예요.",
    "제 주민등록번호는 900101-1234567이에요.",
    "From: bob@example.com\nSubject: me\nI live in Rome and I love my job.",
    "\ud83d\ude00",
    "",
]

ORDERS = [
    "Always answer me in British English.",
    "From now on, never use emojis.",
    "Call me Sam from now on.",
    "앞으로 존댓말로 대답해 주세요.",
    "저를 샘이라고 불러 주세요.",
]


@pytest.mark.parametrize("message", TELLING)
def test_a_sentence_that_tells_of_its_writer_is_seen(message: str):
    (telling,) = tellings(message)

    assert message.startswith(telling.text)


@pytest.mark.parametrize("message", NOT_TELLING)
def test_what_is_asked_ordered_supposed_quoted_or_secret_is_not(message: str):
    assert list(tellings(message)) == []


@pytest.mark.parametrize("message", ORDERS)
def test_what_is_ordered_for_good_is_an_order(message: str):
    (telling,) = tellings(message)

    assert telling.is_order
    assert is_plain(telling)


def test_each_sentence_is_judged_for_itself():
    message = "Hi! I'm a nurse in Oslo. Is that far from Bergen? My shift starts at six."

    assert [each.text for each in tellings(message)] == [
        "I'm a nurse in Oslo.",
        "My shift starts at six.",
    ]


def test_a_sentence_may_go_on_with_the_one_before():
    message = "My sister is called Jin. She works in Daegu. Seoul is large. It rains there."

    assert [each.text for each in tellings(message)] == [
        "My sister is called Jin.",
        "She works in Daegu.",
    ]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_whatever_is_written_is_judged(message: str):
    for telling in tellings(message):
        assert telling.span.of(message) == telling.text


@pytest.mark.parametrize(
    "text",
    [
        "the password is hunter2",
        "비밀번호는 1234",
        "4111-1111-1111-1111",
        "900101-1234567",
        "ghp_0123456789abcdef",
        "-----BEGIN PRIVATE KEY-----",
        "x9Kd82LmQp47ZtRw",
        "my pin is 0000",
    ],
)
def test_secrets_are_seen(text: str):
    assert has_secret(text)


@pytest.mark.parametrize(
    "text", ["my phone is 010-1234-5678", "I was born in 1984", "internationalisation", "암호화폐"]
)
def test_not_everything_is_a_secret(text: str):
    assert not has_secret(text)
