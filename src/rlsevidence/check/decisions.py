"""Tags and screening: what people may decide on what they have read, and disagreements nobody has ended."""

from __future__ import annotations

from collections.abc import Iterator

from ..decisions import BASIS_DEPTH
from ..errors import INCLUDED, show
from ..exchange.linking import describe_unapplied
from ..judgement.contrary import is_contrary, read_results
from ..layout import part_path
from ..model.decisions import find_namesake
from ..model.links import BY_RULE, SAME_RECORD, Unapplied, settle_links
from ..model.links import WITHDRAWN as TAKEN_BACK
from ..model.namesakes import SAME
from .rules import Context, Found, Said, rule


@rule(
    "directness",
    "Every relevant record answers the question itself or a neighbouring one, and says which part differs.",
)
def _directness(context: Context) -> Iterator[Found]:
    for row, tag in enumerate(context.evidence.tags):
        if tag.directness is None and tag.stance != "not_relevant":
            yield "tags.tsv", (row,), "directness", Said("blank"), "direct or indirect"
        if tag.directness == "indirect" and not tag.indirect_because:
            yield "tags.tsv", (row,), "indirect_because", Said("blank"), "the part that differs, since it is indirect"
        if tag.directness != "indirect" and tag.indirect_because:
            yield (
                "tags.tsv",
                (row,),
                "indirect_because",
                ",".join(tag.indirect_because),
                "blank, since it is not indirect",
            )
        if tag.indirect_because != tuple(sorted(set(tag.indirect_because))):
            expected = ",".join(sorted(set(tag.indirect_because)))
            yield "tags.tsv", (row,), "indirect_because", ",".join(tag.indirect_because), expected


@rule("stance-on-title", "A title says what was studied, not what was found.")
def _on_title(context: Context) -> Iterator[Found]:
    for row, tag in enumerate(context.evidence.tags):
        if tag.basis == "title" and tag.stance in ("supports", "disputes"):
            yield "tags.tsv", (row,), "stance", tag.stance, "inconclusive or not_relevant while only the title was read"


