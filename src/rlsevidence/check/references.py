"""References: whatever names a claim, record, study, person or search must name one that exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..layout import appraisal_name, part_path
from ..model import Evidence, Loc
from ..model.links import BY_RULE
from .rules import Context, Found, rule


def _list_drafts(evidence: Evidence, field: str) -> set[str]:
    """The ids of a part that stand in drafts: they are there, though nothing is counted of them."""
    return {draft.name for draft in evidence.drafts if draft.field == field}


def _references(context: Context) -> Iterator[tuple[str, Loc, str, str, Collection[str], str]]:
    """Every reference: path, place, field, what it names, the ids there are, and where they stand."""
    ev = context.evidence
    records, people = ev.records, context.people
    claims = {*ev.claims, *_list_drafts(ev, "claims")}
    searches = {*ev.searches, *_list_drafts(ev, "searches")}
    documents = {*ev.documents, *_list_drafts(ev, "documents")}
    # A draft may be named, though not as what a judgement rests on.
    studies, begun = ev.studies, {*ev.studies, *_list_drafts(ev, "studies")}
    for study in studies.values():
        path = part_path("studies", study.id)
        for i, report in enumerate(study.reports):
            yield path, ("reports", i), f"reports[{i}]", report, records, "records.jsonl"
        if study.registration:
            yield path, ("registration",), "registration", study.registration, records, "records.jsonl"
        for i, other in enumerate(study.counts_with):
            yield path, ("counts_with", i), f"counts_with[{i}]", other, begun, "studies/"
        for i, result in enumerate(study.results):
            for j, claim in enumerate(result.claims):
                yield path, ("results", i, "claims", j), f"results[{i}].claims[{j}]", claim, claims, "claims/"
        yield path, ("extracted_by",), "extracted_by", study.extracted_by, people, "people.tsv"
        if study.checked_by:
            yield path, ("checked_by",), "checked_by", study.checked_by, people, "people.tsv"
    yield from _list_settlers(ev, people)
    for appraisal in ev.appraisals:
        path = part_path("appraisals", appraisal_name(appraisal))
        yield path, ("study",), "study", appraisal.study, begun, "studies/"
        if appraisal.study in studies:
            results = [r.id for r in studies[appraisal.study].results]
            for i, name in enumerate(appraisal.results):
                yield path, ("result",), f"result[{i}]", name, results, f"results of studies/{appraisal.study}.yaml"
        for i, who in enumerate(appraisal.reviewers):
            yield path, ("reviewers", i), f"reviewers[{i}]", who, people, "people.tsv"
        if appraisal.checked_by:
            yield path, ("checked_by",), "checked_by", appraisal.checked_by, people, "people.tsv"
    for certainty in ev.certainty.values():
        path = part_path("certainty", certainty.claim)
        yield path, ("claim",), "claim", certainty.claim, claims, "claims/"
        for field in ("body", "informed_by"):
            for i, study_id in enumerate(getattr(certainty, field)):
                yield path, (field, i), f"{field}[{i}]", study_id, studies, "studies/"
        for i, who in enumerate(certainty.reviewers):
            yield path, ("reviewers", i), f"reviewers[{i}]", who, people, "people.tsv"
        if certainty.checked_by:
            yield path, ("checked_by",), "checked_by", certainty.checked_by, people, "people.tsv"
        for i, risk in enumerate(certainty.baseline_risks):
            field = f"baseline_risks[{i}].source"
            yield path, ("baseline_risks", i, "source"), field, risk.source, records, "records.jsonl"
    for asked in ev.claims.values():
        if asked.phrases is None:
            continue
        path = part_path("claims", asked.id)
        for i, study_id in enumerate(asked.phrases.rests_on):
            yield path, ("phrases", "rests_on", i), f"phrases.rests_on[{i}]", study_id, studies, "studies/"
        for name in ("written_by", "checked_by"):
            if person := getattr(asked.phrases, name):
                yield path, ("phrases", name), f"phrases.{name}", person, people, "people.tsv"
    for row, tag in enumerate(ev.tags):
        yield "tags.tsv", (row,), "claim", tag.claim, claims, "claims/"
        yield "tags.tsv", (row,), "record", tag.record, records, "records.jsonl"
        yield "tags.tsv", (row,), "reviewer", tag.reviewer, people, "people.tsv"
    for row, reading in enumerate(ev.readings):
        if reading.reviewer is not None:
            yield "readings.tsv", (row,), "reviewer", reading.reviewer, people, "people.tsv"
    for row, screening in enumerate(ev.screening):
        yield "screening.tsv", (row,), "record", screening.record, records, "records.jsonl"
        yield "screening.tsv", (row,), "reviewer", screening.reviewer, people, "people.tsv"
    for row, fact in enumerate(ev.fact_checks):
        yield "fact-checks.tsv", (row,), "by", fact.by, people, "people.tsv"
    for row, looked in enumerate(ev.hand_searches):
        yield "searches/by-hand.tsv", (row,), "by", looked.by, people, "people.tsv"
    for unread in ev.unread.values():
        path = part_path("unread", unread.id)
        for i, claim in enumerate(unread.claims):
            yield path, ("claims", i), f"claims[{i}]", claim, claims, "claims/"
        for i, told in enumerate(unread.told_by):
            if not told.startswith("http"):
                yield path, ("told_by", i), f"told_by[{i}]", told, records, "records.jsonl, or an address"
        yield path, ("entered_by",), "entered_by", unread.entered_by, people, "people.tsv"
    for j, watched in enumerate(ev.watch.watched if ev.watch else ()):
        for i, claim in enumerate(watched.claims):
            yield "watch.yaml", ("watched", j, "claims", i), f"watched[{j}].claims[{i}]", claim, claims, "claims/"
        for i, record in enumerate(watched.records):
            yield (
                "watch.yaml",
                ("watched", j, "records", i),
                f"watched[{j}].records[{i}]",
                record,
                records,
                "records.jsonl",
            )
    for row, verified in enumerate(ev.verifications):
        yield "verifications.tsv", (row,), "record", verified.record, records, "records.jsonl"
        yield "verifications.tsv", (row,), "reviewer", verified.reviewer, people, "people.tsv"
    for row, stop in enumerate(ev.stops):
        yield "screening-stops.tsv", (row,), "reviewer", stop.reviewer, people, "people.tsv"
    known = {*records, *ev.linked, *(i for link in ev.links for i in link.pair if i.startswith("pubmed:"))}
    for row, link in enumerate(ev.links):
        # A PMID may be named before the next pull has brought its record.
        for field in ("record", "same_as"):
            yield "links.tsv", (row,), field, getattr(link, field), known, "records.jsonl"
        yield "links.tsv", (row,), "reviewer", link.reviewer, {*people, BY_RULE}, "people.tsv"
    for document in ev.documents.values():
        for i, sentence in enumerate(document.sentences):
            for j, made in enumerate(sentence.claims):
                loc: Loc = ("sentences", i, "claims", j, "claim")
                path = part_path("documents", document.id)
                yield path, loc, f"{sentence.at}.claims[{j}].claim", made.claim, claims, "claims/"
    for i, name in enumerate(ev.topic.documents):
        yield "topic.yaml", ("documents", i), f"documents[{i}]", name, documents, "documents/"
    for search in ev.searches.values():
        path = part_path("searches", search.id)
        for i, claim in enumerate(search.claims):
            yield path, ("claims", i), f"claims[{i}]", claim, claims, "claims/"
        for i, item in enumerate(search.known_items):
            yield path, ("known_items", i), f"known_items[{i}]", item, records, "records.jsonl"
        yield path, ("written_by",), "written_by", search.written_by, people, "people.tsv"
        if search.peer_reviewed_by:
            yield path, ("peer_reviewed_by",), "peer_reviewed_by", search.peer_reviewed_by, people, "people.tsv"
    for i, claim in enumerate(ev.protocol.headline_claims):
        yield "protocol.yaml", ("headline_claims", i), f"headline_claims[{i}]", claim, claims, "claims/"
    strategies = ev.protocol.information_sources.get("strategies") or ()
    for i, name in enumerate(strategies):
        where: Loc = ("information_sources", "strategies", i)
        yield "protocol.yaml", where, f"information_sources.strategies[{i}]", name, searches, "searches/"
    for name, group in ev.protocol.eligibility.items():
        for i, claim in enumerate(group.get("claims") or () if isinstance(group, dict) else ()):
            place: Loc = ("eligibility", name, "claims", i)
            yield "protocol.yaml", place, f"eligibility.{name}.claims[{i}]", claim, claims, "claims/"
    for i, limit in enumerate(ev.dose_limits.limits if ev.dose_limits else ()):
        yield "dose-limits.yaml", ("limits", i, "record"), f"limits[{i}].record", limit.record, records, "records.jsonl"
    for i, interaction in enumerate(ev.interactions.interactions if ev.interactions else ()):
        for j, record in enumerate(interaction.records):
            spot: Loc = ("interactions", i, "records", j)
            yield "interactions.yaml", spot, f"interactions[{i}].records[{j}]", record, records, "records.jsonl"
    concepts = ev.concepts.keys()
    for topic_field in ("exposure", "condition"):
        named = getattr(ev.topic, topic_field).concept
        yield "topic.yaml", (topic_field, "concept"), f"{topic_field}.concept", named, concepts, "concepts.yaml"
    for claim_file in ev.claims.values():
        if claim_file.concerns is None:
            continue
        path = part_path("claims", claim_file.id)
        for i, group_of in enumerate(claim_file.concerns.all):
            for j, named in enumerate(group_of):
                at: Loc = ("concerns", "all", i, j)
                yield path, at, f"concerns.all[{i}][{j}]", named, concepts, "concepts.yaml"
        for named in claim_file.concerns.direct:
            yield path, ("concerns", "direct", named), "concerns.direct", named, concepts, "concepts.yaml"
    for row, run in enumerate(ev.runs):
        yield "searches/runs.jsonl", (row,), "search", run.search, searches, "searches/"


def _list_settlers(ev: Evidence, people: Collection[str]) -> Iterator[tuple[str, Loc, str, str, Collection[str], str]]:
    """Who settled what several people had made, and between whom."""
    files = [(part_path("studies", s.id), s.settled) for s in ev.studies.values()]
    files += [(part_path("appraisals", appraisal_name(a)), a.settled) for a in ev.appraisals]
    files += [(part_path("certainty", c.claim), c.settled) for c in ev.certainty.values()]
    for path, settled in files:
        if settled is not None:
            yield path, ("settled", "by"), "settled.by", settled.by, people, "people.tsv"
            for i, who in enumerate(settled.between):
                yield path, ("settled", "between", i), f"settled.between[{i}]", who, people, "people.tsv"


@rule(
    "reference", "A reference to nothing is a slip of the keyboard, and the thing it meant goes uncounted.", across=True
)
def _dangling(context: Context) -> Iterator[Found]:
    for path, loc, field, named, known, where in _references(context):
        if named not in known:
            yield path, loc, field, named, f"an id that stands in {where}"


@rule("origin", "A record comes from the seed, from a search, or from an import that says so.", across=True)
def _origins(context: Context) -> Iterator[Found]:
    for row, record in enumerate(context.evidence.records.values()):
        known = record.origin == "seed" or record.origin in context.evidence.searches
        if not known and not record.origin.startswith("import:"):
            yield "records.jsonl", (row,), "origin", record.origin, "seed, a search in searches/, or import:<name>"


@rule("checked-by-another", "A second reader is another person than the first.")
def _checked_by_another(context: Context) -> Iterator[Found]:
    ev = context.evidence
    for study in ev.studies.values():
        if study.checked_by is not None and study.checked_by in (study.extracted_by, *study.extracted_with):
            yield (
                part_path("studies", study.id),
                ("checked_by",),
                "checked_by",
                study.checked_by,
                "another person than extracted_by",
            )
    for appraisal in ev.appraisals:
        if appraisal.checked_by in appraisal.reviewers:
            path = part_path("appraisals", appraisal_name(appraisal))
            yield path, ("checked_by",), "checked_by", appraisal.checked_by, "another person than the reviewers"
    for certainty in ev.certainty.values():
        if certainty.checked_by in certainty.reviewers:
            path = part_path("certainty", certainty.claim)
            yield path, ("checked_by",), "checked_by", certainty.checked_by, "another person than the reviewers"
    for claim in ev.claims.values():
        phrases = claim.phrases
        if phrases is not None and phrases.checked_by == phrases.written_by:
            path = part_path("claims", claim.id)
            yield path, ("phrases", "checked_by"), "phrases.checked_by", phrases.checked_by, "another than written_by"
