"""Entry of the reading process: `python -m assistant_memory.documents.reading.worker LIMITS`."""

import logging
import os
import sys

from assistant_memory.documents.reading.frames import decode_request
from assistant_memory.documents.reading.worker.limits import confine
from assistant_memory.documents.reading.worker.serve import serve


def main() -> None:
    """Take the pipes, give up what is not needed, and read what is asked for."""
    memory_bytes, seconds = map(int, sys.argv[1:])
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    logging.disable()
    confine(memory_bytes)
    with os.fdopen(requests, "rb") as lines, os.fdopen(replies, "wb") as out:
        for line in lines:
            serve(decode_request(line), out, seconds)


if __name__ == "__main__":
    main()
