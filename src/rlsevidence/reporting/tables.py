"""Every table for a paper by its name. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ..citing import cite
from ..decisions import Settled
from ..errors import UsageError
from ..judgement.claim_summary import ClaimSummary
from ..model import Study
from ..synthesis.flow import count_flow
from ..synthesis.registry import RegisteredTrial
from ..unknown import tell_unknown
from .as_html import write_fragment
from .checklists import CHECKLISTS, make_checklist
from .facts import Facts
from .found import make_excluded, make_searches
from .grade import make_findings, make_profile
from .protocol import FirstProtocol, make_amendments, make_protocol
from .registrations import make_registrations
from .sheet import Sheet
from .studies import make_bias, make_characteristics, make_ongoing
from .voice import Voice, open_voice


class Table(Sheet):
    """A sheet that a notebook shows by itself."""

    def _repr_html_(self) -> str:
        return write_fragment(self, level=4)


Maker = Callable[[Settled, Sequence[ClaimSummary], Sequence[Study], Voice], Sheet]


def _findings(settled: Settled, summaries: Sequence[ClaimSummary], studies: Sequence[Study], words: Voice) -> Sheet:
    return make_findings(summaries, words)


def _fill(name: str) -> Maker:
    return lambda settled, summaries, studies, words: make_checklist(name, Facts(settled, tuple(summaries)), words)


MAKERS: Mapping[str, Maker] = {
    "summary-of-findings": _findings,
    "evidence-profile": lambda settled, summaries, studies, words: make_profile(summaries, words),
    "characteristics": lambda settled, summaries, studies, words: make_characteristics(studies, words),
    "risk-of-bias": lambda settled, summaries, studies, words: make_bias(settled, studies, words),
    "excluded": lambda settled, summaries, studies, words: make_excluded(settled, words),
    "searches": lambda settled, summaries, studies, words: make_searches(settled.evidence, words),
    "ongoing": lambda settled, summaries, studies, words: make_ongoing(settled.evidence, words),
    "protocol": lambda settled, summaries, studies, words: make_protocol(settled.evidence, words),
    **{name: _fill(name) for name in CHECKLISTS},
}
TABLES = (*MAKERS, "registrations", "amendments")
"""Names of the tables, those of GRADE first, checklists last."""


def make_table(
    name: str,
    settled: Settled,
    summaries: Sequence[ClaimSummary],
    language: str,
    *,
    claims: Sequence[str] = (),
    style: str = "vancouver",
    today: str,
    protocol: tuple[FirstProtocol | None, Mapping[str, Any]] = (None, {}),
    trials: Sequence[RegisteredTrial] = (),
) -> Table:
    """One table, with its references. `claims`: only these; all of them when empty.

    `protocol`: its first version, where there is one, and what stands in its file now, for the table of amendments;
    `trials`: the registered ones, for that of registrations.
    UsageError for a table or a claim that there is not.
    """
    if name not in TABLES:
        raise UsageError(tell_unknown("table", name, TABLES))
    evidence = settled.evidence
    for claim in claims:
        if claim not in evidence.claims:
            raise UsageError(tell_unknown("claim", claim, evidence.claim_titles))
    chosen = [s for s in summaries if not claims or s.claim.id in claims]
    studies = list_studies(settled, chosen, everything=not claims)
    words = open_voice(evidence, language)
    if name == "amendments":
        sheet = make_amendments(evidence, *protocol, words)
    elif name == "registrations":
        sheet = make_registrations(trials, evidence, words)
    else:
        sheet = MAKERS[name](settled, chosen, studies, words)
    ids = [record for row in sheet.rows for cell in row for record in cell.cites]
    records = [evidence.records[i] for i in dict.fromkeys(ids) if i in evidence.records]
    parts = {f.name: getattr(sheet, f.name) for f in fields(sheet)}
    return Table(
        **parts
        | {
            "remarks": (*sheet.remarks, words.say("table.made-by", day=today)),
            "references": cite(records, style, language) if records else None,
        }
    )


def list_studies(settled: Settled, summaries: Sequence[ClaimSummary], *, everything: bool) -> list[Study]:
    """The studies beside the claims, by label; every included study when `everything`."""
    evidence = settled.evidence
    # Left out and undecided ones are listed by the flow, not among the studies of the review.
    included = count_flow(settled).boxes["studies"]
    ids = set(included) if everything else {s.id for summary in summaries for s in summary.studies}
    chosen = [evidence.studies[i] for i in ids if i in evidence.studies]
    return sorted(chosen, key=lambda s: (s.label.casefold(), s.id))
