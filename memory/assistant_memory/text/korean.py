"""Korean words without the particles and endings that are glued to them."""

from assistant_memory.text.word_lists import words

STOP_WORDS = frozenset(
    words(
        """
        나 내 저 제 우리 너 네 당신 그 이 것 거 게 수 때 좀 뭐 무엇 뭘 누구 언제 어디 어떤
        어떻게 왜 무슨 몇 그리고 그래서 그런데 하지만 있 없 하 했 되 있나 있어 있습 인가 였 이었
        말 정말 아주 너무
        """
    )
)
_PARTICLES = words(
    """
    은 는 이 가 을 를 의 에 에서 에게 에게서 께 께서 한테 한테서 로 으로 로서 으로서 로써
    으로써 와 과 랑 이랑 하고 도 만 까지 부터 마다 조차 마저 밖에 처럼 보다 이나 나 이라 라
    라도 이라도 에는 에도 에서는 에서도 에게는 으로는 로는 까지는 부터는 이며 며 이고 인데
    이야 야 이에요 예요 입니다 이다 였어요 이었어요 였습니다 이었습니다 인가요 인지 이라고
    라고 들 들은 들이 들을 들의 들에게 쯤 쯤에 씩 요
    """
)
_ENDINGS = words(
    """
    습니다 습니까 어요 아요 여요 해요 했어요 했습니다 합니다 하는 하고 하며 하면 해서 했던
    한 할 하기 하게 했다 한다 하다 했어 해 었어요 았어요 였어요 었습니다 았습니다 었어 았어
    었다 았다 었던 았던 는다 는데 지만 으면 면서 으면서 려고 으려고 니까 으니까 네요 군요
    거든요 나요 을까요 세요 으세요 셨어요 고요 죠 지요 고 서 면 던 는 은 을 어 아 지 다
    """
)


def strip_word(word: str) -> str:
    """Return a run of Hangul without its last particle and then its last ending.

    Two syllables are left at least, or one if an ending of two or more goes.
    """
    bare = _strip(word, _PARTICLES, 2)
    return _strip(bare, _ENDINGS, 2 if len(bare) < 3 else 1)


def _strip(word: str, endings: tuple[str, ...], least: int) -> str:
    """Take the longest ending off that leaves so much."""
    fitting = (each for each in endings if len(word) - len(each) >= least and word.endswith(each))
    return word.removesuffix(max(fitting, key=len, default=""))
