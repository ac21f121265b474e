"""Figures: a table in, a Plotly figure out, with a sentence that says what it shows and the table it was drawn from.

Every `plot_` takes what its `table_` takes and returns a `Drawn`. Colour never carries meaning alone: shapes, lines and
words say the same. Ordinal words have places on an axis, and are never averaged.
"""

from ..called import tell_slips
from .albatross import plot_albatross, table_albatross
from .base import Drawn
from .claims_at_a_glance import plot_claims_at_a_glance, table_claims_at_a_glance
from .coverage import plot_coverage, table_coverage
from .directions import plot_directions, table_directions
from .doses import plot_doses, table_doses
from .evidence_map import plot_evidence_map, table_evidence_map
from .flow import plot_flow, table_flow
from .forest import plot_forest, table_forest
from .registrations import plot_registrations, table_registrations
from .risk_of_bias import plot_risk_of_bias, table_risk_of_bias
from .risk_of_bias_bars import plot_risk_of_bias_bars, table_risk_of_bias_bars
from .timeline import plot_timeline, table_timeline
from .verdict_history import plot_verdict_history, table_verdict_history

__all__ = [
    "Drawn",
    "plot_albatross",
    "plot_claims_at_a_glance",
    "plot_coverage",
    "plot_directions",
    "plot_doses",
    "plot_evidence_map",
    "plot_flow",
    "plot_forest",
    "plot_registrations",
    "plot_risk_of_bias",
    "plot_risk_of_bias_bars",
    "plot_timeline",
    "plot_verdict_history",
    "table_albatross",
    "table_claims_at_a_glance",
    "table_coverage",
    "table_directions",
    "table_doses",
    "table_evidence_map",
    "table_flow",
    "table_forest",
    "table_registrations",
    "table_risk_of_bias",
    "table_risk_of_bias_bars",
    "table_timeline",
    "table_verdict_history",
]

# Each says in one line what it takes, where it is given something else.
globals().update({name: tell_slips(globals()[name]) for name in __all__ if name.startswith(("plot_", "table_"))})
