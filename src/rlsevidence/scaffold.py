"""New files of the evidence, prefilled from what is known, every field explained; and the second reader's signature.

A scaffold is text, because its comments are half of it. It is a draft, which is counted nowhere; what a person must
fill stands as an empty text, which `check` lists as unfinished and `finish` asks for.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from .decisions import settle
from .errors import UsageError
from .layout import part_path
from .model import (
    GRADE_DOMAINS,
    GRADED_KINDS,
    Appraisal,
    Certainty,
    Claim,
    Evidence,
    Frozen,
    Person,
    Phrases,
    Record,
    Study,
)
from .model.appraisal_tools import allowed_judgements
from .model.base import SLUG
from .model.decisions import list_own_ids
from .model.namesakes import INITIAL, compare_names
from .unknown import tell_unknown

WIDTH = 108
DRAFT = "draft: true"
"""The last line of every new file."""


def build_scaffold(evidence: Evidence, kind: str, of: str, name: str | None, *, today: dt.date) -> tuple[str, str]:
    """Path in `evidence/` and text of a new file.

    `kind`: study (`of` a record id, `name` the id to give it), appraisal (`of` a study, `name` the tool), certainty
    (`of` a claim) and search (`of` the new id). UsageError when what it is about does not exist.
    """
    builder: dict[str, Callable[[Evidence, str, str | None, dt.date], tuple[str, str]]] = {
        "study": _study,
        "appraisal": _appraisal,
        "certainty": _certainty,
        "search": _search,
    }
    new_id = name if kind == "study" else of if kind == "search" else None
    if new_id is not None and not re.fullmatch(SLUG, new_id):
        raise UsageError(
            f"{new_id!r} cannot be an id; ids are lower-case words joined by hyphens, such as testsson-2020"
        )
    return builder[kind](evidence, of, name, today)


def sign_off(item: Frozen, reviewer: str, people: Iterable[Person]) -> Frozen:
    """`item` with `checked_by` set. UsageError unless the reviewer stands in people.tsv and did not make it."""
    people = tuple(people)
    known = [p.id for p in people]
    if reviewer not in known:
        raise UsageError(tell_unknown("person", reviewer, known, where=" in people.tsv"))
    if isinstance(item, Claim):
        # What is read of a claim is its phrases: they are printed.
        if item.phrases is None:
            raise UsageError(f"claims/{item.id}.yaml has no phrases yet, so there is nothing to sign off")
        signed = sign_off(item.phrases, reviewer, people)
        return item.model_copy(update={"phrases": signed})
    if isinstance(item, Phrases):
        makers: tuple[str, ...] = (item.written_by,)
    elif isinstance(item, Study):
        makers = (item.extracted_by, *item.extracted_with)
    elif isinstance(item, (Appraisal, Certainty)):
        makers = item.reviewers
    else:
        raise UsageError(f"a {type(item).__name__.lower()} is not signed off by a second reader")
    if reviewer in makers:
        raise UsageError(f"{reviewer} made this; a second reader is another person")
    if reviewer in list_own_ids(people, makers):
        # Two ids of one name are one person: else anybody could be their own second reader.
        made = next(who for who in makers if reviewer in list_own_ids(people, [who]))
        named = {person.id: person.name for person in people}
        if compare_names(named[reviewer], named[made]) == INITIAL:
            raise UsageError(
                f"{reviewer} may be {made}, who made this: {named[reviewer]} and {named[made]} differ by an initial "
                "or a middle name; of two people people.tsv says what tells them apart, such as 'Ana Björk, Uppsala'"
            )
        raise UsageError(f"{reviewer} has the name of {made}, who made this; a second reader is another person")
    return item.model_copy(update={"checked_by": reviewer})


# ---------------------------------------------------------------- text


def _modeline(kind: str) -> str:
    return f"# yaml-language-server: $schema=../schemas/{kind}.schema.json"


def _comment(text: str, indent: str = "") -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(text, WIDTH - len(indent))]


def _words(evidence: Evidence, group: str) -> str:
    return ", ".join(evidence.vocabulary.get(group, {}))


def _quote(text: str | None) -> str:
    return "null" if text is None else "'" + text.replace("'", "''") + "'"


def _texts(evidence: Evidence) -> list[str]:
    """A place for a text in each language of the workspace."""
    return [f"  {code}: ''" for code in evidence.topic.languages]


def _shape(evidence: Evidence) -> str:
    return "{" + ", ".join(f"{code}: ..." for code in evidence.topic.languages) + "}"


def _people(evidence: Evidence) -> str:
    return ", ".join(p.id for p in evidence.people)


def _lines(parts: Sequence[str | Sequence[str]]) -> str:
    flat: list[str] = []
    for part in parts:
        flat += [part] if isinstance(part, str) else part
    return "\n".join(flat) + "\n"


def _study(evidence: Evidence, of: str, name: str | None, _today: dt.date) -> tuple[str, str]:
    record = evidence.records.get(evidence.resolve_id(of))
    if record is None:
        then = "`rlsevidence pull` enters records"
        raise UsageError(tell_unknown("record", of, evidence.record_titles, where=" in records.jsonl", then=then))
    taken = evidence.study_of.get(of)
    if taken:
        raise UsageError(f"{of} is already a report of studies/{taken}.yaml")
    study = name or suggest_id(record)
    return part_path("studies", study), _lines(
        [
            _modeline("study"),
            _comment(f"From {of}: {record.title}"),
            _comment(
                "Fill in what you can see. What you cannot see stays null: not recorded, never zero or no. Delete"
                " comments you have read."
            ),
            f"id: {study}",
            f"label: {_quote(suggest_label(record))}",
            _comment("Record ids of everything published about this study."),
            f"reports: [{_quote(of)}]",
            _comment("Record id of its registration, such as nct:NCT01234567, when it stands in records.jsonl."),
            "registration: null",
            _comment(f"One of: {_words(evidence, 'design')}."),
            "design: ''",
            _comment(f"The deepest thing you have read: {_words(evidence, 'read')}."),
            "read: ''",
            "population:",
            _comment("Who was studied, in a few words; n: people in all.", "  "),
            "  who: ''",
            "  n: null",
            _comment(f"Any of: {_words(evidence, 'condition')}.", "  "),
            "  conditions: []",
            "  severity: null",
            _comment("How severe at the start: {scale: name of the scale, value: mean}; null when not reported.", "  "),
            "  baseline: null",
            "  country: null",
            _comment("One entry an arm, such as:"),
            _comment(
                f"- {{id: treated, n: null, compound: {evidence.topic.exposure.word}, salt: null, amount: null,"
                " unit: mg/day, amount_is: unclear, route: oral, duration: null, with: null}"
            ),
            _comment(
                f"compound: {_words(evidence, 'compound')}. salt: {_words(evidence, 'salt')}. amount_is:"
                f" {_words(evidence, 'amount_is')}. route: {_words(evidence, 'route')}."
            ),
            "arms: []",
            _comment(f"One of: {_words(evidence, 'comparator')}."),
            "comparator: ''",
            _comment(
                "One entry a result: id, outcome, measure, unit, better, kind, values, estimate, p, when, where,"
                " claims. Numbers as reported, with where they stand."
            ),
            _comment(f"outcome: {_words(evidence, 'outcome')}."),
            _comment(
                f"better: {_words(evidence, 'better')}. kind: {_words(evidence, 'result_kind')}. where:"
                f" {_words(evidence, 'where')}, with a number after it if there is one."
            ),
            _comment(
                "estimate: null, or {measure: MD, value: 0.0, ci_low: 0.0, ci_high: 0.0, level: 95}; p: as printed, in"
                " quotation marks."
            ),
            _comment(f"claims: any of {', '.join(evidence.claims)}."),
            "results: []",
            _comment(
                f"What is said of harms, in each language ({_shape(evidence)}); null when nothing could be read."
                " Silence is not 'none'."
            ),
            "harms: null",
            "finding:",
            _comment(
                "What it shows and what it does not, one or two sentences in your own words. Copy no sentence.", "  "
            ),
            _texts(evidence),
            _comment("What a reader must know before trusting it."),
            "caveats: []",
            _comment(
                "Studies that must not be counted beside this one (a review of it, a duplicate); name this one in their"
                " files too."
            ),
            "counts_with: []",
            "funding: null",
            "conflicts: null",
            _comment("Addresses of what you read."),
            "facts_from: []",
            _comment(f"One of: {_words(evidence, 'record_verification')}."),
            f"verification: {record.verification}",
            _comment(f"Your id in people.tsv ({_people(evidence)})."),
            "extracted_by: ''",
            _comment("Set by `rlsevidence sign-off` when somebody else has checked it."),
            "checked_by: null",
            DRAFT,
        ]
    )


def suggest_id(record: Record) -> str:
    """`name-year` of the first author, as ids of studies are."""
    first = record.authors[0].split(" ")[0] if record.authors else (record.organisation or "study")
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "study"
    return f"{word}-{record.year}" if record.year else word


def suggest_label(record: Record) -> str:
    """First author and year, as figures name a study."""
    first = record.authors[0].rsplit(" ", 1)[0] if record.authors else (record.organisation or "Unknown")
    return f"{first} {record.year}" if record.year else first


def _appraisal(evidence: Evidence, of: str, name: str | None, today: dt.date) -> tuple[str, str]:
    study = evidence.studies.get(of)
    if study is None:
        raise UsageError(tell_unknown("study", of, evidence.study_labels, where=" in studies/"))
    wanted = evidence.protocol.appraisal_tools.get(study.design, "no tool")
    tools = [t for t in evidence.vocabulary.get("tool", {}) if evidence.vocabulary.get(f"domain_{t.replace('-', '_')}")]
    if name is None:
        raise UsageError(
            f"which tool? The protocol takes for {study.design}: {wanted} (tools with domains here: {', '.join(tools)})"
        )
    domains = evidence.vocabulary.get(f"domain_{name.replace('-', '_')}")
    if not domains:
        raise UsageError(f"no tool {name!r} with domains in vocabulary.yaml; there are: {', '.join(tools)}")
    if study.design in evidence.protocol.appraisal_tools and name not in re.findall(r"[\w-]+", wanted):
        raise UsageError(f"{of} is a {study.design}: the protocol takes for it {wanted}, not {name}")
    allowed = [w for w in allowed_judgements(name) if w != "low" or study.read == "full-text"]
    note = "" if study.read == "full-text" else f" low is not open to you: only its {study.read} has been read."
    parts: list[str | Sequence[str]] = [
        _modeline("appraisal"),
        _comment(
            f"{evidence.vocabulary['tool'][name].means.in_language('en')} Design: {study.design}; "
            f"the protocol takes: {wanted}."
        ),
        f"study: {of}",
        _comment(
            f"The results it concerns: {', '.join(r.id for r in study.results) or 'none entered yet'}; null means all."
        ),
        "result: null",
        f"tool: {name}",
        f"read: {study.read}",
        _comment(f"One of: {_words(evidence, 'role')}."),
        "role: screener",
        _comment(f"Ids in people.tsv ({_people(evidence)})."),
        "reviewers: []",
        f"decided_on: {today.isoformat()}",
        _comment(f"judgement: {', '.join(allowed)}.{note} support: what it rests on, in your own words."),
        "domains:",
    ]
    for domain, meaning in domains.items():
        parts += [_comment(meaning.means.in_language("en"), "  "), f"  {domain}: {{judgement: '', support: ''}}"]
    parts += [_comment("Never better than the worst domain."), "overall: ''", "why: ''", "checked_by: null", DRAFT]
    return part_path("appraisals", f"{of}.{name}"), _lines(parts)


def _certainty(evidence: Evidence, of: str, _name: str | None, today: dt.date) -> tuple[str, str]:
    claim = evidence.claims.get(of)
    if claim is None:
        raise UsageError(tell_unknown("claim", of, evidence.claim_titles, where=" in claims/"))
    tagged = settle(evidence).relevant.get(of, frozenset())
    studies = [s for s in evidence.studies.values() if tagged & set(s.reports)]
    retracted = {r.id for r in evidence.records.values() if r.is_retracted}
    primary = [s.id for s in studies if s.is_primary and not retracted & set(s.reports)]
    others = [s.id for s in studies if not s.is_primary]
    parts: list[str | Sequence[str]] = [
        _modeline("certainty"),
        _comment(claim.statement.in_language("en")),
        f"claim: {of}",
        _comment(
            f"The primary studies that the judgement rests on. Tagged to the claim: {', '.join(primary) or 'none'}."
        ),
        "body: []",
        _comment(f"Reviews, guidelines and authorities that inform it. Tagged: {', '.join(others) or 'none'}."),
        "informed_by: []",
    ]
    if claim.kind in GRADED_KINDS or (claim.kind == "harm" and primary):
        randomised = any(s.is_randomised for s in studies if s.id in primary)
        parts += [
            _comment("high with randomised comparisons in the body, otherwise low."),
            f"starts_at: {'high' if randomised else 'low'}",
            _comment("Each domain: 0, 1 or 2 steps down, with the reason."),
            "downgrades:",
        ]
        for domain in GRADE_DOMAINS:
            parts += [
                _comment(evidence.vocabulary["grade_domain"][domain].means.in_language("en"), "  "),
                f"  {domain}: {{steps: 0, why: ''}}",
            ]
        parts += [
            _comment(f"Only for bodies that start low and were read in full: {_words(evidence, 'grade_upgrade')}."),
            "upgrades: {}",
            _comment(f"What the steps come to: {_words(evidence, 'certainty')}."),
            "overall: ''",
            _comment("Only where the level is above what the rules propose: domain -> {en: ..., sv: ...}, why."),
            "departs_because: null",
        ]
    else:
        parts += [
            _comment(f"How well it is founded: {_words(evidence, 'basis_rating')}."),
            "basis: {rating: '', why: ''}",
        ]
    parts += [
        _comment(f"Where the body points: {_words(evidence, 'direction')}."),
        "direction: {finding: '', why: ''}",
        _comment(f"The deepest that the whole body was read: {_words(evidence, 'read')}."),
        "read: ''",
        _comment(f"Ids in people.tsv ({_people(evidence)})."),
        "reviewers: []",
        f"decided_on: {today.isoformat()}",
        _comment(
            "The sentence people read: high 'does', moderate 'probably' (sannolikt), low 'may' (kan), very low 'very"
            " uncertain' (mycket osäkert)."
        ),
        "summary:",
        _texts(evidence),
        "checked_by: null",
        DRAFT,
    ]
    return part_path("certainty", of), _lines(parts)


def _search(evidence: Evidence, of: str, _name: str | None, _today: dt.date) -> tuple[str, str]:
    if of in evidence.searches:
        raise UsageError(f"searches/{of}.yaml is already there")
    return part_path("searches", of), _lines(
        [
            _modeline("search"),
            f"id: {of}",
            "title: ''",
            _comment(f"One of: {_words(evidence, 'search_source')}."),
            "source: pubmed",
            "purpose: ''",
            _comment(f"Claims it serves: any of {', '.join(evidence.claims)}."),
            "claims: []",
            _comment("true: every pull runs it; false: only when it is asked for by name."),
            "default: false",
            "interval_months: 6",
            _comment(
                "The blocks joined with AND, the terms of a block with OR; limits after them. check compares the two."
            ),
            "query: ''",
            "blocks:",
            "  - concept: ''",
            "    terms: ['']",
            "    why: ''",
            "limits: None.",
            _comment("Records it must find, or it is wrong."),
            "known_items: []",
            "rationale: ''",
            "status: written, not yet run",
            f"written_by: '' # {_people(evidence)}",
            "peer_reviewed_by: null",
            DRAFT,
        ]
    )
