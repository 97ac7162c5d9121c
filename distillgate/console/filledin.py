"""What somebody filled into a form, by the names of its fields."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from distillgate.console.intake import Said as Said  # noqa: PLC0414 part of this module's names


async def _filled_in(request: Request) -> Said:
    """Return what was filled in, by field; files are none of it."""
    form = await request.form()
    return {
        name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form
    }


Filled: TypeAlias = Annotated[Said, Depends(_filled_in)]
