"""The screening queue that learns: an order for what nobody has decided, and when enough has been read.

It only orders: nothing is excluded, nothing is counted, and what it learns stays on this machine.
"""

from .ranker import Ranked, rank_undecided
from .replay import Run, replay, summarise_runs
from .stopping import chance_of_missing
from .table import Row, parse_rows

__all__ = ["Ranked", "Row", "Run", "chance_of_missing", "parse_rows", "rank_undecided", "replay", "summarise_runs"]
