"""What is put in order each time the database is opened."""

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from assistant.conversation import housekeeping_statements as statements
from assistant.conversation.fields import microseconds
from assistant.conversation.tree import restore_branch

TRASH_DAYS = 30
"""What was thrown away can be brought back for so long; then it is purged."""
_TRASH = timedelta(days=TRASH_DAYS) // timedelta(microseconds=1)
_CLOCK_TOLERANCE = timedelta(hours=1)


def keep_house(
    connection: sqlite3.Connection, now: datetime, live_runs: Collection[str]
) -> list[str]:
    """Interrupt what dead programs were writing, mend impossible times and purge old trash.

    Returns the ids of what was purged.
    """
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        _interrupt_dead(connection, live_runs)
        _mend_times(connection, microseconds(now), microseconds(now + _CLOCK_TOLERANCE))
        _mend_trees(connection)
        purged = _purge(connection, microseconds(now))
    if purged:
        forget_pages(connection)
    return purged


def forget_pages(connection: sqlite3.Connection) -> None:
    """Leave nothing of what was purged in the write-ahead log either.

    The file itself is overwritten by `secure_delete`. What another program is reading at this
    moment goes with the next purge, or when the last program ends.
    """
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _interrupt_dead(connection: sqlite3.Connection, live_runs: Collection[str]) -> None:
    """Turn the streaming messages of programs that are not in `live_runs` into `interrupted`."""
    streaming = [run_id for (run_id,) in connection.execute(statements.STREAMING_RUNS)]
    dead = [(run_id,) for run_id in streaming if run_id not in live_runs]
    connection.executemany(statements.INTERRUPT_RUN, dead)


def _mend_times(connection: sqlite3.Connection, now: int, latest: int) -> None:
    """Bring times that have not come yet to `now`; what was used last stays last."""
    wrong = [seq for (seq,) in connection.execute(statements.FUTURE_USES, [latest])]
    if wrong:
        (credible,) = connection.execute(statements.LAST_CREDIBLE_USE, [latest]).fetchone()
        first = max(now, 1 + int(credible or 0))
        uses = [(first + place, seq) for place, seq in enumerate(wrong)]
        connection.executemany(statements.SET_USE, uses)
    times = {"now": now, "latest": latest}
    connection.execute(statements.MEND_DELETIONS, times)
    connection.execute(statements.MEND_ACTIONS, times)


def _mend_trees(connection: sqlite3.Connection) -> None:
    """Bring back what is still needed of what was thrown away."""
    for (message_id,) in connection.execute(statements.LIVING_UNDER_DELETED).fetchall():
        restore_branch(connection, message_id)


def _purge(connection: sqlite3.Connection, now: int) -> list[str]:
    """Delete for good what was thrown away long ago.

    Its age is counted up to the last use, so that a clock that is wrong today costs nothing.
    """
    (last_use,) = connection.execute(statements.LAST_USE).fetchone()
    if last_use is None:
        return []
    oldest = min(now, int(last_use)) - _TRASH
    purges = (connection.execute(purge, [oldest]).fetchall() for purge in statements.PURGES)
    purged = [str(each) for rows in purges for (each,) in rows]
    connection.execute(statements.PURGE_ACTIONS, [oldest])
    connection.execute(statements.PURGE_DRAFTS)
    return purged
