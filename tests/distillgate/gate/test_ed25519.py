import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from distillgate.gate.ed25519 import is_sound, signs

PRIME = 2**255 - 19
D = -121665 * pow(121666, -1, PRIME) % PRIME
ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int]


def square_root(value: int) -> int | None:
    root = pow(value, (PRIME + 3) // 8, PRIME)
    for each in (root, root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME):
        if each * each % PRIME == value % PRIME:
            return each
    return None


def points_at(y: int) -> list[Point]:
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = square_root(square)
    return [] if x is None else [(x, y), (-x % PRIME, y)]


def added(p: Point, q: Point) -> Point:
    (x1, y1), (x2, y2) = p, q
    k = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + y1 * x2) * pow(1 + k, -1, PRIME) % PRIME
    y = (y1 * y2 + x1 * x2) * pow(1 - k, -1, PRIME) % PRIME
    return x, y


def times(count: int, point: Point) -> Point:
    result: Point = (0, 1)
    while count:
        if count & 1:
            result = added(result, point)
        point = added(point, point)
        count >>= 1
    return result


def encoded(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


def small_points() -> set[Point]:
    """Return the points of small order, by taking the large order out of arbitrary ones."""
    found: set[Point] = set()
    y = 2
    while len(found) < 8:
        for point in points_at(y):
            found.add(times(ORDER, point))
        y += 1
    return found


def test_no_point_of_small_order_is_a_key_however_it_is_spelled() -> None:
    small = small_points()
    assert len(small) == 8
    for _, y in small:
        for spelling in (y, y + PRIME):
            if spelling < 2**255:
                assert not is_sound(encoded(spelling))
                assert not is_sound(encoded(spelling, 1))


def test_second_spellings_are_no_keys() -> None:
    for y in range(PRIME, 2**255):
        assert not is_sound(encoded(y))
        assert not is_sound(encoded(y, 1))


@pytest.mark.parametrize("key", [b"", b"\x05" * 31, b"\x05" * 33])
def test_a_key_has_32_bytes(key: bytes) -> None:
    assert not is_sound(key)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.data())
def test_a_signature_holds_for_its_message_and_key_only(
    seed: bytes, message: bytes, data: st.DataObject
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert is_sound(key)
    assert signs(key, signature, message)
    assert not signs(key, signature, message + b"x")
    assert not signs(key, signature[:-1], message)
    assert not signs(key, signature + b"\x00", message)
    place = data.draw(st.integers(0, 511))
    flipped = bytearray(signature)
    flipped[place // 8] ^= 1 << place % 8
    assert not signs(key, bytes(flipped), message)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=20))
def test_a_signature_has_one_spelling(seed: bytes, message: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    signature = private.sign(message)
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    other = signature[:32] + scalar.to_bytes(32, "little")
    assert not signs(private.public_key().public_bytes_raw(), other, message)


def test_under_a_key_of_small_order_nothing_is_signed() -> None:
    identity = encoded(1)
    assert not signs(identity, identity + bytes(32), b"any message")
