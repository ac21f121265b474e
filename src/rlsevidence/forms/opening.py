"""Which form for what, in whose name: the person and the thing must be there, and what is read beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..audit.read import read_pieces
from ..decisions.versions import find_own, list_makers, list_versions, to_plain
from ..errors import EvidenceError, UsageError
from ..finishing import split_own
from ..judgement.proposals import propose
from ..language import list_texts
from ..language.words import name_word
from ..layout import own_name, part_path
from ..model import Frozen, FullRecord, Record, Study
from ..model.base import SLUG
from ..panel.reviewer import check_reviewer
from ..scaffold import suggest_id, suggest_label
from ..unknown import tell_unknown
from ..workspace import Workspace
from .appraisal_form import AppraisalForm, choose_tool
from .certainty_form import CertaintyForm
from .fields import Maker
from .form import Beside, Form, Passage
from .session import FormSession
from .study_form import StudyForm
from .widget import FormPanel

HASH_LENGTH = 16
"""Hexadecimal digits of a text's SHA-256 that go with a place in it, as in notes of tags."""


def make_maker(review: Workspace, language: str | None) -> Maker:
    return Maker.of(review.evidence, review.choose_language(language))


def panel_for(review: Workspace, form: Form) -> FormPanel:
    return FormPanel(FormSession(review, form), name_languages(review, form.maker.language), form.maker.language)


def name_languages(review: Workspace, language: str) -> dict[str, str]:
    """Code -> name, for the languages in which texts are written."""
    return {code: list_texts("language.", code)["name"] for code in review.evidence.topic.languages}


def list_passages(record: Record | FullRecord) -> tuple[Passage, ...]:
    """The sections of an abstract; none where no abstract is at hand."""
    sections = record.abstract if isinstance(record, FullRecord) else ()
    digest = (record.abstract_sha256 or "")[:HASH_LENGTH]
    return tuple(Passage(f"abstract/{n}", s.label or "", s.text, digest) for n, s in enumerate(sections))


def open_appraisal(
    review: Workspace,
    study: str,
    reviewer: str,
    *,
    tool: str | None = None,
    text: Path | str | None = None,
    language: str | None = None,
) -> AppraisalForm:
    """The form of one person's appraisal. UsageError for what is not there."""
    check_reviewer(review, reviewer)
    found = find_study(review, study)
    maker = make_maker(review, language)
    chosen = choose_tool(review.evidence, found, tool)
    made = next((a for a in review.evidence.appraisals if (a.study, a.tool, a.by) == (study, chosen, None)), None)
    beside = _beside_study(review, found, maker)
    if text is not None:
        beside = replace(beside, passages=(*beside.passages, *_read_own(text)))
    start, anew = _start_again(review, "appraisals", f"{study}.{chosen}", made, reviewer)
    return AppraisalForm(maker, found, chosen, reviewer, review.today, beside, start, anew)


def open_study(
    review: Workspace,
    record: str,
    reviewer: str,
    *,
    name: str | None = None,
    text: Path | str | None = None,
    language: str | None = None,
) -> StudyForm:
    """The form of one person's extraction. `record`: its id, or the id of a study, of one that is begun too.

    UsageError for what is not there.
    """
    check_reviewer(review, reviewer)
    maker, evidence = make_maker(review, language), review.evidence
    known = {r.id: r for r in review.records}
    begun = _list_begun(review, reviewer)
    if record in evidence.studies and name is None:
        record, name = evidence.studies[record].reports[0], record
    elif record in begun and record not in known and name is None:
        reports = [i for i in begun[record] if i in known]
        if not reports:
            raise UsageError(
                f"{record} is begun and names no record that is here; begin from one, with name={record!r}"
            )
        record, name = reports[0], record
    record = _find_by_number(record, known.values()) or record
    if record not in known:
        called = {**dict.fromkeys(begun, ""), **evidence.study_labels, **{r.id: r.title for r in known.values()}}
        then = "rlsevidence pull or import enters records, with ids such as pubmed:12345678"
        raise UsageError(tell_unknown("record", record, called, where=" in records.jsonl", then=then))
    found = known[record]
    study = _name_study(review, found, reviewer, name)
    start, anew = _start_again(review, "studies", study, evidence.studies.get(study), reviewer)
    passages = list_passages(found)
    for other in _list_reports(review, study, reviewer, start):
        if other != record and other in known:
            passages += tuple(replace(p, heading=f"{other} {p.heading}") for p in list_passages(known[other]))
    passages += _read_own(text) if text is not None else ()
    notes = () if passages else (maker.say("nothing_to_read"),)
    beside = Beside(found.title, passages, (), notes)
    return StudyForm(maker, found, study, suggest_label(found), reviewer, beside, start, anew)


