"""SVG as PNG, for Word files and for journals that ask for pixels: by resvg, with a font of the machine. No browser."""

from __future__ import annotations

from functools import cache

from ..errors import UsageError

DPI = 300
INCH = 96
"""Pixels of SVG to an inch (CSS)."""
FAMILIES = (
    "Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Segoe UI", "Roboto", "Open Sans", "Verdana",
)  # fmt: skip
"""Fonts that stand for 'sans-serif', the first that the machine has."""


def write_png(svg: str, *, dpi: int = DPI, ink: str = "#1f2933") -> bytes:
    """The picture at `dpi`, on white. `ink`: what 'currentColor' becomes.

    UsageError without resvg-py, and where the machine has no font: a picture without its words would say nothing.
    """
    return _render(svg.replace("currentColor", ink), dpi / INCH, find_family())


def can_raster() -> bool:
    """Whether this machine can make a PNG: it has resvg-py and a font."""
    try:
        return bool(find_family())
    except UsageError:
        return False


@cache
def find_family() -> str:
    """The first of FAMILIES with which a letter leaves a mark."""
    blank = _render(_letter(""), 1, "")
    for family in FAMILIES:
        if _render(_letter("x"), 1, family) != blank:
            return family
    raise UsageError(
        f"PNG needs a font; this machine has none of {', '.join(FAMILIES)} (Debian: apt-get install fonts-dejavu-core)"
    )


def _letter(text: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        f'<text x="2" y="16" font-family="sans-serif" font-size="16">{text}</text></svg>'
    )


def _render(svg: str, zoom: float, family: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise UsageError("PNG needs resvg-py, which is not installed: pip install 'rlsevidence[images]'") from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, background="white", sans_serif_family=family or None))
