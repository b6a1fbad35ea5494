"""What the scripted engine says in `glassbox chat --demo`."""

from assistant.engine.scripted import ScriptedReply

_WELCOME = """\
Glassbox runs a language model on this machine; nothing leaves it. These words come from a script, \
so that you can look around before you load a model.

- **Enter** sends, **Ctrl+J** starts a new line.
- **Esc** stops a reply, and what was said stays.
- **F1** lists every key.
"""

_CODE = """\
This keeps the first occurrence of each item and their order:

```python
def unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))
```

A `dict` remembers the order in which its keys were first set.
"""

_TABLE = """\
| Palace | Why go |
|---|---|
| 창덕궁 | its secret garden |
| 경복궁 | the throne hall |

1. Start at 광장시장 for breakfast.
2. Walk to 창덕궁; allow two hours.

> Both are closed one day a week.
"""

DEMONSTRATION = (
    ScriptedReply(_WELCOME, tokens_per_second=60.0),
    ScriptedReply(
        _CODE,
        reasoning="They want to drop duplicates without sorting. A dict keeps insertion order.",
        tokens_per_second=60.0,
        read_tokens_per_second=400.0,
    ),
    ScriptedReply(_TABLE, tokens_per_second=60.0, read_tokens_per_second=400.0),
)