@rule("basis-depth", "Nobody can have judged on more than was read.", across=True)
def _depth(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    study_of = evidence.study_of
    for row, tag in enumerate(evidence.tags):
        record = evidence.records.get(tag.record)
        if tag.basis == "abstract" and record is not None and record.is_without_abstract:
            yield "tags.tsv", (row,), "basis", tag.basis, "title, full-text or second-hand: no abstract is registered"
            continue
        study = evidence.studies.get(study_of.get(tag.record, ""))
        if study is None or tag.basis not in BASIS_DEPTH or study.read not in BASIS_DEPTH:
            continue
        if BASIS_DEPTH.index(tag.basis) > BASIS_DEPTH.index(study.read):
            yield "tags.tsv", (row,), "basis", tag.basis, f"{study.read} at most, as studies/{study.id}.yaml says"


@rule("future", "A decision from the future has a wrong date, and would outrank every later one.")
def _future(context: Context) -> Iterator[Found]:
    for name in ("tags", "screening", "stops", "links"):
        path = part_path(name)
        for row, item in enumerate(getattr(context.evidence, name)):
            if item.decided_on[:10] > context.today.isoformat():
                yield path, (row,), "decided_on", item.decided_on, f"a day no later than {context.today}"


@rule("consensus-missing", "Where reviewers disagree nothing is counted until a consensus row ends it.", across=True)
def _consensus(context: Context) -> Iterator[Found]:
    rows = {id(tag): row for row, tag in enumerate(context.evidence.tags)}
    for decision in context.settled.decisions.values():
        if decision.state == "conflict":
            views = "; ".join(
                f"{t.reviewer} {t.stance}" + (f" {t.directness}" if t.directness else "") for t in decision.rows
            )
            place = (rows[id(decision.rows[-1])],)
            yield (
                "tags.tsv",
                place,
                "stance",
                Said(f"{decision.claim} {decision.record}: {views}"),
                "a row with role consensus",
            )
    rows = {id(item): row for row, item in enumerate(context.evidence.screening)}
    for screened in context.settled.screening.values():
        if screened.state == "conflict":
            views = "; ".join(f"{r.reviewer} {r.decision}" for r in screened.rows)
            place = (rows[id(screened.rows[-1])],)
            yield "screening.tsv", place, "decision", Said(f"{screened.record}: {views}"), "a row with role consensus"


@rule(
    "seed-screened",
    "Every record that a person entered has been let in, left out, or put aside by a person.",
    across=True,
)
def _screened(context: Context) -> Iterator[Found]:
    for record, row in context.record_rows.items():
        # Records that a search brought wait in the queue: they are work to do, not a fault.
        if context.evidence.records[record].origin == "seed" and record not in context.settled.screening:
            yield "records.jsonl", (row,), "id", record, "a row in screening.tsv"


@rule("tagged-though-excluded", "A record left out for every claim cannot speak to one.", across=True)
def _excluded(context: Context) -> Iterator[Found]:
    holding = {id(tag) for decision in context.settled.decisions.values() for tag in decision.rows}
    for row, tag in enumerate(context.evidence.tags):
        if id(tag) not in holding:
            continue  # history: taken back, or followed by a later row
        screened = context.settled.screening.get(tag.record)
        if screened and screened.decision == "exclude" and tag.stance != "not_relevant":
            yield "tags.tsv", (row,), "stance", tag.stance, "not_relevant, since screening leaves the record out"


@rule(
    INCLUDED,
    "A record let in speaks to at least one claim once it is read; a registration may wait for its results.",
    across=True,
)
def _untagged(context: Context) -> Iterator[Found]:
    tagged = context.settled.relevant_records
    decided = {record for _, record in context.settled.decisions}
    rows = {item.record: row for row, item in enumerate(context.evidence.screening)}
    for record, screened in context.settled.screening.items():
        if screened.decision == "include" and screened.reason != "registration" and record not in tagged:
            # Whoever lets a record in reads it next; until then nothing counts it, and no page is silent on it.
            read = f"a tag on {record} to the claims that it speaks to, once it is read"
            found, expected = Said("include, and no tag yet"), f"{read} (rlsevidence tag)"
            if record in decided:
                found = Said("include, and tagged as not_relevant alone")
                expected = f"{read}, or `exclude` if it speaks to none (rlsevidence screen)"
            yield "screening.tsv", (rows[record],), "decision", found, expected


@rule("person-twice", "A person has one row, under one id: else somebody could sign off their own work.")
def _people(context: Context) -> Iterator[Found]:
    seen: set[str] = set()
    for row, person in enumerate(context.evidence.people):
        if person.id in seen:
            yield "people.tsv", (row,), "id", person.id, "each person once"
        if person.id == BY_RULE:
            yield "people.tsv", (row,), "id", person.id, "another id: links that the rule makes stand under this one"
        seen.add(person.id)
        found = find_namesake(context.evidence.people[:row], person)
        if found is not None:
            other, near = found
            expected = f"another name than {other.id} has, or one id for both; of two people, what tells them apart"
            if near != SAME:
                expected = (
                    f"the names of this person and of {other.id} ({show(other.name)}) in full, with "
                    "what tells two people apart, or one id for both"
                )
            yield "people.tsv", (row,), "name", person.name, expected


@rule(
    "link-disagrees", "Two people who disagree whether two records are one link nothing, and count both.", across=True
)
def _links(context: Context) -> Iterator[Found]:
    rows = {id(link): row for row, link in enumerate(context.evidence.links)}
    for row, link in enumerate(context.evidence.links):
        if link.record == link.same_as:
            yield "links.tsv", (row,), "same_as", link.same_as, "another record than the first"
    for held in settle_links(context.evidence.links).values():
        said = {link.relation for link in held.rows if link.relation != TAKEN_BACK}
        if len(said) > 1:
            views = "; ".join(f"{r.reviewer} {r.relation}" for r in held.rows)
            place = (rows[id(held.rows[-1])],)
            expected = "one relation: a later row of one of them, or rlsevidence link A B --undo"
            yield "links.tsv", place, "relation", Said(f"{' and '.join(held.pair)}: {views}"), expected


@rule("link-doubtful", "A wrong PMID is a real one: what looks like two articles is not one by one person's slip.")
def _doubtful(context: Context) -> Iterator[Found]:
    for pair, why in context.evidence.unapplied.items():
        if why.doubt:
            said = f"{' and '.join(pair)}: {describe_unapplied(pair, Unapplied(why.doubt), context.evidence)}"
            expected = (
                "one article: take the link back (rlsevidence link A B --undo) or, when both have been looked at, "
                "say it once more, a second person or the same one (rlsevidence link A B); until then they are two"
            )
            yield "links.tsv", (_find_row(context, pair),), "same_as", Said(said), expected


@rule("link-barred", "Two records that are said to be different are not made one through a third.")
def _barred(context: Context) -> Iterator[Found]:
    for pair, why in context.evidence.unapplied.items():
        if why.bar:
            said = f"{' and '.join(pair)}: {describe_unapplied(pair, Unapplied(bar=why.bar), context.evidence)}"
            expected = "links that agree: one of them taken back (rlsevidence link A B --undo); the two are read apart"
            yield "links.tsv", (_find_row(context, pair),), "same_as", Said(said), expected


def _find_row(context: Context, pair: tuple[str, str]) -> int:
    """The last row that says the two are one record."""
    rows = context.evidence.links
    return max(i for i, link in enumerate(rows) if link.pair == pair and link.relation == SAME_RECORD)


@rule(
    "tag-against-result",
    "A study whose numbers say that people got worse bears no benefit out, and the reverse.",
    across=True,
)
def _against_result(context: Context) -> Iterator[Found]:
    evidence = context.evidence
    rows = {id(item): row for row, item in enumerate(evidence.tags)}
    for decision in context.settled.decisions.values():
        study = evidence.studies.get(evidence.study_of.get(decision.record, ""))
        claim = evidence.claims.get(decision.claim)
        if study is None or claim is None or not is_contrary(study, claim, decision.stance):
            continue
        said = "worse" if read_results(study, claim.id) == "disputes" else "better"
        place = (rows[id(decision.rows[-1])],)
        expected = (
            f"not the opposite of studies/{study.id}.yaml: its results for this claim lie wholly on the side of {said}"
        )
        yield "tags.tsv", place, "stance", Said(f"{decision.claim} {decision.record}: {decision.stance}"), expected
