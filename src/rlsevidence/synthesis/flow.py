"""The PRISMA 2020 flow: which records and studies stand in each box, and whether the boxes add up.

Source of the boxes: Page et al., BMJ 2021;372:n71. Databases that have not been searched are None, not zero: a box then
reads 'not searched yet'. Records that came from pages and reference lists stand under other methods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..decisions import Settled
from ..decisions.ledger import LastDone, find_last_done, list_gained
from ..model import Evidence, Vocabulary
from ..model.links import ORDER

Ids = tuple[str, ...]
IMPORTED = "import:"
"""How the origin of a record begins that a file brought which belongs to no search."""


@dataclass(frozen=True)
class Flow:
    """Counts of records, and of studies where the name says so. None: not done yet.

    `boxes`: the name of each box -> the ids of what stands in it: records, or studies where the name begins with
    'studies'. `excluded` counts what was left out on title and abstract, `excluded_full_text` what was left out at the
    stage of full text, each by its reason. Every count is the number of ids in its box. `held`: search -> the records
    that its ledger ever accounted for. `databases`: search -> records that it brought, databases and registers;
    `citations` the same for searches that follow citations, which PRISMA counts among other methods; `known`: search ->
    those of them that another way had brought before, each of which is a duplicate removed; `sources`: search -> its
    database; `last`: search -> when it was last done, and how; `files`: name of a file that was imported without a
    search -> records that entered by it, which stand among other methods too.
    """

    databases: Mapping[str, int | None]
    other_methods: int
    duplicates: int
    screened: int
    unscreened: int
    excluded: Mapping[str, int]
    unsure: int
    included_records: int
    full_text_read: int
    full_text_wanted: int
    included_studies: int
    primary_studies: int
    informing_studies: int
    excluded_full_text: Mapping[str, int] = field(default_factory=dict)
    citations: Mapping[str, int | None] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, LastDone] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=dict, compare=False, repr=False)
    boxes: Mapping[str, Ids] = field(default_factory=dict, compare=False, repr=False)
    held: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)


def count_flow(settled: Settled) -> Flow:
    """Count the flow. Every record stands in exactly one of excluded, unsure, included, unscreened and duplicates."""
    evidence = settled.evidence
    done = {run.search for run in evidence.runs if run.outcome == "done"}
    # A search that only brings notices about records that are here has no box.
    bringing = {search.id: search for search in evidence.searches.values() if search.brings_records}
    boxes: dict[str, list[str]] = {f"identified:{search}": [] for search in bringing}
    for name in ("other_methods", "duplicates", "unscreened", "unsure", "included"):
        boxes[name] = []
    reasons: dict[str, list[str]] = {}
    late: dict[str, list[str]] = {}
    for record in evidence.records.values():
        origin = f"identified:{record.origin}" if record.origin in bringing else "other_methods"
        boxes[origin].append(record.id)
        state = settled.screening.get(record.id)
        if state is None or not state.decision:
            boxes["unscreened"].append(record.id)
        elif state.decision == "exclude" and state.reason == "duplicate":
            boxes["duplicates"].append(record.id)
        elif state.decision == "exclude":
            stage = late if state.stage == "full_text" else reasons
            stage.setdefault(state.reason or "no reason given", []).append(record.id)
        else:
            boxes["included" if state.decision == "include" else "unsure"].append(record.id)
    for record in evidence.linked.values():
        # Found on its own and removed as one of two: where the other is not here itself, this one stands for it.
        holds = evidence.resolve_id(record.id)
        if holds not in evidence.records or _stands_for(evidence, holds) == record.id:
            continue
        origin = f"identified:{record.origin}" if record.origin in bringing else "other_methods"
        boxes[origin].append(record.id)
        boxes["duplicates"].append(record.id)
    known = {s: _list_known(evidence, s, boxes[f"identified:{s}"]) for s in bringing}
    for search, again in known.items():
        boxes[f"identified:{search}"] += again
        boxes["duplicates"] += again
    boxes |= {f"excluded:{reason}": ids for reason, ids in sorted(reasons.items())}
    boxes |= {f"excluded-full-text:{reason}": ids for reason, ids in sorted(late.items())}
    boxes["let-through"] = [*boxes["included"], *(i for _, ids in sorted(late.items()) for i in ids)]
    study_of = settled.study_of
    studies = [evidence.studies[i] for i in dict.fromkeys(study_of[r] for r in boxes["included"] if r in study_of)]
    boxes["studies"] = [s.id for s in studies]
    boxes["studies:primary"] = [s.id for s in studies if s.is_primary]
    boxes["studies:informing"] = [s.id for s in studies if not s.is_primary]
    boxes["studies:read"] = [s.id for s in studies if s.read == "full-text"]
    boxes["studies:wanted"] = [s.id for s in studies if s.read != "full-text"]
    n = {name: len(ids) for name, ids in boxes.items()}
    entered = {s: n[f"identified:{s}"] if s in done else None for s in bringing}
    return Flow(
        databases={s: count for s, count in entered.items() if not bringing[s].follows_citations},
        other_methods=n["other_methods"],
        duplicates=n["duplicates"],
        # A record that is left for later reading was screened all the same.
        screened=sum(map(len, reasons.values())) + n["let-through"] + n["unsure"],
        unscreened=n["unscreened"],
        excluded={reason: len(ids) for reason, ids in sorted(reasons.items())},
        excluded_full_text={reason: len(ids) for reason, ids in sorted(late.items())},
        unsure=n["unsure"],
        included_records=n["included"],
        full_text_read=n["studies:read"],
        full_text_wanted=n["studies:wanted"],
        included_studies=n["studies"],
        primary_studies=n["studies:primary"],
        informing_studies=n["studies:informing"],
        citations={s: count for s, count in entered.items() if bringing[s].follows_citations},
        known={s: len(again) for s, again in known.items() if s in done},
        sources={s: search.source for s, search in bringing.items()},
        last={s: done for s, done in find_last_done(evidence.runs).items() if s in bringing},
        files=Counter(
            record.origin.removeprefix(IMPORTED)
            for r in boxes["other_methods"]
            if (record := evidence.records.get(r) or evidence.linked[r]).origin.startswith(IMPORTED)
        ),
        vocabulary=evidence.vocabulary,
        boxes={name: tuple(ids) for name, ids in boxes.items()},
        held={
            search: gained | {evidence.resolve_id(i) for i in gained}
            for search in bringing
            for gained in [list_gained(evidence.runs, search)]
        },
    )


def _list_known(evidence: Evidence, search: str, entered: Sequence[str]) -> list[str]:
    """The records that a search brought and that did not enter by it: they were here by another way.

    PRISMA counts what each source gives, and takes what more than one gives out as duplicates before screening.
    """
    own = {evidence.resolve_id(r) for r in entered}
    brought = {evidence.resolve_id(r) for r in list_gained(evidence.runs, search)}
    return sorted(r for r in brought - own if r in evidence.records)


def _stands_for(evidence: Evidence, holds: str) -> str | None:
    """The record that stands in the file for an id that is only known by a link; None where it stands there itself."""
    own = [i for i, other in evidence.aliases.items() if other == holds and i in evidence.linked]
    return min(own, key=lambda i: (ORDER.index(i.partition(":")[0]), i)) if holds in evidence.absent else None


@dataclass(frozen=True)
class FlowFault:
    """A box that does not add up: its name, what it holds, what it should hold by another count, which ids differ.

    `why`: what would be right.
    """

    box: str
    found: int
    expected: int
    ids: Ids
    why: str


def find_faults(flow: Flow) -> Iterator[FlowFault]:
    """Every box that does not agree with what it is made of.

    A record that says that it came from a search must be one that the ledger of that search accounts for; records
    identified must be those sorted; studies must be those of their parts.
    """
    for search, held in flow.held.items():
        box = f"identified:{search}"
        lost = tuple(r for r in flow.boxes[box] if r not in held)
        if lost:
            why = "a run in the ledger of this search that brought the record"
            yield FlowFault(box, len(flow.boxes[box]), len(flow.boxes[box]) - len(lost), lost, why)
    identified = Counter(
        r for name, ids in flow.boxes.items() if name == "other_methods" or _is(name, "identified") for r in ids
    )
    sorted_out = Counter(
        r
        for name, ids in flow.boxes.items()
        if name in ("duplicates", "unscreened", "unsure", "included") or _is(name, "excluded", "excluded-full-text")
        for r in ids
    )
    if identified != sorted_out:
        spare = (identified - sorted_out) + (sorted_out - identified)
        why = "each record identified to be sorted once"
        yield FlowFault("screened", sorted_out.total(), identified.total(), tuple(sorted(spare)), why)
    through = Counter(
        r for name, ids in flow.boxes.items() if name == "included" or _is(name, "excluded-full-text") for r in ids
    )
    if through != (whole := Counter(flow.boxes["let-through"])):
        spare = (through - whole) + (whole - through)
        why = "each record let through to full text to be included, or excluded there"
        yield FlowFault("let-through", whole.total(), through.total(), tuple(sorted(spare)), why)
    for parts in (("studies:primary", "studies:informing"), ("studies:read", "studies:wanted")):
        studies, made = set(flow.boxes["studies"]), [s for part in parts for s in flow.boxes[part]]
        if sorted(studies) != sorted(made):
            ids = tuple(sorted(studies.symmetric_difference(made)))
            yield FlowFault("studies", len(studies), len(made), ids, f"the sum of {' and '.join(parts)}")


def _is(name: str, *families: str) -> bool:
    return name.partition(":")[0] in families
