"""Telling a model's reasoning from its answer while both stream. Pure."""

from dataclasses import dataclass

from assistant.engine.prefixes import begun

_HARMONY_END = "<|end|><|start|>assistant<|channel|>final<|message|>"
MARKERS: tuple[tuple[str, str], ...] = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|channel|>analysis<|message|>", _HARMONY_END),
)
"""How model families begin and end their reasoning."""

IGNORED = ("<|channel|>final<|message|>", "<|START_RESPONSE|>", "<|END_RESPONSE|>")
"""Markers around an answer that are no part of it."""

MARKER_TOKENS = frozenset(
    {marker for pair in MARKERS[:-1] for marker in pair}
    | {"<|channel|>", "<|message|>", "<|start|>", "<|end|>"}
    | {"<|START_RESPONSE|>", "<|END_RESPONSE|>"}
)
"""Control tokens whose text must reach the splitter."""

OPENING_TOKENS = frozenset(
    token
    for token in MARKER_TOKENS
    if any(marker.startswith(token) for marker in (*(start for start, _ in MARKERS), *IGNORED))
)
"""Those with which a reply may begin before its answer does."""


@dataclass(frozen=True, slots=True)
class Split:
    """What a piece of the stream was."""

    answer: str = ""
    reasoning: str = ""


def opens_reasoning(prompt_end: str) -> str:
    """Return the closing marker if a prompt ends inside reasoning, as some templates make it."""
    tail = prompt_end.rstrip()
    return next((close for start, close in MARKERS if tail.endswith(start)), "")


def _left_open(told: str) -> tuple[str, str]:
    """Return the closing marker that the last thought still lacks, and that thought; or nothing."""
    place, start, close = max((told.rfind(start), start, close) for start, close in MARKERS)
    thought = told[place + len(start) :]
    return (close, thought) if place >= 0 and close not in thought else ("", "")


class ReasoningSplitter:
    """Sorts a stream of text into reasoning and answer, whatever the cuts between pieces.

    Reasoning counts only at the beginning of a reply: an answer that later speaks of `<think>`
    is left as it is. What could be the start of a marker is held back until it is clear.
    """

    def __init__(self, closing_marker: str = "") -> None:
        self._close = closing_marker
        self._held = ""
        self._answer_began = False
        self._part_began = False

    @classmethod
    def resumed(cls, told: str, *, reasoning: str, answer: str) -> "ReasoningSplitter":
        """Go on with a reply that was cut after it had said so much.

        `told` is all text up to the cut, with the reply's markers.
        """
        if not reasoning and not answer:
            return cls(opens_reasoning(told))
        splitter = cls()
        if answer:
            splitter._answer_began = True
            return splitter
        splitter._close, thought = _left_open(told)
        if thought.strip():
            splitter._part_began = True
            splitter._held = thought[len(thought.rstrip()) :]
        return splitter

    @property
    def expects_answer(self) -> bool:
        """Whether what comes next is the answer, unless it opens reasoning."""
        return not self._close and not self._held

    def feed(self, text: str) -> Split:
        """Take the next piece and return what is certain."""
        self._held += text
        answer, reasoning = "", ""
        while True:
            before = self._held
            if self._close:
                reasoning += self._take_reasoning()
            elif not self._answer_began:
                self._take_beginning()
            if self._held == before:
                break
        if self._answer_began:
            answer, self._held = self._held, ""
        return Split(answer, reasoning)

    def finish(self) -> Split:
        """Return what was held back; the stream is over."""
        held, self._held = self._held, ""
        return Split(reasoning=self._trimmed(held)) if self._close else Split(answer=held.lstrip())

    def _take_reasoning(self) -> str:
        """Consume what is certain; white space at the end may turn out to be the last."""
        found = self._held.find(self._close)
        if found >= 0:
            taken, self._held = self._held[:found], self._held[found + len(self._close) :]
            self._close = ""
            return self._trimmed(taken)
        certain = len(self._held) - begun(self._held, self._close)
        certain = len(self._held[:certain].rstrip())
        taken, self._held = self._held[:certain], self._held[certain:]
        return self._trimmed(taken)

    def _trimmed(self, text: str) -> str:
        """Drop the white space around the reasoning; that between its pieces stays."""
        text = text.rstrip()
        if not self._part_began:
            text = text.lstrip()
            self._part_began = bool(text)
        return text

    def _take_beginning(self) -> None:
        """Consume a marker at the start, or decide that the answer begins."""
        self._held = text = self._held.lstrip()
        for start, close in MARKERS:
            if text.startswith(start):
                self._held, self._close = text[len(start) :], close
                self._part_began = False
                return
        for marker in IGNORED:
            if text.startswith(marker):
                self._held = text[len(marker) :]
                return
        starts = (*(start for start, _ in MARKERS), *IGNORED)
        self._answer_began = bool(text) and not any(s.startswith(text) for s in starts)
