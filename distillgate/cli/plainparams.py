"""Options without pydantic: typer builds an adapter for each, which costs more than a check.

The types that our options have need none: words, paths, words of a closed list,
what a parser of our own reads, and lists of these. Anything else is left to
typer. This rests on `_runtime_param`, which typer fills when it is empty; a test
sees to it that a check loads no pydantic.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import get_args, get_origin

import typer
from typer._click import Context
from typer._coercion import RuntimeParam
from typer.core import (
    TyperArgument,
    TyperCommand,
    TyperGroup,
    TyperOption,
    _TyperParameter,
)

Parameter = TyperArgument | TyperOption


class PlainParam(RuntimeParam):
    """Turns what was typed for one parameter into its value."""

    def _coerce_value(self, value: object, param: _TyperParameter, ctx: Context) -> object:
        kind: object = self.annotation
        if isinstance(value, list | tuple):
            return [self._one(each, get_args(kind)[0], param, ctx) for each in value]
        return self._one(value, kind, param, ctx)

    def _one(self, value: object, kind: object, param: _TyperParameter, ctx: Context) -> object:
        parser = self.parameter_info.parser
        if not isinstance(value, str):
            return value
        if parser is not None:
            return parser(value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return _member(value, kind, param, ctx)
        return Path(value) if kind is Path else value


def _member(value: str, kind: type[Enum], param: _TyperParameter, ctx: Context) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        words = ", ".join(str(each.value) for each in kind)
        message = f"{value!r} is not one of {words}"
        raise typer.BadParameter(message, ctx=ctx, param=param) from error


def make_plain(command: object) -> None:
    """Give every parameter under `command` a reading of our own, where its type is known."""
    for parameter in _parameters(command):
        descriptor = parameter.type_descriptor
        information = descriptor.parameter_info
        if information.parser is not None or _is_known(descriptor.annotation):
            parameter._runtime_param = PlainParam(information, descriptor.annotation)  # noqa: SLF001 see above


def _parameters(command: object) -> Iterator[Parameter]:
    if isinstance(command, TyperCommand | TyperGroup):
        yield from (each for each in command.params if isinstance(each, Parameter))
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            yield from _parameters(inner)


def _is_known(annotation: object) -> bool:
    if get_origin(annotation) is list:
        return _is_known(get_args(annotation)[0])
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, str | Path | Enum)
