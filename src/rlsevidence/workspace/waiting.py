"""What waits for a person, and what is new: put together from the evidence and from the cache of this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..check import list_missing
from ..decisions import Settled
from ..errors import Problem
from ..exchange.linking import Proposal, list_proposals
from ..exchange.matching import match
from ..exchange.pairs_kept import match_kept
from ..exchange.parted import list_parted
from ..exchange.said_pmids import read_said_pmids
from ..judgement.claim_summary import ClaimSummary
from ..judgement.departures import list_waiting_judgements
from ..judgement.readings import judge_readings
from ..judgement.readings_said import list_to_reread
from ..judgement.unphrased import list_unphrased
from ..model import Evidence, FullRecord, Integrity, Record, SuggestedTag
from ..pubmed.digest import News, SearchState, format_markdown
from ..pubmed.found import read_found, read_lookups
from ..reading import Told
from ..tagging.open_notices import list_open_notices
from ..tagging.todos import Todo
from ..tagging.untranslated import find_plain_language


def list_more(
    settled: Settled,
    summaries: Sequence[ClaimSummary],
    links: Iterable[Proposal],
    notices: Mapping[str, tuple[Integrity, ...]],
) -> tuple[Todo, ...]:
    """What waits beside what the queue finds in the evidence by itself."""
    headline = settled.evidence.protocol.headline_claims
    return (
        *list_open_notices(settled.evidence, notices),
        *list_waiting_judgements([s.pending for s in summaries if s.pending], headline),
        *list_to_reread(judge_readings(settled), headline),
        *list_unphrased(summaries, headline),
        *list_parted(settled.evidence),
        *(
            Todo("link", f"{p.a} and {p.b}", f"{p.why}; rlsevidence link says what they may be", (p.a, p.b), 1)
            for p in links
        ),
    )


def list_missing_places(evidence: Evidence, today: dt.date) -> Mapping[str, tuple[Problem, ...]]:
    """Path of each draft -> the places of it that are to be filled or mended."""
    found = ((d.path, (d.field, d.path, d.plain)) for d in evidence.drafts)
    return {path: list_missing(evidence, *draft, today) for path, draft in found}


def propose_links(
    evidence: Evidence,
    local: Path,
    texts: Sequence[Record | FullRecord],
    pair: tuple[str, str] | None = None,
) -> tuple[Proposal, ...]:
    """Pairs of records that may be one, or report one study, and that nobody has decided on.

    With `pair` no others are compared by what they say of themselves.
    """
    found = read_found(local)
    said = read_said_pmids(local, frozenset(read_lookups(local)))
    if pair is None:
        alike = match_kept(evidence.records, local)
    else:
        alike = tuple(match({i: evidence.records[i] for i in pair if i in evidence.records}))
    return list_proposals(evidence, found, said_elsewhere=said, alike=alike, records=texts)


def find_last_pull(evidence: Evidence) -> dt.date | None:
    """The day of the last search that ended well; None when there has been none."""
    days = [dt.date.fromisoformat(r.at[:10]) for r in evidence.runs if r.outcome == "done"]
    return max(days, default=None)


def list_suggested(suggestions: Iterable[SuggestedTag]) -> Mapping[str, tuple[str, ...]]:
    """Record -> the claims that it is suggested for."""
    suggested: dict[str, tuple[str, ...]] = {}
    for suggestion in suggestions:
        suggested[suggestion.record] = (*suggested.get(suggestion.record, ()), suggestion.claim)
    return suggested


def tell_news(found: News, states: Sequence[SearchState], evidence: Evidence, language: str) -> Told:
    """News for reading in `language`; what people and databases wrote in another one is told apart."""
    plain = find_plain_language(evidence)
    names = [n.title for n in found.integrity] + [c.title for s in found.searches for c in (*s.gained, *s.lost)]
    written = [t for d in found.due for t in (d.kind, d.since, d.expected, d.where) if not t[:4].isdigit()]
    foreign = () if language == plain else tuple(t for t in (*names, *written) if t)
    return Told(format_markdown(found, language, states), foreign, plain)
