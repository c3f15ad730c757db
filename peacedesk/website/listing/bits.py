"""Sets of small numbers as the bits of one integer: `&`, `|` and `bit_count()` do the rest."""

from itertools import compress


def bit_set(numbers, size):
    """The set of `numbers`, all below `size`."""
    octets = bytearray(size // 8 + 1)
    for number in numbers:
        octets[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def numbers_of(bits):
    """The numbers in a set, from the lowest on."""
    digits = f"{bits:b}"[::-1]
    number = digits.find("1")
    while number >= 0:
        yield number
        number = digits.find("1", number + 1)


def in_order(bits, order, size):
    """The numbers in a set, all below `size`, in the order in which they stand in the sequence `order`."""
    flags = f"{bits:0{size}b}".encode()[::-1].translate(FLAGS)
    return compress(order, map(flags.__getitem__, order))


FLAGS = bytes.maketrans(b"01", b"\0\1")
