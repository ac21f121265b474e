"""rlsevidence: what the evidence says of each claim of a health article, and where its wording outruns it.

    import rlsevidence as rls

    review = rls.open_workspace()
    rls.figures.plot_claims_at_a_glance(review.summaries)

Everything is light to import; pandas, Plotly, Biopython and Jupyter load where they are used.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# nbformat and plotly.io pull in jsonschema with an optional IRI grammar that takes seconds to build in every kernel,
# and no notebook schema uses that format: with the name blocked, jsonschema does without it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

if TYPE_CHECKING:
    from . import figures as figures
    from .forms import appraise as appraise
    from .forms import desk as desk
    from .forms import extract as extract
    from .forms import judge as judge
    from .forms import settle as settle
    from .panel import audit_panel as audit_panel
    from .panel import choose_claim as choose_claim
    from .panel import review as review
    from .panel import screen as screen
    from .reading import lay_out as lay_out
    from .site.practice import exercises as exercises
    from .store import load as load
    from .workspace import Workspace as Workspace
    from .workspace import open_workspace as open_workspace

_LAZY = {
    "open_workspace": "workspace",
    "Workspace": "workspace",
    "load": "store",
    "figures": "figures",
    "lay_out": "reading",
    "audit_panel": "panel",
    "review": "panel",
    "screen": "panel",
    "choose_claim": "panel",
    "exercises": "site.practice",
    "appraise": "forms",
    "extract": "forms",
    "judge": "forms",
    "settle": "forms",
    "desk": "forms",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        module = import_module(f".{_LAZY[name]}", __name__)
        return module if name == _LAZY[name] else getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY])
