"""Options without pydantic: typer builds an adapter for each, which costs more than a check.

The types that our options have need none: words, paths, words of a closed list,
what a parser of our own reads, and lists of these. Anything else is left to
typer. This rests on `_runtime_param`, which typer fills when it is empty; a test
sees to it that a check loads no pydantic.
"""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin

import typer
from typer._coercion import RuntimeParam
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

Parameter = TyperArgument | TyperOption


class PlainParam(RuntimeParam):
    """Turns what was typed for one parameter into its value."""

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        if get_origin(self.annotation) is not list:
            return self._one(value, self.annotation, (param, ctx))
        (kind,) = get_args(self.annotation)
        return [self._one(each, kind, (param, ctx)) for each in value]

    def _one(self, value: object, kind: Any, where: tuple[Any, Any]) -> object:
        param, context = where
        parser = self.parameter_info.parser
        if parser is not None:
            return parser(value) if isinstance(value, str) else value
        if not issubclass(kind, Enum):
            return kind(value)
        try:
            return kind(value)
        except ValueError as error:
            words = ", ".join(str(each.value) for each in kind)
            message = f"{value!r} is not one of {words}"
            raise typer.BadParameter(message, ctx=context, param=param) from error


def make_plain(command: TyperCommand | TyperGroup) -> None:
    """Give every parameter under `command` a reading of our own, where its type is known."""
    for parameter in _parameters(command):
        descriptor = parameter.type_descriptor
        information = descriptor.parameter_info
        if information.parser is not None or _is_known(descriptor.annotation):
            parameter._runtime_param = PlainParam(information, descriptor.annotation)  # noqa: SLF001 see above


def _parameters(command: TyperCommand | TyperGroup) -> Iterator[Parameter]:
    yield from (each for each in command.params if isinstance(each, Parameter))
    if isinstance(command, TyperGroup):
        for inner in command.commands.values():
            if isinstance(inner, TyperCommand | TyperGroup):
                yield from _parameters(inner)


def _is_known(annotation: Any) -> bool:
    if get_origin(annotation) is list:
        return _is_known(get_args(annotation)[0])
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, str | Path | Enum)
