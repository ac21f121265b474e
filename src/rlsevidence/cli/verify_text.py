"""What `verify` found and did, as a terminal shows it, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..language.words import Words
from ..model import about, identity, titles
from ..pubmed.verified import NOTICES

if TYPE_CHECKING:
    from ..judgement.what_if import Effect
    from ..model import Integrity
    from ..pubmed.verified import Compared, Decisions, VerifyReport

SHOWN = 40
TOLD_APART = ("PartialRetractionIn", "ExpressionOfConcernIn")
"""PubMed's kinds of notice that stand in a record as one, a concern."""
GRAVITY = {"other": 0, "merged": 1, "not_found": 2, "compared": 3}
LEFT = ("other", "merged", "not_found", "not_asked", "no_identifier")
HINTS = {
    "the same names in another order": "order",
    titles.BEGINNING: "beginning",
    titles.SLIP: "slip",
    titles.MARK: "mark",
    titles.WORDS: "words",
    about.ANOTHER: "another",
    about.KIND: "kind",
    identity.TAKEN: "taken",
    "the same title": "title",
    "a search for the title brought it, but it does not bear that title": "other_title",
    "a search for the DOI brought it, but it does not bear that DOI": "other_doi",
}
"""What `model.identity` and a look-up give as the kind of a difference -> the end of its key in the catalogues."""


def format_report(report: VerifyReport, words: Words) -> str:
    """What a person must look at, gravest first, then the counts."""
    lines: list[str] = []
    grave = sorted(report.open, key=lambda c: (not c.is_retracted, not c.notices, GRAVITY[c.status], c.record))
    shown = max(SHOWN, sum(bool(c.notices) for c in grave))  # a notice is never cut off
    for one in grave[:shown]:
        study = report.studies.get(one.record)
        lines.append(f"{one.record}{f' ({study})' if study else ''}: {_say_status(one, words)}")
        lines += [f"  {_say_notice(n, one, words)}" for n in one.notices]
        for check in one.differing:
            why = f" ({_say_hint(check.why, words)})" if check.why else ""
            both = {"field": check.field, "here": repr(check.here), "pubmed": repr(check.pubmed)}
            held = f"; {words.say('verify.held', word=f'{one.record}:{check.field}')}" if check.is_held else ""
            lines.append(f"  {words.say('verify.field', **both)}{why}{held}")
    if len(grave) > shown:
        lines.append(words.say_number("verify.more", len(grave) - shown))
    count = report.count()
    lines.append(words.say("verify.counts", requests=report.requests, **count))
    if left := [words.say_number(f"verify.left.{s}", count[s]) for s in LEFT if count[s]]:
        lines.append("; ".join(left))
    return "\n".join(lines)


def format_outcome(
    made: Decisions, touched: Mapping[str, Sequence[str]], effects: Sequence[Effect], words: Words, *, decides: bool
) -> str:
    """What was decided, or would be, and which claims it moves."""
    lines = []
    if decides:
        records = words.say_number("verify.records", len({r.record for r in made.rows}))
        lines.append(words.say_number("verify.decided", len(made.rows), records=records))
        lines += [f"  {study}: {', '.join(fields)}" for study, fields in sorted(touched.items())]
    else:
        lines.append(words.say_number("verify.would_touch", len(touched)))
    verb = "moves" if decides else "would_move"
    lines += [words.say(f"verify.{verb}", claim=e.claim, why=e.reason.said(words)) for e in effects]
    if not effects:
        lines.append(words.say(f"verify.nothing_{verb}"))
    return "\n".join(lines)


def format_waiting(left: int, words: Words) -> str:
    return words.say_number("verify.waiting", left)


def format_notices_left(left: Sequence[Compared], effects: Sequence[Effect], words: Words) -> str:
    """Notices that a decision has left open, retractions first, each with the words that accept it, and what they
    would move."""
    told = sorted((c for c in left if c.notices), key=lambda c: (not c.is_retracted, c.record))
    if not told:
        return ""
    lines = [words.say_number("verify.notices_left", len(told))]
    for one in told:
        notices = "; ".join(_say_notice(n, one, words) for n in one.notices)
        lines.append(f"  {one.record}: {notices} (--accept {one.record}:{NOTICES})")
    lines += [f"  {words.say('verify.would_move', claim=e.claim, why=e.reason.said(words))}" for e in effects]
    return "\n".join(lines)


def _say_notice(notice: Integrity, one: Compared, words: Words) -> str:
    kind = (_name_told(notice, one, words) or words.name("integrity_kind", notice.kind)).upper()
    if notice.by is None:
        return words.say("verify.notice", kind=kind)
    return words.say("verify.notice_by", kind=kind, by=notice.by)


def _name_told(notice: Integrity, one: Compared, words: Words) -> str | None:
    """What PubMed itself calls a notice that stands here under one word with others; None where the word says it."""
    links = one.full.comments_corrections if one.full is not None else ()
    told = {link.type for link in links if link.pmid and notice.by == f"pubmed:{link.pmid}"} & set(TOLD_APART)
    return words.say(f"verify.kind.{told.pop()}") if len(told) == 1 else None


def _say_status(one: Compared, words: Words) -> str:
    if one.status == "compared":
        count = len(one.differing)
        return words.say_number("verify.differing", count) if count else words.say("verify.none_differs")
    if one.status == "other":
        against = identity.list_doubts(one.checks)
        fields = {"fields": ", ".join(against)} if against else {}
        doubt = words.say("verify.another_article" if fields else "verify.incomparable", **fields)
        return words.say("verify.other", doubt=doubt)
    if one.status == "merged" and one.full is not None:
        return words.say("verify.merged", pmid=one.pmid, into=one.full.pmid, title=repr(one.full.title))
    if one.pmid:
        return words.say("verify.gives_nothing", pmid=one.pmid)
    return words.say("verify.finds_nothing")


def _say_hint(why: str, words: Words) -> str:
    """The hint in the reader's language; one that has no text stands as it is."""
    return words.say(f"verify.hint.{HINTS[why]}") if why in HINTS else why
