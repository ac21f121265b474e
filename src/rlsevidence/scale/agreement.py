"""Whether a scan and the pulls before it found the same, and for each record on one side only, why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model import FullRecord, SearchRun
from .mesh import Mesh
from .predicates import Predicate
from .syntax import Joined, Node, RefusedError, find_place, list_terms
from .translate import Translation, translate
from .versions import Standing
from .view import View


@dataclass(frozen=True)
class Agreement:
    """A scan beside the ledger of pulls. `run`: the last one; `same_query`: it asked the same; `both`: in both.

    `only_pull` and `only_scan`: record id -> why. `translation`: what PubMed made of the query; `reads_alike`: it means
    the same here as the query does, None where it cannot be translated; `warnings`: what PubMed warned of.
    """

    run: str
    same_query: bool
    both: int
    only_pull: Mapping[str, str]
    only_scan: Mapping[str, str]
    translation: str | None
    reads_alike: bool | None
    warnings: tuple[str, ...]


def reads_alike(own: Predicate, theirs: str | None, mesh: Mesh) -> bool | None:
    """Whether PubMed's own translation of a query means here what the query means here."""
    if not theirs:
        return None
    try:
        return translate(theirs, mesh).predicate == own
    except RefusedError:
        return None


def explain_pull_only(
    standing: Standing | None, held: FullRecord | None, translation: Translation, is_complete: bool
) -> str:
    """Why a scan did not find what a pull holds. `held`: the record as PubMed gave it, where it is kept here."""
    if standing is None:
        entered = f"; it entered PubMed on {held.dates.created}" if held and held.dates.created else ""
        return f"not in the files{'' if is_complete else ' that could be read, and some could not'}{entered}"
    if standing.place is None:
        return f"deleted by {standing.file}"
    if held is None:
        return f"{standing.file} has a version that the query does not find"
    view = View(held)
    if translation.predicate.holds(view):
        return f"{standing.file} has another version of it; PubMed's, revised on {held.dates.revised}, would be found"
    parts = [f"the part at {':'.join(map(str, place))}" for place in _failing_parts(translation, view)]
    return f"the query, as it is read here, does not find PubMed's own record: {' and '.join(parts) or 'as a whole'}"


def _failing_parts(translation: Translation, view: View) -> Iterator[tuple[int, int]]:
    """Line and column of each part of the outermost AND and NOT that keeps a record out."""
    node: Node = translation.tree
    parts: list[tuple[str, Node]] = []
    while isinstance(node, Joined) and node.operator != "OR":
        parts.append((node.operator, node.right))
        node = node.left
    for operator, part in [("AND", node), *reversed(parts)]:
        if translation.part(part).holds(view) == (operator == "NOT"):
            yield find_place(translation.query, min(t.at for t in list_terms(part)))


def list_lost(runs: Iterable[SearchRun], search: str) -> dict[str, str]:
    """Record id -> when a pull of the search last lost it, and the ledger's word for why."""
    done = sorted((r for r in runs if r.search == search and r.outcome == "done"), key=lambda r: r.at)
    return {i: f"the pull of {r.at[:10]} lost it: {why}" for r in done for i, why in r.lost.items()}


def explain_scan_only(record: FullRecord, run: SearchRun, lost: Mapping[str, str], same_query: bool) -> str:
    """Why a pull may not have what a scan found: it was lost, what has happened since, or PubMed reads otherwise."""
    day = run.at[:10]
    if not same_query:
        return f"the strategy has changed since the pull of {day}"
    if record.id in lost:
        return f"{lost[record.id]}; the files have it as revised on {record.dates.revised}"
    for happened, date in (
        ("entered PubMed", record.dates.created),
        ("was indexed", record.dates.indexed),
        ("was revised", record.dates.revised),
    ):
        if date and date >= day:
            return f"it {happened} on {date}, and the last pull was on {day}"
    if run.warnings:
        return f"PubMed warned of the query: {'; '.join(run.warnings)}"
    return "PubMed did not give it: its index reads the query otherwise (see the differences)"


def compare_with_pull(
    *,
    run: SearchRun,
    held: Collection[str],
    found: Collection[str],
    same_query: bool,
    translation: Translation,
    mesh: Mesh,
    why_not_scan: Callable[[str], str],
    why_not_pull: Mapping[str, str],
) -> Agreement:
    """The two sets of record ids, and a sentence for each record that is in one of them only."""
    pulled, scanned = set(held), set(found)
    return Agreement(
        run=run.run,
        same_query=same_query,
        both=len(pulled & scanned),
        only_pull={i: why_not_scan(i) for i in sorted(pulled - scanned)},
        only_scan={i: why_not_pull[i] for i in sorted(scanned - pulled)},
        translation=run.translation,
        reads_alike=reads_alike(translation.predicate, run.translation, mesh),
        warnings=run.warnings,
    )
