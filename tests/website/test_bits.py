"""Sets of small numbers in one integer."""

from hypothesis import given
from hypothesis import strategies as st

from peacedesk.website.listing.bits import bit_set, in_order, members, numbers_between, numbers_of, places_in

SIZE = 300
numbers = st.sets(st.integers(0, SIZE - 1))


@given(numbers)
def test_numbers_come_back_from_the_lowest_on(given):
    bits = bit_set(given, SIZE)

    assert list(numbers_of(bits)) == sorted(given)
    assert bits.bit_count() == len(given)


@given(numbers, st.permutations(range(SIZE)))
def test_numbers_come_in_the_order_asked_for(given, order):
    assert list(in_order(bit_set(given, SIZE), order, SIZE)) == [number for number in order if number in given]


@given(st.sets(st.integers(0, 9000)), st.integers(0, 40), st.integers(0, 40))
def test_numbers_come_by_their_places_in_the_set(given, start, length):
    bits = bit_set(given, 9001)

    assert list(numbers_between(bits, start, start + length)) == sorted(given)[start : start + length]


@given(numbers, numbers)
def test_members_are_the_numbers_that_are_in_the_set(given, others):
    assert members(sorted(others), bit_set(given, SIZE)) == sorted(given & others)


@given(numbers, st.lists(st.integers(0, SIZE - 1)))
def test_places_are_those_where_a_number_of_the_set_stands(given, order):
    places = [place for place, number in enumerate(order) if number in given]

    assert places_in(bit_set(given, SIZE), order, SIZE) == bit_set(places, len(order))
