"""Records: identity, verification and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..decisions import WITHDRAWN
from ..model import Record, Tag
from ..synthesis.flow import count_flow, find_faults
from .rules import Context, Found, Said, rule

TRACKING = re.compile(r"[?&;](utm_\w+|fbclid|gclid|mc_cid|mc_eid|jsessionid|sessionid|_ga|cmpid)=", re.I)
PATH = "records.jsonl"


def derive_id(record: Record) -> str | None:
    """The id a record must have: the first it has of pubmed, doi, nct, url; else one made from its content.

    An nct id has no field of its own. An id of the workspace's own stays when an identifier turns up: what was decided
    refers to it, and a link joins the two.
    """
    if record.id.startswith("own:"):
        return record.id
    if record.pmid:
        return f"pubmed:{record.pmid}"
    if record.doi:
        return f"doi:{record.doi}"
    if record.id.startswith("nct:"):
        return record.id
    return f"url:{record.url}" if record.url else None


@rule("record-id", "A record has one id: the first it has of pubmed, doi, nct and url.")
def _ids(context: Context) -> Iterator[Found]:
    for row, record in enumerate(context.all_records):
        wanted = derive_id(record)
        # A doi record that has since got a pmid keeps its id until a person accepts the new one: tags refer to it.
        kept = record.pmid is not None and record.doi is not None and record.id == f"doi:{record.doi}"
        if record.id != wanted and not kept:
            yield PATH, (row,), "id", record.id, wanted or "a pmid, doi or url to take an id from"


@rule("identifier-twice", "Two records with one identifier are one record entered twice, and would be counted twice.")
def _twice(context: Context) -> Iterator[Found]:
    seen: dict[tuple[str, str], str] = {}
    for row, record in enumerate(context.evidence.records.values()):
        for field in ("pmid", "doi", "pmcid", "url"):
            value = getattr(record, field)
            if value is None:
                continue
            first = seen.setdefault((field, value), record.id)
            if first != record.id:
                yield PATH, (row,), field, value, f"an identifier of its own; {first} has this one"


@rule("doi-case", "DOIs are compared as text, so they stand in lower case.")
def _doi_case(context: Context) -> Iterator[Found]:
    for row, record in enumerate(context.all_records):
        if record.doi and record.doi != record.doi.lower():
            yield PATH, (row,), "doi", record.doi, record.doi.lower()


@rule("verification", "What nobody has seen must be named, so that a page can say so.")
def _verification(context: Context) -> Iterator[Found]:
    for row, record in enumerate(context.all_records):
        if record.verification == "partial" and not record.unverified:
            yield PATH, (row,), "unverified", [], "the fields known only second-hand, since verification is partial"
        unknown = [name for name in record.unverified if name not in Record.model_fields]
        if unknown:
            yield PATH, (row,), "unverified", unknown[0], "names of fields of the record"


@rule("tracking", "An address with a tracking parameter tells somebody who reads it.")
def _tracking(context: Context) -> Iterator[Found]:
    for row, record in enumerate(context.all_records):
        for field, addresses in (("url", filter(None, [record.url])), ("seen_at", record.seen_at)):
            for address in addresses:
                if match := TRACKING.search(address):
                    yield PATH, (row,), field, match[0], "the address without tracking parameters"


@rule("record-ahead", "A record dated after today has a wrong date, and no earlier state of the review would hold it.")
def _ahead(context: Context) -> Iterator[Found]:
    today = context.today.isoformat()
    for row, record in enumerate(context.all_records):
        dates = record.dates
        kept = [(f"dates.{name}", getattr(dates, name)) for name in ("created", "revised", "indexed")]
        kept += [(f"integrity[{i}].noted_on", n.noted_on) for i, n in enumerate(record.integrity)]
        for field, date in kept:
            if date and date > today[: len(date)]:
                yield PATH, (row,), field, date, f"a day no later than {today}, or null"
        # Journals print ahead: what a database already holds may stand in an issue of the twelve months to come.
        latest = f"{context.today.year + 1}{today[4:]}" if dates.created else today
        told = f"no later than {latest}" + (", a year from now" if dates.created else "") + ", or null"
        for field, date in (("dates.published", dates.published), ("year", str(record.year) if record.year else None)):
            if date and date > latest[: len(date)]:
                yield PATH, (row,), field, date, told


@rule("flow-adds-up", "A record that no run of its search accounts for makes a box of the flow wrong.", across=True)
def _flow(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    if any(b.path in (PATH, "searches/runs.jsonl") for b in evidence.broken):
        return  # what cannot be read is a problem already, and missing here for that reason
    for fault in find_faults(count_flow(context.settled)):
        for record in fault.ids:
            row = context.record_rows.get(record)
            found = f"{record} in the box {fault.box} of the flow ({fault.found}; by the other count {fault.expected})"
            yield PATH, () if row is None else (row,), "origin", Said(found), fault.why


@rule("in-one-study", "A record that reports two studies would be counted in both.", across=True)
def _in_one_study(context: Context) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for study in context.evidence.studies.values():
        for index, report in enumerate(study.reports):
            first = seen.setdefault(report, study.id)
            if first != study.id:
                path = f"studies/{study.id}.yaml"
                yield (
                    path,
                    ("reports", index),
                    f"reports[{index}]",
                    report,
                    f"a record that no other study reports; {first} does",
                )


@rule("run-adds-up", "A run that lost records on the way must not look like one that found fewer.")
def _runs(context: Context) -> Iterator[Found]:
    for row, run in enumerate(context.evidence.runs):
        if run.outcome == "failed" and not run.why_failed:
            yield "searches/runs.jsonl", (row,), "why_failed", run.why_failed, "why the run failed"
        if run.at[:10] > context.today.isoformat():
            yield "searches/runs.jsonl", (row,), "at", run.at, f"a time no later than {context.today}"
        if run.outcome == "done" and run.count is None:
            yield "searches/runs.jsonl", (row,), "count", Said("no count"), "PubMed's count, since the run is done"


@rule(
    "decided-before-retraction",
    "A decision made before a publication was withdrawn may rest on it; a person must look at it again.",
)
def _before_retraction(context: Context) -> Iterator[Found]:
    latest: dict[tuple[str, str, str], tuple[int, Tag]] = {}
    for row, tag in enumerate(context.evidence.tags):
        key = (tag.claim, tag.record, tag.reviewer)
        if key not in latest or latest[key][1].decided_on <= tag.decided_on:
            latest[key] = (row, tag)
    for row, tag in latest.values():
        record = context.evidence.records.get(tag.record)
        noted = (
            min((n.noted_on for n in record.integrity if n.kind == "retracted" and n.noted_on), default=None)
            if record
            else None
        )
        if noted and tag.role != WITHDRAWN and tag.stance != "not_relevant" and tag.decided_on[: len(noted)] < noted:
            found = (
                f"{tag.record!r}, retracted (noted {noted}) after the decision of {tag.reviewer} on {tag.decided_on}"
            )
            yield "tags.tsv", (row,), "record", Said(found), "a later decision that takes the retraction into account"
