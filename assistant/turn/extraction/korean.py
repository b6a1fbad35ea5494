"""What a Korean sentence does: tells something of its writer, asks, orders, supposes. Pure."""

import re

_END = r"[\s.!~…ㅎㅋ^;)]*$"
_WRITER = re.compile(
    r"(?<![가-힣])(?:나는|난|나도|나를|나의|나한테|나랑|내가|내|제가|제|저는|전|저도|저를|저의|저한테|"
    r"저희|저희는|저희가|우리|우리는|우리가|우린)(?![가-힣])|(?<![가-힣])우리(?:집|회사|가족|아이|애|엄마|아빠|딸|아들)"
)
_OTHER_SUBJECT = re.compile(
    r"(?<![가-힣])(?!\S*(?:고양이|강아지가|아이|떡볶이|오이|나이|알레르기가|알러지가|일이|수가|것이)\s)"
    r"[가-힣A-Za-z]{2,}(?:이|가)\s"
    r"|(?<![가-힣])(?!\S*(?:에는|에서는|때는|부터는|까지는|오늘은|내일은|지금은|요즘은|주말은|평소는)\s)"
    r"[가-힣A-Za-z]{2,}(?:은|는)\s(?=.*[가-힣][을를]\s)"
)
"""A subject that is not the writer; a topic without an object beside it is one itself."""
_OWN_PREDICATE = re.compile(
    r"(?:좋아|싫어|즐겨|사랑|선호|못\s?먹|안\s?먹|먹어|마셔|마시|살아|살고|삽니다|살았|일해|일하|일합|다녀|"
    r"다니|다닙|이사|결혼|이혼|태어|공부|배우|배워|키워|키우|키웁|기르|길러|써요|쓰고|씁니다|알레르기|"
    r"알러지|전공|졸업|취직|입사|퇴사|임신|여행\s?(?:가|갈)|출장|예정|할\s?거|하기로|채식|비건|운동|가요|갑니다"
    r"|갈\s?거|있어요|있습니다|없어요|없습니다)"
)
_QUESTION = re.compile(
    r"[?？]|(?:(?<!니)까|까요(?<!니까요)|나요|(?:은|는|인|던|한|운|큰)가요|는지요|냐|느냐|ㄴ가|을까|를까|"  # noqa: RUF001
    r"(?<![하으])니|죠|지요|래요|줄래|잖아)" + _END
)
_ASKING_WORD = re.compile(
    r"(?<![가-힣])(?:무엇|뭐(?!든)|뭘|뭔|어디(?!든|서나|에서나)|언제(?!나|든)|누구(?!나|든)|누가|왜(?!냐)|"
    r"어떻게(?!든)|어떤|몇(?!\s?(?:년|달|개월|주|번)\s?(?:동안|째|전))|얼마(?!\s?전)|어느|무슨)"
)
_ORDER = re.compile(
    r"(?:줘|줘요|주세요|주십시오|주라|주렴|줄래|줄래요|달라|해라|하라|(?<!좋아)(?<!싫어)(?<!사랑)하세요|"
    r"하십시오|보세요|봐|봐요|봐라|마세요|말아|마|십시오|부탁해|부탁해요|부탁드려요|부탁드립니다|"
    r"부탁합니다|바랍니다|해봐|하자|합시다|알려|추천|번역|요약|설명)" + _END
)
_REQUEST = re.compile(
    r"싶은데요?"
    + _END
    + r"|궁금|질문(?:이|은)?\s?(?:있|하나)|모르겠|알고\s?싶|도와|필요해|필요합니다|이해가\s?안"
)
_SUPPOSITION = re.compile(
    r"만약|만일|가령|(?:다고|라고)\s?(?:치|가정|하면|해\s?보)|(?:이|가|였|었|았|한|는|내)[다]면(?![가-힣])|"
    r"(?:[가-힣]이|너|나|내|왕)라면[\s,]|했더라면|아마|지도\s?(?:모르|몰)|예를\s?들|상상|농담|혹시"
)
_FICTION = re.compile(
    r"소설(?:에서|속)|게임(?:에서|속)|(?:제|내)\s?(?:캐릭터|주인공)|꿈에서|역할극"
)
_REPORTED = re.compile(
    r"(?:다고|라고|냐고|자고)\s?(?:했|하더|합니다|해요|말했|그랬|들었|하네|하던|썼)|대요" + _END
)
_LASTING = re.compile(
    r"앞으로|항상|언제나|절대|매번|늘\s|이제부터|지금부터|(?:이?라고)\s?불러|기본적으로"
)
_ONLY_HERE = re.compile(r"이번(?:만|에만)|이\s?(?:글|문장|코드|파일|메일|질문)|여기|위의|아래")
_REMEMBER_FIRST = re.compile(
    r"^(?:이거|이것|이건|꼭|좀|잘)?\s?(?:기억해|기억하고|외워|메모해|기억)\s?(?:줘|줘요|주세요|주십시오|둬|두세요|놔|"
    r"라|해|있어)?\s?[:,：.\-]\s?(?P<what>.+)",  # noqa: RUF001
    re.DOTALL,
)
_REMEMBER_LAST = re.compile(
    r"^(?P<what>.+?)(?:(?:(?<=다)|이라|라)는\s?(?:것|거|걸|사실)[을를]?|(?<=다)고|[을를]|[,.])?\s?(?:꼭|좀|잘)?\s?"
    r"(?:기억해|기억하고|외워|메모해)\s?(?:줘|줘요|주세요|주십시오|둬|두세요|놔|라|있어)?" + _END,
    re.DOTALL,
)

_TURN = re.compile(r"(?<=데),?\s|(?<=니까),?\s|(?<=[가-힣])[,;]\s")


def first_clause(sentence: str) -> str:
    """Return what comes before a question or a task in the same sentence; empty if nothing does."""
    turn = _TURN.search(sentence)
    return sentence[: turn.start()].rstrip(" ,;") if turn else ""


def to_be_remembered(sentence: str) -> str:
    """Return what a sentence asks to remember; empty when it asks no such thing."""
    if sentence.rstrip().endswith("?"):
        return ""
    found = _REMEMBER_FIRST.match(sentence) or _REMEMBER_LAST.match(sentence)
    what = found["what"].strip(" .,:;!") if found else ""
    return what if len(what) >= 4 and not _ASKING_WORD.search(what) else ""


def is_lasting_order(sentence: str) -> bool:
    """Whether a sentence orders something for good, not only for the task at hand."""
    return (
        bool(_LASTING.search(sentence))
        and bool(_ORDER.search(sentence) or re.search(r"불러" + _END, sentence))
        and not any(each.search(sentence) for each in (_QUESTION, _SUPPOSITION, _ONLY_HERE))
    )


def is_statement(sentence: str, *, goes_on: bool) -> bool:
    """Whether a sentence states something of its writer, who in Korean is often not named."""
    is_own = bool(_WRITER.search(sentence)) or (
        bool(_OWN_PREDICATE.search(sentence)) and (goes_on or not _OTHER_SUBJECT.search(sentence))
    )
    other = (
        _QUESTION, _ASKING_WORD, _ORDER, _REQUEST, _SUPPOSITION, _FICTION, _REPORTED,
    )  # fmt: skip
    return is_own and not any(each.search(sentence) for each in other)