def _list_begun(review: Workspace, reviewer: str) -> dict[str, tuple[str, ...]]:
    """Id of each study that somebody has begun, or made alone, -> its reports; as `reviewer` has them, before others.

    That there is one, and of what, is no secret before one's own is made: what stands in it is.
    """
    evidence = review.evidence
    made = [(split_own(d.path, d.plain), d.plain) for d in evidence.drafts if d.field == "studies"]
    made += [(part_path("studies", o.name), o.item.to_plain()) for o in evidence.own if isinstance(o.item, Study)]
    begun: dict[str, tuple[str, ...]] = {}
    for path, plain in sorted(made, key=lambda one: one[1].get("by") != reviewer):
        name = path.removeprefix("studies/").removesuffix(".yaml")
        begun[name] = (*begun.get(name, ()), *(i for i in plain.get("reports") or () if isinstance(i, str)))
    return begun


def _find_by_number(said: str, records: Iterable[Record | FullRecord]) -> str | None:
    """The one record with a DOI, a PMID or a registry's number, bare, with a label or as an address; None for none."""
    name = re.sub(
        r"^(https?://)?(dx\.)?(doi\.org/|pubmed\.ncbi\.nlm\.nih\.gov/)|^(doi|pmid|pubmed):\s*",
        "",
        said.strip().casefold(),
    )
    name = name.rstrip("/")
    found = [
        r.id for r in records if name and name in ((r.doi or "").casefold(), r.pmid, r.id.casefold().partition(":")[2])
    ]
    return found[0] if len(found) == 1 else None


def _list_reports(review: Workspace, study: str, reviewer: str, start: Mapping[str, Any] | None) -> list[str]:
    """The reports that this person's own draft names, or what it would begin with."""
    path = part_path("studies", own_name(study, reviewer))
    drafted = next((d.plain for d in review.evidence.drafts if d.path == path), start or {})
    return [i for i in drafted.get("reports") or () if isinstance(i, str)]


def _name_study(review: Workspace, record: Record, reviewer: str, name: str | None) -> str:
    """The id of the study that a record reports: the one it has, one that somebody has begun it under, or a new one."""
    evidence = review.evidence
    taken = evidence.study_of.get(record.id)
    begun = [
        split_own(d.path, d.plain).removeprefix("studies/").removesuffix(".yaml")
        for d in evidence.drafts
        if d.field == "studies" and record.id in (d.plain.get("reports") or ())
    ]
    begun += [o.name for o in evidence.own if isinstance(o.item, Study) and record.id in o.item.reports]
    there = taken or next(iter(begun), None)
    if name is None:
        name = there or suggest_id(record)
        if there is None and name in evidence.studies:
            raise UsageError(f"{name} is another study; give this one a name of its own: name='{name}-2'")
    if not re.fullmatch(SLUG, name):
        raise UsageError(f"{name!r} cannot be an id; ids are lower-case words joined by hyphens, such as testsson-2020")
    if there is not None and name != there:
        raise UsageError(f"{record.id} is already a report of {there}; found name={name!r}")
    return name


