"""What is put in order each time the database is opened."""

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from assistant.conversation import statements
from assistant.conversation.fields import microseconds

TRASH_DAYS = 30
"""What was thrown away can be brought back for so long; then it is purged."""
_CLOCK_TOLERANCE = timedelta(hours=1)


def keep_house(connection: sqlite3.Connection, now: datetime, live_runs: Collection[str]) -> None:
    """Interrupt what dead programs were writing, purge old trash and mend impossible times."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        _interrupt_dead(connection, live_runs)
        oldest = microseconds(now - timedelta(days=TRASH_DAYS))
        connection.execute(statements.PURGE_TRASH, [oldest])
        connection.execute(statements.PURGE_MESSAGES, [oldest])
        latest = microseconds(now + _CLOCK_TOLERANCE)
        times = {"now": microseconds(now), "latest": latest}
        connection.execute(statements.REPAIR_FUTURE, times)


def _interrupt_dead(connection: sqlite3.Connection, live_runs: Collection[str]) -> None:
    """Turn the streaming messages of programs that are not in `live_runs` into `interrupted`."""
    streaming = [run_id for (run_id,) in connection.execute(statements.STREAMING_RUNS)]
    dead = [(run_id,) for run_id in streaming if run_id not in live_runs]
    connection.executemany(statements.INTERRUPT_RUN, dead)
