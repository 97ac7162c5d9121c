"""Verdicts drawn for terminals, programs, code scanning, test reports and pull requests.

Each format has one module with one function. None computes a verdict; all
show plans that could not be read.
"""

from collections.abc import Sequence

from distillgate.rendering.jsonformat import render_json
from distillgate.rendering.options import Format, LinesOf, Options
from distillgate.rendering.text import render_text
from distillgate.usecases.checked import CheckedPlan

__all__ = ["Format", "LinesOf", "Options", "render"]


def render(
    checked: Sequence[CheckedPlan], form: Format, options: Options, lines_of: LinesOf
) -> str:
    """Return what was checked in one of the formats, ending in a line break.

    A terminal does not wait for the libraries that only build servers need.
    """
    match form:
        case Format.TEXT:
            return render_text(checked, options, lines_of)
        case Format.JSON:
            return render_json(checked)
        case Format.SARIF:
            from distillgate.rendering.sarif import render_sarif  # noqa: PLC0415 see above

            return render_sarif(checked, options)
        case Format.JUNIT:
            from distillgate.rendering.junit import render_junit  # noqa: PLC0415 see above

            return render_junit(checked)
        case Format.MARKDOWN:
            from distillgate.rendering.markdown import render_markdown  # noqa: PLC0415 as above

            return render_markdown(checked)
