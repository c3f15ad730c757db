"""Sets of small numbers in one integer."""

from hypothesis import given
from hypothesis import strategies as st

from peacedesk.website.listing.bits import bit_set, in_order, numbers_of

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
