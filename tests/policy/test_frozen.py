"""Our frozen dataclasses do what those of `dataclasses` do."""

import copy
import dataclasses
import math
import pickle
from collections.abc import Iterator
from dataclasses import KW_ONLY, field
from functools import cached_property
from typing import Any

import pytest

from policy import frozen


@frozen.dataclass(frozen=True, slots=True)
class Kept:
    """One that can be found again by its name."""

    name: str
    sizes: tuple[int, ...] = ()
    place: int | None = field(default=None, compare=False)


@frozen.dataclass(frozen=True)
class Open:
    """One without slots."""

    name: str
    place: int | None = field(default=None, compare=False)

    @cached_property
    def length(self) -> int:
        return len(self.name)


class Written:
    """With every kind of field that there is."""

    a: int
    b: str = "b"
    c: list[int] = field(default_factory=list, compare=False)
    d: int = field(default=4, repr=False)
    _: KW_ONLY
    e: int
    f: tuple[int, ...] = ()
    g: int = field(init=False, default=7, compare=False)
    h: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "h", self.a + self.e)

    @property
    def double(self) -> int:
        return 2 * self.a


class Single:
    value: float


class Empty:
    pass


def four(written: type) -> Iterator[Any]:
    """Yield what stands in for the dataclass of a class, and that itself, by twos."""
    names = vars(written).keys() - {"__dict__", "__weakref__"}
    for make in (
        frozen.dataclass(frozen=True, slots=True),
        dataclasses.dataclass(frozen=True, slots=True),
        frozen.dataclass(frozen=True),
        dataclasses.dataclass(frozen=True),
    ):
        yield make(type(written.__name__, (), {name: vars(written)[name] for name in names}))


@pytest.mark.parametrize(
    ("taken", "named"),
    [
        ((1,), {"e": 2}),
        ((1, "x", [1], 5), {"e": 2, "f": (3,)}),
        ((), {"a": 1, "b": "y", "e": 0}),
    ],
)
def test_the_same_values_have_the_same_fields(
    taken: tuple[object, ...], named: dict[str, object]
) -> None:
    for made in four(Written):
        one, other = made(*taken, **named), made(*taken, **named)
        assert one == other
        assert hash(one) == hash(other)
        assert (one.g, one.h, one.double) == (7, one.a + one.e, 2 * one.a)
        assert one.c == other.c
        assert "c" not in named or one.c is not other.c
        assert dataclasses.is_dataclass(one)
    quick, plain, *others = (made(*taken, **named) for made in four(Written))
    assert type(quick).__slots__ == type(plain).__slots__
    for each in (plain, *others):
        assert repr(quick) == repr(each)
        assert dataclasses.asdict(quick) == dataclasses.asdict(each)
        assert type(quick).__match_args__ == type(each).__match_args__


@pytest.mark.parametrize("taken", [(), (1, "b", [], 4, 5), (1,)])
def test_what_does_not_fit_is_refused(taken: tuple[object, ...]) -> None:
    for made in four(Written):
        with pytest.raises(TypeError):
            made(*taken)
        with pytest.raises(TypeError):
            made(1, e=2, unknown=3)


def test_what_is_not_compared_makes_no_difference() -> None:
    for made in four(Written):
        assert made(1, "b", [1], e=2) == made(1, "b", [2], e=2)
        assert made(1, e=2) != made(1, e=3)
        assert made(1, e=2) != 1
        assert len({made(1, e=2), made(1, "b", [3], e=2)}) == 1


def test_nothing_is_set_or_deleted() -> None:
    for made in four(Written):
        one = made(1, e=2)
        with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field"):
            one.a = 2
        with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):
            one.unknown = 2
        with pytest.raises(dataclasses.FrozenInstanceError):
            del one.a
        assert one.a == 1


def test_another_is_made_of_one() -> None:
    for made in four(Written):
        one = made(1, e=2, f=(1,))
        other = dataclasses.replace(one, a=5)
        assert (other.a, other.e, other.f, other.h) == (5, 2, (1,), 7)
        assert copy.copy(one) == copy.deepcopy(one) == one


def test_values_of_other_classes_are_never_equal() -> None:
    quick, plain, *others = four(Single)
    assert quick(1.0) not in {plain(1.0), *(each(1.0) for each in others)}
    assert quick(math.nan) != quick(1.0)
    same = quick(math.nan)
    assert same == same  # noqa: PLR0124 as in a tuple, what is the same is equal


def test_a_class_without_fields_has_one_value() -> None:
    for made in four(Empty):
        assert made() == made()
        assert hash(made()) == hash(made())
        assert repr(made()) == "Empty()"


def test_what_a_class_says_itself_stays() -> None:
    class Own:
        value: int

        def __hash__(self) -> int:
            return 3

        def __repr__(self) -> str:
            return "own"

    for made in four(Own):
        assert hash(made(1)) == 3
        assert repr(made(1)) == "own"
        assert made(1) == made(1)


def test_one_goes_to_another_process_and_back() -> None:
    kept = Kept("a", (1, 2), 3)
    back = pickle.loads(pickle.dumps(kept))  # noqa: S301 our own
    assert back == kept
    assert back.place == 3


def test_without_slots_there_is_room_for_what_is_worked_out_later() -> None:
    kept = Open("abc", 1)
    assert kept.length == 3
    assert kept == Open("abc", 2)
    back = pickle.loads(pickle.dumps(kept))  # noqa: S301 our own
    assert (back, back.place) == (kept, 1)


def test_patterns_open_it() -> None:
    match Kept("a", (1,)):
        case Kept(name=name, sizes=(size,)):
            assert (name, size) == ("a", 1)
        case _:
            pytest.fail("it is one")


def test_a_class_built_on_another_is_left_to_dataclasses() -> None:
    @frozen.dataclass(frozen=True, slots=True)
    class More(Kept):
        more: int = 0

    assert More("a", more=2) == More("a", more=2)
    assert More("a", (), None, 2).more == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        More("a").name = "b"  # type: ignore[misc]
