"""What an English sentence does: tells something of its writer, asks, orders, supposes. Pure."""

import re

_I = re.IGNORECASE
_WRITER = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|we|we're|we've|our|ours)\b", _I)
_GOES_ON = re.compile(
    r"(?:and |but )?(?:he|she|they|it|his|her|their|its|this|that)\b(?! is why)", _I
)
_QUESTION = re.compile(
    r"\?|^(?:(?:so|and|but|ok|okay|hey|well|also),? )*"
    r"(?:(?:who|what|when|where|why|how|which|whose)(?:'s|'re)?\b"
    r"(?= (?:is|are|am|was|were|do|does|did|can|could|should|would|will|to|many|much|about)\b|'s)"
    r"|(?:is|are|am|was|were|do|does|did|can|could|should|would|will|have|has|had|may|shall)(?:n't)?"
    r" (?:i|you|we|he|she|it|they|there|the|a|an|my|your|our|this|that|these|those|any|some)\b)",
    _I,
)
_ORDER = re.compile(
    r"^(?:(?:so|and|but|now|then|ok|okay|hey|hi|well|also|just|please|kindly),? )*"
    r"(?:act|add|answer|analy[sz]e|assume|calculate|call|change|check|choose|compare|complete"
    r"|compute|consider|continue|convert|correct|count|create|debug|define|describe|design|draft"
    r"|draw|edit|evaluate|explain|expand|extract|fill|find|finish|fix|format|generate|give|go"
    r"|help|ignore|imagine|implement|improve|include|keep|let|let's|list|look|make|name|note|open"
    r"|paraphrase|pick|plan|play|pretend|print|proofread|provide|put|read|recommend|refactor"
    r"|remember|remind|rephrase|replace|reply|respond|review|rewrite|run|search|shorten|show|simplify|solve|sort"
    r"|start|stop|suggest|summari[sz]e|talk|teach|tell|test|think|translate|try|turn|use|verify"
    r"|wait|walk|write|you are|you're|you must|you should|you will|don't|do not|never|always)\b",
    _I,
)
_REQUEST = re.compile(
    r"\bi(?:'d| would)? (?:want|need|like|love|wish) (?:you|help|advice|to (?:know|understand|ask"
    r"|see|find|get|check|write|make|create|fix|hear|learn how)|an? (?:summary|list|answer|example"
    r"|poem|story|code|script|function|explanation|translation|quick))\b"
    r"|\bi (?:have|had|'ve) (?:a|another|one|some|two) (?:quick )?questions?\b"
    r"|\bi(?:'m| am) (?:wondering|asking|curious|looking for|trying|stuck|confused|not sure|unsure"
    r"|here|back|done|sorry|fine|ok|okay|good|ready|hungry|tired|bored|just)\b"
    r"|\bi (?:wonder|was wondering|don't (?:understand|get|know)|don't think|think|guess|mean"
    r"|see|get it|agree|disagree|appreciate|hope|thought|meant)\b|\b(?:can|could|would|will) you\b",
    _I,
)
_SUPPOSITION = re.compile(
    r"\b(?:if (?:i|we|my|he|she|they|you|it)\b|suppose|supposing|imagine|hypothetical(?:ly)?"
    r"|let's say|say i\b|what if|pretend|would have|would've|were to|as if|assuming|in theory"
    r"|for example|e\.g\.|maybe|perhaps|might|not sure|probably|possibly|jk|just kidding|joking)",
    _I,
)
_FICTION = re.compile(
    r"\b(?:in (?:my|the|our|this) (?:story|novel|game|book|script|screenplay|dream|poem|play)"
    r"|(?:my|the) (?:character|protagonist|hero|villain|narrator)|role[- ]?play)\b",
    _I,
)
_REPORTED = re.compile(
    r"\b(?:he|she|they|someone|somebody|people|everyone|who|which|article|book|email|says?)"
    r" (?:said|says?|told|wrote|claims?|claimed|asked|thinks?|goes)\b",
    _I,
)
_LASTING = re.compile(
    r"\b(?:always|never|from now on|in (?:the )?future|every time|whenever|by default|going forward"
    r"|call me|refer to me as|each time|at all times|for all)\b",
    _I,
)
_ONLY_HERE = re.compile(
    r"\b(?:this (?:time|text|one|file|code|function|message|sentence|question|answer|list|email)"
    r"|remember to|remind|here|above|below|the following|it)\b",
    _I,
)
_REMEMBER = re.compile(
    r"^(?:(?:hey|hi|ok|okay|also|and|so),? )*(?:please |kindly |can you |could you )?"
    r"(?:remember|keep in mind|make a (?:note|mental note)|take note|note|don't forget"
    r"|do not forget|never forget|save to memory|add to (?:your )?memory|for (?:the )?future"
    r" reference|fyi)\b(?: (?:please|for me|for (?:later|next time|the future)))?"
    r"(?:[:,]| -)? ?(?:that )?(?:this[:,]? )?(?P<what>.+)",
    _I | re.DOTALL,
)
_REMEMBER_TO = re.compile(r"^(?:to|me|when|how|what|who|where|why|the time|about)\b", _I)

_TURN = re.compile(
    r"[,;:.]? ?(?:[,;]|\bso\b|\bbut\b|\band\b|-|—) ?(?=(?:so|and|but|then|please)?,? ?"
    r"(?:what|how|can|could|would|should|do|does|is|are|which|where|when|why|who|any|please|give"
    r"|suggest|recommend|write|help|tell|show|find|make|plan)\b)",
    _I,
)


def first_clause(sentence: str) -> str:
    """Return what comes before a question or a task in the same sentence; empty if nothing does."""
    turn = _TURN.search(sentence)
    return sentence[: turn.start()].rstrip() if turn else ""


def to_be_remembered(sentence: str) -> str:
    """Return what a sentence asks to remember; empty when it asks no such thing."""
    found = _REMEMBER.match(sentence)
    if found is None or sentence.rstrip().endswith("?"):
        return ""
    what = found["what"].strip(" .,:;!")
    return "" if _REMEMBER_TO.match(what) or len(what.split()) < 2 else what


def is_lasting_order(sentence: str) -> bool:
    """Whether a sentence orders something for good, not only for the task at hand."""
    return (
        bool(_LASTING.search(sentence))
        and not _QUESTION.search(sentence)
        and not _SUPPOSITION.search(sentence)
        and not _ONLY_HERE.search(sentence)
        and (bool(_ORDER.match(sentence)) or bool(re.match(r"from now on|in future", sentence, _I)))
    )


def is_statement(sentence: str, *, goes_on: bool) -> bool:
    """Whether a sentence states something of its writer, or goes on with one that does."""
    is_own = bool(_WRITER.search(sentence)) or (goes_on and bool(_GOES_ON.match(sentence)))
    other = (_QUESTION, _REQUEST, _SUPPOSITION, _FICTION, _REPORTED)
    return (
        is_own and not _ORDER.match(sentence) and not any(each.search(sentence) for each in other)
    )
