"""Sets of small numbers as the bits of one integer: `&`, `|` and `bit_count()` do the rest."""

from itertools import compress, islice

PIECE = 256  # octets


def bit_set(numbers, size):
    """The set of `numbers`, all below `size`."""
    return union_of([numbers], size)


def union_of(parts, size):
    """The set of the numbers in any of `parts`, all below `size`. A `range` costs next to nothing."""
    digits = bytearray(b"0") * (size + 1)
    for numbers in parts:
        if isinstance(numbers, range):
            digits[numbers.start : numbers.stop] = b"1" * len(numbers)
        else:
            for number in numbers:
                digits[number] = ONE
    return int(digits[::-1], 2)


def numbers_of(bits):
    """The numbers in a set, from the lowest on."""
    digits = f"{bits:b}"[::-1]
    number = digits.find("1")
    while number >= 0:
        yield number
        number = digits.find("1", number + 1)


def numbers_between(bits, start, stop):
    """The numbers in a set from the place `start` in it up to `stop`, from the lowest on; those before are counted."""
    octets, place = bits.to_bytes(bits.bit_length() // 8 + 1, "little"), 0
    for begin in range(0, len(octets), PIECE):
        piece = int.from_bytes(octets[begin : begin + PIECE], "little")
        if place + piece.bit_count() > start:
            wanted = islice(numbers_of(piece), max(start - place, 0), stop - place)
            yield from (8 * begin + number for number in wanted)
        if (place := place + piece.bit_count()) >= stop:
            return


def members(numbers, bits):
    """Those of some `numbers` that are in a set."""
    octets = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    return [number for number in numbers if number >> 3 < len(octets) and octets[number >> 3] >> (number & 7) & 1]


def in_order(bits, order, size):
    """The numbers in a set, all below `size`, in the order in which they stand in the sequence `order`."""
    flags = _digits(bits, size).translate(FLAGS)
    return compress(order, map(flags.__getitem__, order))


def places_in(bits, order, size):
    """The set of the places in the sequence `order` where a number of a set stands. All are below `size`."""
    return int(b"0" + bytes(map(_digits(bits, size).__getitem__, reversed(order))), 2)


def _digits(bits, size):
    return f"{bits:0{size}b}".encode()[::-1]


ONE = ord("1")
FLAGS = bytes.maketrans(b"01", b"\0\1")
