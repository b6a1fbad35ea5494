"""The list of chats as rows: what is pinned, then by day and month, then what is archived."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from assistant.conversation import Conversation
from assistant.locales import _
from assistant.tui.wording import month_name

_ROWS_BESIDE = 2
"""A group takes this many rows more than it has chats: its heading and a blank one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Chats under a heading; without one, none is shown."""

    title: str
    chats: Sequence[Conversation]


class ChatRows:
    """Groups one below the other, found by row or by chat without walking through them."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = [group for group in groups if group.chats]
        self._tops: list[int] = []
        """The row of each group's heading."""
        self._firsts: list[int] = []
        """How many chats are above each group."""
        self.height = self.count = 0
        for group in self._groups:
            self._tops.append(self.height)
            self._firsts.append(self.count)
            self.count += len(group.chats)
            self.height += len(group.chats) + (_ROWS_BESIDE if group.title else 0)
        if self._groups and self._groups[-1].title:
            self.height -= 1
        ids = (chat.id for group in self._groups for chat in group.chats)
        self._index = {chat_id: index for index, chat_id in enumerate(ids)}

    def at(self, y: int) -> str | Conversation | None:
        """Return the heading or the chat in a row; `None` for a blank one."""
        if not 0 <= y < self.height:
            return None
        number = bisect_right(self._tops, y) - 1
        group = self._groups[number]
        row = y - self._tops[number] - (1 if group.title else 0)
        if row < 0:
            return group.title
        return group.chats[row] if row < len(group.chats) else None

    def index(self, chat_id: str) -> int | None:
        """Return how many chats are above one; `None` when it is not listed."""
        return self._index.get(chat_id)

    def chat(self, index: int) -> Conversation | None:
        """Return the chat below so many others; beyond the ends, the nearest; `None` for none."""
        if not self._groups:
            return None
        index = min(max(index, 0), self.count - 1)
        number = bisect_right(self._firsts, index) - 1
        return self._groups[number].chats[index - self._firsts[number]]

    def y_of(self, chat_id: str) -> int | None:
        """Return the row of a chat."""
        index = self._index.get(chat_id)
        if index is None:
            return None
        number = bisect_right(self._firsts, index) - 1
        heading = 1 if self._groups[number].title else 0
        return self._tops[number] + heading + index - self._firsts[number]


def grouped(
    chats: Sequence[Conversation], now: datetime, *, shows_archived: bool = False
) -> list[Group]:
    """Group chats, which come latest first."""
    shown = [chat for chat in chats if not chat.archived]
    groups = [Group(_("pinned"), [chat for chat in shown if chat.pinned])]
    groups += _by_day([chat for chat in shown if not chat.pinned], now)
    if shows_archived:
        groups.append(Group(_("archived"), [chat for chat in chats if chat.archived]))
    return groups


def _by_day(chats: Sequence[Conversation], now: datetime) -> Iterator[Group]:
    at = 0
    while at < len(chats):
        title, begin = period(chats[at].updated_at, now)
        # Latest first, so times are negated for the search.
        end = bisect_right(
            chats, -begin.timestamp(), lo=at + 1, key=lambda chat: -chat.updated_at.timestamp()
        )
        yield Group(title, chats[at:end])
        at = end


def period(moment: datetime, now: datetime) -> tuple[str, datetime]:
    """Name the day, week or month of a moment, and its beginning, in the time zone of `now`."""
    day, today = moment.astimezone(now.tzinfo).date(), now.date()
    periods = (
        (_("today"), today),
        (_("yesterday"), today - timedelta(days=1)),
        (_("previous 7 days"), today - timedelta(days=7)),
    )
    for title, begin in periods:
        if day >= begin:
            return title, datetime.combine(begin, time.min, now.tzinfo)
    month = day.replace(day=1)
    return month_name(month, now), datetime.combine(month, time.min, now.tzinfo)
