"""Options without pydantic: typer builds an adapter for each, which costs more than a check.

The types that our options have need none: words, paths, words of a closed list,
what a parser of our own reads, and lists of these. Anything else is left to
typer. This rests on `_runtime_param`, which typer fills when it is empty; a test
sees to it that a check loads no pydantic.
"""

from enum import Enum
from pathlib import Path
from typing import get_args, get_origin

import typer
from typer._click import Context, Parameter
from typer._coercion import RuntimeParam
from typer.core import TyperCommand, TyperGroup, _TyperParameter


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


class PlainCommand(TyperCommand):
    """A command whose parameters are read without pydantic."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, that for help included, each with a reading of our own."""
        return made_plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands whose parameters are read without pydantic."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Return the parameters, that for help included, each with a reading of our own."""
        return made_plain(super().get_params(ctx))


def made_plain(parameters: list[Parameter]) -> list[Parameter]:
    """Return `parameters`, those of known types with a reading of our own."""
    for parameter in parameters:
        if not isinstance(parameter, _TyperParameter):
            continue
        information = parameter.type_descriptor.parameter_info
        annotation = parameter.type_descriptor.annotation
        if information.parser is not None or _is_known(annotation):
            parameter._runtime_param = PlainParam(information, annotation)  # noqa: SLF001 see above
    return parameters


def _is_known(annotation: object) -> bool:
    if get_origin(annotation) is list:
        return _is_known(get_args(annotation)[0])
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, str | bool | Path | Enum)


def new_app(says: str) -> typer.Typer:
    """Return a group of commands, plain in what it reads and in what it prints."""
    return typer.Typer(
        cls=PlainGroup,
        help=says,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    )
