"""What people decided, settled once: tags, screening, the studies beside each claim, what is counted and why."""

from .counting import StudyInClaim
from .rows import (
    BASIS_DEPTH,
    WITHDRAWN,
    Decision,
    ScreeningDecision,
    list_collisions,
    list_holding,
    list_screened,
    moment_key,
    needs,
    summarise_decisions,
    summarise_screening,
)
from .settled import Settled, settle, settle_without

__all__ = [
    "BASIS_DEPTH",
    "WITHDRAWN",
    "Decision",
    "ScreeningDecision",
    "Settled",
    "StudyInClaim",
    "list_collisions",
    "list_holding",
    "list_screened",
    "moment_key",
    "needs",
    "settle",
    "settle_without",
    "summarise_decisions",
    "summarise_screening",
]
