"""What is told so plainly that no model is needed to see it. Pure."""

import re

from assistant.turn.extraction.sentences import Telling
from assistant.turn.extraction.values import TEXT_LENGTH

_PLAIN = re.compile(
    r"\bmy (?:full |first |last |middle |nick)?name(?: is|'s)\b|\bi go by\b|\bcall me\b"
    r"|\bi(?:'m| am) (?:severely |very |mildly )?(?:allergic|intolerant|lactose|vegan|vegetarian"
    r"|diabetic|c(?:o)?eliac|pescatarian|colou?r[- ]?blind|deaf|dyslexic|left[- ]handed)\b"
    r"|\bi have (?:an? )?(?:\w+ )?(?:allergy|allergies|diabetes|asthma|adhd|c(?:o)?eliac)\b"
    r"|\bi(?:'m| am) (?:an?|the) (?!bit\b|little\b|lot\b)[\w -]{3,}"
    r"|\bi(?:'m| am) (?:from|married|divorced|\d{1,3} years old|retired)\b"
    r"|\b(?:i|we) (?:live|lived|work|worked|study|studied|grew up|was born|moved|teach)\b"
    r"|\bi(?:'ve| have) been (?:learning|working|living|studying|married)\b"
    r"|\bi (?:started|got|quit|left|changed|lost) (?:a |an |my |our )?(?:new )?"
    r"(?:job|married|dog|cat)\b"
    r"|\bi(?:'m| am) (?:living|working|studying|moving|getting married|learning|based)\b"
    r"|\b(?:my|our) (?:birthday|wife|husband|partner|girlfriend|boyfriend|son|daughter|sister"
    r"|brother|mother|mom|mum|father|dad|dog|cat|company|team|boss|job|address|email|phone"
    r"|time ?zone|native language|mother tongue|favou?rite [\w ]+)\b"
    r"[^.]*\b(?:is|are|was|works|lives|has|likes|loves)\b"
    r"|\bi (?:really |absolutely |also )?(?:love|like|prefer|hate|dislike|enjoy|can't stand"
    r"|don't like|don't eat|don't drink|never eat|never drink)\b"
    r"|\b(?:i|we) (?:have|own) (?:an?|two|three|four|\d+) (?:\w+ )?(?:dogs?|cats?|kids?"
    r"|child(?:ren)?|sons?|daughters?|brothers?|sisters?|siblings|cars?)\b",
    re.IGNORECASE,
)
_PLAIN_KOREAN = re.compile(
    r"(?:내|제|저의|나의|우리|저희)\s?(?:이름|생일|직업|취미|고향|나이|전공|별명|반려견|강아지|고양이|아내|남편|딸|아들|"
    r"여동생|남동생|동생|언니|누나|형|오빠|어머니|아버지|엄마|아빠|회사|팀)"
    r"(?:\s?(?:이름|생일|나이|직업|회사|고향))?(?:은|는|이|가)"
    r"|(?:알레르기|알러지)[가는]?\s?(?:있|심)"
    r"|[을를도은는]\s?(?:아주|정말|제일|가장|진짜|매우)?\s?(?:좋아해|좋아합|싫어해|싫어합|선호해|선호합|못\s?먹|안\s?먹|즐겨)"
    r"|에\s?(?:살아|살고|삽니다|거주)|에서\s?(?:일해|일하고|일합|근무|태어|살아|살고)|(?:에|로)\s?이사"
    r"|(?:에|을|를)\s?(?:다녀|다니고|다닙|전공)|(?:채식|비건|개발자|학생|교사|선생님|의사|간호사|디자이너|프리랜서|"
    r"엔지니어|연구원|공무원|주부|작가)[가-힣]*(?:인데|이라|예요|이에요|입니다|이야|야|에요)"
    r"|에\s?(?:태어|입사|취직|결혼)|[을를]\s?(?:키워|키우고|키웁|길러|기르고|배우고|배워|공부하고|공부해)|(?:이?라고)\s?(?:불러|합니다|해요|해)"
)


def is_plain(telling: Telling) -> bool:
    """Whether a sentence is to be remembered as it is, whatever a model says of it."""
    if telling.asked or telling.is_order:
        return True
    if len(telling.text) > TEXT_LENGTH:
        return False
    return bool(_PLAIN.search(telling.text) or _PLAIN_KOREAN.search(telling.text))
