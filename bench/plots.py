"""Plots as plain SVG, legible in light and in dark: the colors follow the reader's scheme."""

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from bench.tables import Plot

_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 190, 48, 56
_STEP = 16
"""Pixels between two names at the right."""
_STYLE = """\
<style>
  svg { background: #ffffff; font: 13px system-ui, sans-serif; }
  text { fill: #1f2328; } .title { font-weight: 600; }
  .small { font-size: 11px; fill: #59636e; }
  .grid { stroke: #d1d9e0; } .line { fill: none; stroke: #6e7781; stroke-width: 1.5; }
  .dot { fill: #6e7781; } .ours .line { stroke: #0b6bcb; stroke-width: 3; }
  .ours .dot { fill: #0b6bcb; } .ours text { fill: #0b6bcb; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; } text { fill: #f0f6fc; } .small { fill: #9198a1; }
    .grid { stroke: #3d444d; } .line { stroke: #9198a1; } .dot { fill: #9198a1; }
    .ours .line { stroke: #58a6ff; } .ours .dot { fill: #58a6ff; } .ours text { fill: #58a6ff; }
  }
</style>
"""


def svg(plot: Plot, ours: str) -> str:
    """Return `plot` as a picture in which the line named `ours` stands out."""
    scale = _Scale(plot)
    body = [*_grid(plot, scale), *_drawn(plot, scale, ours)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' role="img" aria-label="{escape(plot.title)}">\n'
        f"<title>{escape(plot.title)}</title>\n{_STYLE}" + "\n".join(body) + "\n</svg>\n"
    )


class _Scale:
    """Where a point lies on the picture; both directions grow by tens."""

    def __init__(self, plot: Plot) -> None:
        points = [point for _, line in plot.lines for point in line]
        self.across = _tens([x for x, _ in points])
        self.up = _tens([y for _, y in points])

    def x(self, value: float) -> float:
        return _LEFT + _share(value, self.across) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - _share(value, self.up) * (_HEIGHT - _TOP - _BOTTOM)


def _tens(values: list[float]) -> tuple[int, int]:
    """Return the powers of ten around `values`."""
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _share(value: float, tens: tuple[int, int]) -> float:
    return (math.log10(value) - tens[0]) / (tens[1] - tens[0])


def _grid(plot: Plot, scale: _Scale) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    yield f'<text class="title" x="{_LEFT}" y="24">{escape(plot.title)}</text>'
    for power in range(scale.up[0], scale.up[1] + 1):
        y = scale.y(10.0**power)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{right}"/>'
        yield _text(_LEFT - 8, y + 4, _number(10.0**power), "end")
    for power in range(scale.across[0], scale.across[1] + 1):
        x = scale.x(10.0**power)
        yield f'<path class="grid" d="M{x:.1f} {_TOP}V{bottom}"/>'
        yield _text(x, bottom + 18, _number(10.0**power), "middle")
    yield _text((_LEFT + right) / 2, bottom + 40, plot.across, "middle")
    yield _text(_LEFT, _TOP - 8, plot.up, "start")


def _drawn(plot: Plot, scale: _Scale, ours: str) -> Iterator[str]:
    for name, points in plot.lines:
        places = [(scale.x(x), scale.y(y)) for x, y in points]
        kind = ' class="ours"' if name == ours else ""
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<g{kind}><path class="line" d="M{path}"/>'
        yield from (f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
        yield "</g>"
    for name, y in _named(plot, scale):
        kind = ' class="ours"' if name == ours else ""
        place = f'x="{_WIDTH - _RIGHT + 10}" y="{y + 4:.1f}"'
        yield f"<g{kind}><text {place}>{escape(name)}</text></g>"


def _named(plot: Plot, scale: _Scale) -> Iterator[tuple[str, float]]:
    """Yield the name of each line at the height of its last point, none over another."""
    ends = sorted((scale.y(points[-1][1]), name) for name, points in plot.lines)
    last = -float("inf")
    room = _HEIGHT - _STEP * len(ends)
    for place, (y, name) in enumerate(ends):
        last = max(min(y, room + _STEP * place), last + _STEP)
        yield name, last


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _text(x: float, y: float, said: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="small" {place}>{escape(said)}</text>'
