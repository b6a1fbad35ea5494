"""The room of a context is shared out without ever being exceeded, and nothing goes for nothing."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.context.budget import Budget, Item, chosen, oldest_to_leave

items = st.lists(
    st.builds(
        Item,
        section=st.sampled_from(["memories", "passages"]),
        tokens=st.integers(0, 200),
        value=st.floats(0, 1),
    ),
    max_size=12,
)
rooms = st.integers(0, 600)
shares = st.fixed_dictionaries({"memories": st.integers(0, 400), "passages": st.integers(0, 400)})


def total(items: list[Item], taken: list[int], section: str = "") -> int:
    return sum(items[at].tokens for at in taken if section in ("", items[at].section))


@given(items, rooms, shares)
def test_what_is_chosen_fits_in_all_rooms(items, room, shares):
    taken = chosen(items, room=room, shares=shares)

    assert total(items, taken) <= room
    for section, share in shares.items():
        assert total(items, taken, section) <= share
    assert taken == sorted(set(taken))


@given(items, rooms, shares)
def test_what_is_not_chosen_does_not_fit_beside_what_is(items, room, shares):
    taken = chosen(items, room=room, shares=shares)

    for place in set(range(len(items))) - set(taken):
        item = items[place]
        left = room - total(items, taken)
        share_left = shares[item.section] - total(items, taken, item.section)
        assert item.tokens > min(left, share_left)


@given(items)
def test_everything_is_chosen_where_there_is_room_for_it(items):
    room = sum(item.tokens for item in items)

    assert chosen(items, room=room, shares={"memories": room, "passages": room}) == list(
        range(len(items))
    )


def test_the_most_value_by_the_token_comes_first():
    items = [Item("memories", 60, 0.9), Item("memories", 30, 0.8), Item("memories", 30, 0.7)]

    assert chosen(items, room=60, shares={"memories": 60}) == [1, 2]


@given(st.lists(st.integers(0, 100)), st.integers(0, 500))
def test_as_few_of_the_oldest_rounds_as_possible_are_left_out(tokens, room):
    count = oldest_to_leave(tokens, room)

    assert sum(tokens[count:]) <= room
    assert count == 0 or sum(tokens[count - 1 :]) > room


@given(st.integers(256, 1_000_000), st.none() | st.integers(1, 5000))
def test_an_answer_always_has_some_room(context: int, limit: int | None):
    budget = Budget(context, limit)

    assert 0 < budget.room <= budget.limit < context
    assert budget.reserve <= 0.2 * context
    assert limit is None or budget.reserve <= limit
    assert budget.given_share <= context / 4
