"""Frozen dataclasses that are quick to define.

`dataclasses` writes and compiles six functions for each class when it is
defined, which is more than a third of what a whole check took. Here five of
them are shared by all classes, and the sixth, `__init__`, is written when the
first value is made. What they do is the same; so is what type checkers see.
"""

import dataclasses
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 what this module is for
else:

    def dataclass(cls: Any = None, /, **wanted: bool) -> Any:
        """Do what that of `dataclasses` does, faster where a class is frozen."""

        def made(defined: type) -> type:
            if wanted in _QUICK and defined.__bases__ == (object,):
                return _quick(defined, slots=len(wanted) > 1)
            return dataclasses.dataclass(**wanted)(defined)

        return made if cls is None else made(cls)


_QUICK = ({"frozen": True}, {"frozen": True, "slots": True})
_LEFT_OUT = object()
"""Stands for a value that a factory makes."""


def _quick(defined: type, *, slots: bool) -> Any:
    own = set(vars(defined))
    if defined.__doc__ is None:
        defined.__doc__ = defined.__name__
    make = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)
    made: Any = make(defined)
    made.__dataclass_params__.frozen = True
    compared = [each for each in dataclasses.fields(made) if each.compare]
    added: dict[str, object] = {
        "__init__": _init_once_needed(made),
        "__repr__": _repr,
        "__eq__": _equality([each.name for each in compared]),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }
    if slots:
        added |= {"__getstate__": _state, "__setstate__": _restore}
    hashed = [each.name for each in compared if each.hash is not False]
    if "__eq__" not in own and "__hash__" not in own:
        added["__hash__"] = _hashing(hashed)
    for name, function in added.items():
        if name not in own:
            setattr(made, name, function)
    return made


def _values_of(names: list[str]) -> Callable[[object], object]:
    """Return the function from an object to the tuple of what it has under `names`."""
    if not names:
        return lambda _: ()
    return attrgetter(*names) if len(names) > 1 else attrgetter(names[0], names[0])


def _equality(names: list[str]) -> Callable[[object, object], object]:
    values = _values_of(names)

    def equal(self: object, other: object) -> object:
        if other.__class__ is self.__class__:
            return values(self) == values(other)
        return NotImplemented

    return equal


def _hashing(names: list[str]) -> Callable[[object], int]:
    values = _values_of(names)

    return lambda self: hash(values(self))


def _repr(self: Any) -> str:
    shown = [each.name for each in dataclasses.fields(self) if each.repr]
    parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({parts})"


def _refuse_to_set(_: object, name: str, value: object) -> None:
    del value
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


def _init_once_needed(made: Any) -> Callable[..., None]:
    """Return an `__init__` that puts the real one in its place when it is called."""

    def init(self: object, *args: object, **named: object) -> None:
        made.__init__ = _init_of(made)
        made.__init__(self, *args, **named)

    return init


def _init_of(made: Any) -> Callable[..., None]:
    """Return the `__init__` of a class that is defined: it sets one slot after another."""
    fields = dataclasses.fields(made)
    known: dict[str, object] = {"left_out": _LEFT_OUT}
    for place, each in enumerate(fields):
        known[f"default_{place}"] = each.default
        known[f"make_{place}"] = each.default_factory
    values = [(place, each.name, _value(place, each)) for place, each in enumerate(fields)]
    given = [(place, name, value) for place, name, value in values if value]
    if "__slots__" in vars(made):
        known |= {f"set_{place}": vars(made)[name].__set__ for place, name, _ in given}
        body = [f"set_{place}(self, {value})" for place, _, value in given]
    else:
        known["set_all"] = vars(made)["__dict__"].__set__
        entries = ", ".join(f"{name!r}: {value}" for _, name, value in given)
        body = [f"set_all(self, {{{entries}}})"]
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    lines = "".join(f"\n  {line}" for line in (body or ["pass"]))
    source = f"def __init__({', '.join(_parameters(fields))}):{lines}"
    exec(source, known)  # noqa: S102 only names of our own fields are in it
    init: Any = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init  # type: ignore[no-any-return]


def _parameters(fields: tuple[dataclasses.Field[Any], ...]) -> Iterator[str]:
    taken = [(place, each) for place, each in enumerate(fields) if each.init]
    yield "self"
    yield from (_parameter(place, each) for place, each in taken if not each.kw_only)
    named = [_parameter(place, each) for place, each in taken if each.kw_only]
    if named:
        yield "*"
        yield from named


def _parameter(place: int, each: dataclasses.Field[Any]) -> str:
    if each.default is not dataclasses.MISSING:
        return f"{each.name}=default_{place}"
    made = each.default_factory is not dataclasses.MISSING
    return f"{each.name}=left_out" if made else each.name


def _value(place: int, each: dataclasses.Field[Any]) -> str:
    """Return the expression for the value of a field; nothing where it has none yet."""
    made = each.default_factory is not dataclasses.MISSING
    if each.init:
        return (
            f"make_{place}() if {each.name} is left_out else {each.name}" if made else each.name
        )
    if made:
        return f"make_{place}()"
    return f"default_{place}" if each.default is not dataclasses.MISSING else ""
