"""Questions about a sentence that somebody says of himself, by rules."""

import random
import re
from collections.abc import Sequence

NAMES = (
    "Anna", "Ben", "Carla", "David", "Emma", "Felix", "Grace", "Hugo", "Iris", "James",
    "Kate", "Leo", "Maria", "Nina", "Oliver", "Paul", "Rosa", "Sam", "Tara", "Victor",
)  # fmt: skip

RULES: Sequence[tuple[str, Sequence[str]]] = (
    (r"i (?:love|like|enjoy) to (\w+)(.*)", (
        "What does {name} like to do?", "Who likes to {0}{1}?", "Does {name} {0}{1}?",
        "What do you like to {0}?", "What are {name}'s hobbies?", "How often do you {0}{1}?",
    )),
    (r"i (?:love|like|enjoy|adore) (.*)", (
        "What does {name} like?", "Who likes {0}?", "Does {name} enjoy {0}?",
        "What does {name} think of {0}?", "Do you like {0}?",
    )),
    (r"i (?:hate|dislike|do not like|don't like) (.*)", (
        "What does {name} dislike?", "Who hates {0}?", "Does {name} like {0}?",
        "What should I not offer {name}?",
    )),
    (r"i (?:have|own|'ve got|have got) (.*)", (
        "What does {name} have?", "Does {name} have {0}?", "Who has {0}?",
        "Do you have {0}?",
    )),
    (r"my favou?rite (\w+)(?: \w+)? (?:is|are) (.*)", (
        "What is {name}'s favorite {0}?", "Which {0} does {name} like best?",
        "Whose favorite {0} is {1}?", "What {0} do you like?",
    )),
    (r"i (?:work|worked) (.*)", (
        "What does {name} do for a living?", "Where does {name} work?", "Who works {0}?",
        "What is your job?",
    )),
    (r"i(?: am|'m) (?:a|an) (.*)", (
        "What is {name}?", "Is {name} a {0}?", "Who is a {0}?", "What do you do for work?",
        "What is {name}'s job?",
    )),
    (r"i (?:was born|grew up|live|lived) (.*)", (
        "Where does {name} live?", "Where is {name} from?", "Who lives {0}?",
        "Where did {name} grow up?",
    )),
    (r"my (\w+) (is|was|are|has|works|loves|likes) (.*)", (
        "What about {name}'s {0}?", "What does {name}'s {0} do?", "Whose {0} {1} {2}?",
        "Tell me about your {0}.",
    )),
    (r"i (?:want|hope|plan|would like) to (.*)", (
        "What are {name}'s plans?", "What does {name} want to do?", "Who wants to {0}?",
    )),
    (r"i (?:just |recently )?(went|got|bought|moved|started|graduated|visited) (.*)", (
        "When did {name} {1}?", "What did {name} do recently?", "Who {0} {1}?",
        "Where did {name} go?",
    )),
)  # fmt: skip


def questions_about(fact: str, dice: random.Random) -> list[str]:
    """Return one or two questions that the sentence answers; none if no rule fits."""
    plain = fact.strip().rstrip(".!").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for pattern, shapes in RULES:
        if match := re.fullmatch(pattern, plain, flags=re.IGNORECASE):
            parts = [(each or "").replace(" my ", " their ") for each in match.groups()]
            chosen = dice.sample(list(shapes), k=min(2, len(shapes)))
            name = dice.choice(NAMES)
            return [" ".join(shape.format(*parts, name=name).split()) for shape in chosen]
    return []
