"""How people say what can only be true with one value at a time, in English and Korean.

Each pattern is tried on a normalised sentence; `value` is what fills the slot, `name` which slot
it is where the pattern stands for many, `who` whose.
"""

import re

_ONE_VALUED = (
    r"(?:(?:favou?rite|preferred|default|current|main|first|native) [\w -]{2,30}"
    r"|(?:[\w-]+ (?:of )?)?(?:name|age|birthday|birthdate|address|e-?mail(?: address)?|phone(?: number)?"
    r"|telephone(?: number)?|employer|boss|manager|job|job title|occupation|profession|hometown"
    r"|weight|height|shoe size|blood type|time ?zone|deadline|nickname|pronouns|mother tongue"
    r"|password|pin|editor|operating system))"
)
_WHO = r"(?P<who>[\w ]{0,40}?)"
_NOW = r"(?: ?(?:now|currently|presently|still))?"
ENGLISH = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("lives in", rf"^{_WHO}{_NOW} ?(?:lives?|resides?|(?:am|is|are) (?:living|based)) in (?P<value>.+)$"),
        ("moved", rf"^{_WHO}{_NOW} ?(?:have |has )?(?:just |recently )?(?:moved|relocated) to (?P<value>.+)$"),
        ("works at", rf"^{_WHO}{_NOW} ?(?:works?|(?:am|is|are) working|(?:am|is|are) employed) (?:at|for|by) (?P<value>.+)$"),
        ("works as", rf"^{_WHO}{_NOW} ?(?:works?|(?:am|is|are) working) as (?:an? )?(?P<value>.+)$"),
        ("age", rf"^{_WHO}{_NOW} ?(?:am|is|are) (?P<value>\d{{1,3}})(?: years? old)?$"),
        ("name", r"^(?:please )?(?P<who>)call me (?P<value>.+)$"),
        ("answer in", r"^(?P<who>)(?:please )?(?:always )?(?:answer|reply|respond|write|speak|talk)(?: to me)? in (?P<value>\w+)$"),
        ("is", rf"^(?:my|our|the|the user of|user of|his|her|their|(?P<who>[\w ]{{1,40}}) of) (?P<name>{_ONE_VALUED}) (?:is|are)(?: on| at)? (?P<value>.+)$"),
        ("is", rf"^(?P<value>.+?) is (?:my|our|the user of|his|her|their|(?P<who>[\w ]{{1,40}}) of) (?P<name>{_ONE_VALUED})$"),
        ("has", rf"^{_WHO} ?(?:has|have) (?P<value>\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?P<name>[\w ]+)$"),
    )
)  # fmt: skip
_COPULA = r"(?:이에요|예요|에요|입니다|이야|야|이다|임)?$"
KOREAN = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("lives in", r"^(?P<who>(?:\S+[은는] )?)(?P<value>\S+(?: \S+)?)(?:에서|에) (?:살아요|살아|삽니다|산다|살고 ?있\S*|거주\S*)$"),
        ("moved", r"^(?P<who>(?:\S+[은는] )?)(?P<value>\S+?)(?:으로|로) 이사(?:를)? ?(?:했|갔|왔|하였)\S*$"),
        ("works at", r"^(?P<who>(?:\S+[은는] )?)(?P<value>\S+(?: \S+)?)에서 (?:일해요|일해|일합니다|일한다|일하고 ?있\S*|근무\S*)$"),
        ("age", rf"^(?P<who>(?:\S+[은는] )?)(?P<value>\S{{1,4}}) ?살{_COPULA}"),
        ("answer in", r"^(?P<who>)(?P<value>\S+?어)로 (?:대답|답변|답|말|써)\S*(?: 주세요| 줘| 줘요)?$"),
        ("is", rf"^(?P<who>)(?P<name>(?:가장|제일) 좋아하는 \S+?|최애 \S+?|좋아하는 (?:색|색깔|계절|숫자|요일))[은는이가] (?P<value>.+?){_COPULA}"),
        ("is", rf"^(?P<who>(?:\S+ ){{0,2}})(?P<name>이름|나이|생일|직업|직장|전화번호|번호|이메일|주소|집|키|몸무게|혈액형|고향|별명|마감일|마감)[은는이가] (?P<value>.+?){_COPULA}"),
        ("has", r"^(?P<who>)(?P<name>\S+?)[을를가]? (?P<value>\d+|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?(?:마리|명|대|채)[을를이가]? (?:있|키우|키워|키웁|길러|기르|기릅)\S*$"),
    )
)  # fmt: skip
