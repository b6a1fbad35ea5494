"""From the bytes of tokens to text that will not change any more. Pure."""

import codecs
from collections.abc import Sequence

from assistant.engine.prefixes import begun


class TextStream:
    """Decodes UTF-8 and watches for stop strings, whatever the cuts between tokens.

    Half characters and possible beginnings of a stop string are held back until they are whole or
    proven to be something else; bytes that are not UTF-8 become U+FFFD.
    """

    def __init__(self, stop: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stop = tuple(stop)
        self._held = ""
        self.is_stopped = False
        """A stop string was met; nothing follows."""

    def skip(self, data: bytes) -> str:
        """Take what was told before and return its text; half a character waits for its rest."""
        return self._decoder.decode(data)

    def feed(self, data: bytes) -> str:
        """Take the bytes of one token and return the text that is now certain."""
        text = self._decoder.decode(data)
        if not self._stop:
            return text
        self._held += text
        found = [(begin + len(s), begin) for s in self._stop if (begin := self._held.find(s)) >= 0]
        if found:
            self.is_stopped = True
            _, certain = min(found)  # the one that was whole first, wherever the tokens were cut
            text, self._held = self._held[:certain], ""
            return text
        certain = len(self._held) - max(begun(self._held, stop) for stop in self._stop)
        text, self._held = self._held[:certain], self._held[certain:]
        return text

    def finish(self) -> str:
        """Return what was held back, without the half of a character; the stream is over."""
        held, self._held = self._held, ""
        return "" if self.is_stopped else held
