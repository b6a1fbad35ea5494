"""Entry of the engine process: `python -m assistant.engine.worker`, started by `engine.client`."""

import os
import signal


def main() -> None:
    """Take the pipes for ourselves, then serve."""
    # Ctrl+C in the terminal reaches the whole group; what it means is for the program to decide.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, replies = os.dup(0), os.dup(1)
    # Whatever a native library prints from here on cannot get between the frames.
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)

    from assistant.engine.worker.library import open_library  # noqa: PLC0415  # after the pipes
    from assistant.engine.worker.serve import Server  # noqa: PLC0415
    from assistant.locales import SOURCE, VARIABLE, use_language  # noqa: PLC0415

    use_language(os.environ.get(VARIABLE, SOURCE))
    log = open_library()
    Server(os.fdopen(requests, "rb"), os.fdopen(replies, "wb"), log).run()


if __name__ == "__main__":
    main()