def _start_again(
    review: Workspace, part: str, name: str, standing: Frozen | None, reviewer: str
) -> tuple[Mapping[str, Any] | None, bool]:
    """(what a draft begins with, whether it takes the place of one's own earlier one): one's own, to be changed.

    What stands there begins it where this person made it alone; their own beside that of others, once it is settled.
    Nothing of anybody else's ever does.
    """
    versions = list_versions(review.evidence, part, name)
    mine = find_own(review.evidence, part, name, reviewer)
    if mine is not None and not versions:
        return {**mine, "by": reviewer, "checked_by": None}, True
    plain = to_plain(standing.to_plain()) if standing is not None else None
    if mine is None and plain is not None and list_makers(plain) == (reviewer,):
        return {**plain, "by": reviewer, "checked_by": None}, False
    return None, False


def _read_own(file: Path | str) -> tuple[Passage, ...]:
    """A person's own PDF or text, read from disk and kept nowhere."""
    pieces = read_pieces(file)
    digest = sha256("\n".join(text for _, text in pieces).encode()).hexdigest()[:HASH_LENGTH]
    return tuple(
        Passage(at, at.replace("/", " ") if at.startswith("page") else "", text, digest) for at, text in pieces
    )


def open_certainty(review: Workspace, claim: str, reviewer: str, *, language: str | None = None) -> CertaintyForm:
    """The form of one person's judgement of a claim. UsageError for what is not there.

    EvidenceError while what the verdict could rest on cannot be read.
    """
    check_reviewer(review, reviewer)
    maker, evidence = make_maker(review, language), review.evidence
    if claim not in evidence.claims:
        raise UsageError(tell_unknown("claim", claim, evidence.claim_titles))
    if withheld := review.settled.withheld.get(claim, ()):
        problems = [p for broken in withheld for p in broken.problems]
        raise EvidenceError(f"{claim} cannot be judged until what it could rest on can be read:", problems)
    start, anew = _start_again(review, "certainty", claim, evidence.certainty.get(claim), reviewer)
    proposal = propose(review.settled, claim)
    return CertaintyForm(maker, review.settled, evidence.claims[claim], proposal, reviewer, review.today, start, anew)


def find_study(review: Workspace, study: str) -> Study:
    """UsageError where it is not there, or only a draft of it."""
    found = review.evidence.studies.get(study)
    if found is not None:
        return found
    drafts = [d.path for d in review.evidence.drafts if d.field == "studies" and d.name.split(".")[0] == study]
    if drafts:
        raise UsageError(f"{study} is still a draft ({', '.join(drafts)}); finish it first")
    then = "rlsevidence extract RECORD --reviewer WHO begins one from a record, in JupyterLab "
    then += "rlsevidence.extract(record, reviewer=who)"
    raise UsageError(tell_unknown("study", study, review.evidence.study_labels, where=" in studies/", then=then))


def _beside_study(review: Workspace, study: Study, maker: Maker) -> Beside:
    """What is known of a study, and the abstracts of its reports."""
    records = {r.id: r for r in review.records}
    vocabulary, language = review.evidence.vocabulary, maker.language
    facts = [
        (maker.say("field.study.design"), name_word(vocabulary, "design", study.design, language)),
        (maker.say("field.study.read"), name_word(vocabulary, "read", study.read, language)),
        (maker.say("field.study.population.who"), study.population.who),
    ]
    if study.population.n is not None:
        facts.append((maker.say("field.study.population.n"), str(study.population.n)))
    facts += [(a.id, " ".join(str(x) for x in (a.compound, a.amount, a.unit, a.duration) if x)) for a in study.arms]
    facts.append((maker.say("field.study.finding"), study.finding.in_language(language)))
    passages = [p for i in study.reports if i in records for p in list_passages(records[i])]
    return Beside(study.label, tuple(passages), tuple(facts))


__all__ = ["open_appraisal", "open_certainty", "open_study", "panel_for"]
