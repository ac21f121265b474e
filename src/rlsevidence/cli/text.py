"""How summaries and problems look in a terminal, in English and in Swedish."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence

from ..decisions import StudyInClaim
from ..errors import INCLUDED, NOTICES, STALE, UNFINISHED, UNSETTLED, Problem, count_faults
from ..judgement.apart_said import count_people, describe_risks, describe_unsettled
from ..judgement.claim_summary import ClaimSummary
from ..judgement.departures import describe_pending
from ..judgement.known_said import describe_known
from ..judgement.people_said import name_people
from ..judgement.proposals import Proposal, compare_proposal
from ..judgement.proposed_said import mark_proposed, say_allowed
from ..judgement.readings_said import describe_sign_off, describe_stale
from ..judgement.sentences import explain_lack, offer_sentence
from ..language import FIRST
from ..language.words import Words
from ..model import Prose

INDENT = "  "


def say(phrase: str, voice: Words, *values: object, **named: object) -> str:
    """One phrase of the terminal, with its values."""
    return voice.say(f"cli.{phrase}", *values, **named)


def terminal_width() -> int:
    return max(60, min(120, shutil.get_terminal_size((100, 24)).columns))


def wrap_line(line: str, indent: str) -> str:
    """A long line, broken at the width of the terminal, every line after `indent`."""
    return textwrap.fill(
        line, terminal_width(), initial_indent=indent, subsequent_indent=" " * len(indent) + "  " * indent.isspace()
    )


def format_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in aligned columns; the last column is not padded."""
    table = [list(header), *(list(r) for r in rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(header) - 1)]
    lines = [
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in table
    ]
    return "\n".join([lines[0], "  ".join("-" * w for w in [*widths, len(header[-1])]), *lines[1:]])


# ---------------------------------------------------------------- all claims


def format_claims(summaries: Sequence[ClaimSummary], language: str = "en") -> str:
    """All claims, one a line: certainty, how strongly the document words it, what is allowed, studies, what waits."""
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    rows = [
        (
            ("* " if s.claim.headline else "  ") + s.claim.id,
            format_rating(s, voice),
            _word(s.strongest_wording, voice),
            say_allowed(s, voice),
            say(f"gap.{s.gap}", voice),
            str(len(s.counted)),
            _people(s),
            str(s.waiting.unchecked),
        )
        for s in summaries
    ]
    table = format_rows(say("claims_header", voice).split("|"), rows)
    past = [*_past(summaries[0], voice), ""] if summaries and summaries[0].clock else []
    if paths := sorted({p.path for s in summaries for p in s.withheld}):
        past += [*_wrap(say("withheld_note", voice, paths=", ".join(paths))), ""]
    notes = (say(p, voice) for p in ("headline_note", "people_note", "not_advice"))
    return "\n".join([*past, table, "", *notes])


def format_sentences(summaries: Sequence[ClaimSummary], language: str = "en") -> str:
    """Every claim with editors' verdicts on its sentences, its certainty or basis, the gap, and what may be printed."""
    voice = Words(language, summaries[0].vocabulary if summaries else {})
    lines = [*_past(summaries[0], voice), ""] if summaries and summaries[0].clock else []
    for s in summaries:
        verdicts = ", ".join(
            f"{p.place} {voice.name('verdict_word', p.verdict) if p.verdict else say('no_verdict', voice)}"
            for p in s.passages
        )
        mark = "* " if s.claim.headline else INDENT
        gap = say(f"gap.{s.gap}", voice)
        lines.append(f"{mark}{s.claim.id}: {format_rating(s, voice)} | {gap}")
        verdicts = verdicts or say("not_in_document", voice)
        lines += _wrap(say("verdicts", voice, those=verdicts), "    ", "      ")
        for p in s.passages:
            if p.suggest is not None:
                said = say("editor", voice, at=p.place, sentence=p.suggest.in_language(voice.language))
                lines += _wrap(said, "    ", "      ")
        lines += _wrap(_printable(s, voice), "    ", "      ")
    return "\n".join([*lines, "", say("not_advice", voice)])


def _past(summary: ClaimSummary, voice: Words) -> list[str]:
    return _wrap(say(f"as_of_{summary.clock}", voice, day=summary.as_of))


def _word(word: str | None, voice: Words) -> str:
    if word is None:
        return "-"
    # In English the words of the files themselves, which programs and files share; in Swedish their names.
    group = "wording" if word in ("hedged", "reported", "plain", "strong", "emphatic") else "allowed_wording"
    return word.replace("_", " ") if voice.language == "en" else voice.name(group, word)


def format_rating(summary: ClaimSummary, voice: Words) -> str:
    """The certainty, or the basis, marked where it is only proposed; or that nobody has judged, or that the verdict is
    withheld."""
    if summary.withheld:
        return say("withheld", voice)
    return mark_proposed(_name_rating(summary, voice), summary, voice)


def _name_rating(summary: ClaimSummary, voice: Words) -> str:
    if summary.certainty_word:
        return voice.name("certainty", summary.certainty_word)
    if summary.basis_word:
        return say("basis", voice, word=voice.name("basis_rating", summary.basis_word))
    return say("not_judged", voice)


def _people(summary: ClaimSummary) -> str:
    if not summary.counted:
        return "-"
    if summary.participants_unknown == len(summary.counted):
        return "?"
    return f"{summary.participants}{'+' if summary.participants_unknown else ''}"


# ---------------------------------------------------------------- one claim


def format_claim(summary: ClaimSummary, language: str = "en") -> str:
    """One claim on one screen."""
    voice = Words(language, summary.vocabulary)
    claim = summary.claim
    lines = [
        f"{claim.title.in_language(voice.language)}  ({claim.id}, {voice.name('claim_kind', claim.kind)})",
        *_wrap(claim.statement.in_language(voice.language), INDENT),
        *(["", *_past(summary, voice)] if summary.clock else []),
        *(_wrap(say("undated", voice, those=", ".join(summary.undated))) if summary.undated else []),
        "",
        *_verdict(summary, voice),
        *(_wrap(say("newer", voice, those=", ".join(summary.newer))) if summary.newer else []),
        *_proposal(summary, voice),
        "",
        *_wording(summary, voice),
        "",
        *_studies(summary, voice),
        *_unread(summary, voice),
        "",
        *_wrap(say("waiting", voice, summary.waiting)),
        *(_wrap(say("known", voice, those=describe_known(known, voice))) if (known := summary.waiting.known) else []),
        *(_wrap(say("untagged", voice, those=", ".join(untagged))) if (untagged := summary.waiting.untagged) else []),
        say("last_search", voice, when=_last_search(summary, voice)),
        say("not_advice", voice),
    ]
    return "\n".join(lines)


def _wrap(text: str, first: str = "", rest: str = INDENT) -> list[str]:
    # An id broken at its hyphen could be neither searched nor copied.
    return textwrap.wrap(text, terminal_width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _verdict(summary: ClaimSummary, voice: Words) -> list[str]:
    certainty = summary.certainty
    pending = _wrap(describe_pending(summary.pending, voice, summary.people)) if summary.pending else []
    if certainty is None:
        waiting = [*pending, *_unsettled(summary, voice)]
        if not summary.judged_by:
            return waiting or [say("nobody", voice)]
        phrase = "rules_until" if summary.pending else "rules_alone"
        verdict = say(phrase, voice, rating=_name_rating(summary, voice))
        return [*waiting, *_wrap(verdict + _points_to(summary, voice))]
    verdict = say("verdict", voice, rating=format_rating(summary, voice)) + _points_to(summary, voice)
    stale = _wrap(describe_stale(summary.stale_text, voice), INDENT) if summary.stale_text else []
    signed = _wrap(describe_sign_off(summary.signed, voice, summary.people), INDENT) if summary.signed else []
    lines = [
        *pending,
        verdict,
        *_unsettled(summary, voice),
        *stale,
        *_wrap(certainty.summary.in_language(voice.language), INDENT),
        *signed,
    ]
    if certainty.downgrades is not None:
        lines.append(say("why_grade", voice, start=voice.name("grade_start", str(certainty.starts_at))))
        steps = [
            ("grade_domain", name, -step.steps, _mark(step.why, voice)) for name, step in certainty.downgrades.items()
        ]
        steps += [
            ("grade_upgrade", name, step.steps, _mark(step.why, voice))
            for name, step in (certainty.upgrades or {}).items()
        ]
        for step in steps:
            lines += _step(*step, voice)
    elif certainty.basis is not None:
        lines += [say("why", voice), *_wrap(_mark(certainty.basis.why, voice), INDENT)]
    return lines


def _unsettled(summary: ClaimSummary, voice: Words) -> list[str]:
    """Who judged the claim each alone and otherwise, with what each came to; who changed their own since."""
    said = describe_unsettled(summary.apart, summary.changed_since, voice, summary.people)
    return _wrap(said, INDENT) if said else []


def _mark(text: Prose, voice: Words) -> str:
    """What people wrote, with the language before it where it is not the reader's."""
    written = FIRST if isinstance(text, str) else text.written_in(voice.language)
    return voice.read(text) if written == voice.language else f"[{written}] {voice.read(text)}"


def _points_to(summary: ClaimSummary, voice: Words) -> str:
    if summary.direction in (None, "not_applicable"):
        return ""
    return say("points_to", voice, word=voice.name("direction", str(summary.direction)))


def _step(group: str, name: str, number: int, why: Prose, voice: Words) -> list[str]:
    mark = f"{number:+d}" if number else " 0"
    return _wrap(f"{mark} {voice.name(group, name)}: {voice.read(why)}", INDENT, "     ")


def _proposal(summary: ClaimSummary, voice: Words) -> list[str]:
    """What the rules come to: beside a decision only where the two differ, step by step where nobody has decided."""
    proposal = summary.proposal
    if proposal is None:
        return []
    rating = _proposed_rating(proposal, voice)
    lines = _wrap(say("rules", voice, rating=rating)) if summary.certainty else []
    differences = compare_proposal(proposal, summary.certainty)
    if summary.certainty is None and proposal.grade and proposal.grade.starts_at:
        start = voice.name("grade_start", proposal.grade.starts_at)
        lines += _wrap(say("rules_body", voice, start=start, studies=", ".join(proposal.body)), INDENT)
        for step in proposal.grade.downgrades:
            lines += _step("grade_domain", step.domain, -step.steps, step.reason.said(voice), voice)
    elif differences:
        those = "; ".join(
            f"{_name(d.what, voice)} {_name(d.proposed, voice)} -> {_name(d.decided, voice)}" for d in differences
        )
        lines += _wrap(say("decided_otherwise", voice, those=those), INDENT)
    return lines


def _name(word: str, voice: Words) -> str:
    """The name of a word of any of the scales on which a rule and a person can differ; other texts as they are."""
    groups = ("grade_domain", "grade_upgrade", "certainty", "basis_rating", "direction", "difference")
    group = next((g for g in groups if word in voice.list_words(g)), None)
    return voice.name(group, word) if group else word.replace("_", " ")


def _proposed_rating(proposal: Proposal, voice: Words) -> str:
    if proposal.word is None:
        return say("nothing_to_rate", voice)
    if proposal.grade:
        return voice.name("certainty", proposal.word)
    return say("basis", voice, word=voice.name("basis_rating", proposal.word))


def _wording(summary: ClaimSummary, voice: Words) -> list[str]:
    if not summary.passages:
        return [say("not_in_document", voice)]
    allowed = say_allowed(summary, voice)
    places = ", ".join(f"{p.place} {_word(p.strength, voice)} ({say('gap.' + p.gap, voice)})" for p in summary.passages)
    lines = _wrap(say("wording", voice, allowed=allowed, places=places))
    stale = _wrap(describe_stale(summary.stale_phrases, voice), INDENT) if summary.stale_phrases else []
    return [*lines, *_wrap(_printable(summary, voice)), *stale]


def _printable(summary: ClaimSummary, voice: Words) -> str:
    """The sentence that may be printed, with who has not read it yet; or why there is none."""
    offer = offer_sentence(summary, voice.language)
    if offer.sentence is None:
        return say("no_sentence", voice, why=explain_lack(offer, summary.claim, voice.language))
    phrases = summary.claim.phrases
    checked = phrases and (summary.phrases_signed is None or summary.phrases_signed.holds) and phrases.checked_by
    key = "printable" if checked else "printable_unchecked"
    return say(key, voice, sentence=offer.sentence)


def _studies(summary: ClaimSummary, voice: Words) -> list[str]:
    counted, informing = summary.counted, [s for s in summary.studies if not s.counted]
    head = say("counted", voice, n=len(counted))
    if counted:
        stances = ", ".join(f"{n} {voice.name('stance', word)}" for word, n in summary.by_stance.items())
        direct = ", ".join(f"{n} {voice.name('directness', word)}" for word, n in summary.by_directness.items())
        head += f" ({stances}; {direct}), " + say("people", voice, n=summary.participants)
        if summary.participants_unknown:
            head += say("people_unknown", voice, n=summary.participants_unknown)
    lines = _wrap(head)
    if counted:
        header = say("studies_header", voice).split("|")
        header[0] = INDENT + header[0]
        lines.append(textwrap.indent(format_rows(header, [_row(s, voice) for s in counted]), INDENT))
        lines.append(INDENT + say("in_body", voice))
    if informing:
        those = "; ".join(f"{s.id} ({_explain_left_out(s, voice)})" for s in informing)
        lines += _wrap(say("not_counted", voice, those=those))
    for s in summary.studies:
        if s.differ:
            those = describe_risks(s.differ, voice, summary.people)
            lines += _wrap(say("differ", voice, what=s.id, n=count_people(s.differ), those=those))
        if s.id in summary.unsettled_studies:
            who = summary.unsettled_studies[s.id]
            those = name_people(who, summary.people, voice)
            lines += _wrap(say("unsettled", voice, what=s.id, n=len(who), those=those))
    return lines


def _explain_left_out(study: StudyInClaim, voice: Words) -> str:
    design = voice.name("design", study.study.design)
    return design if not study.study.is_primary else f"{design}; {study.reason.said(voice)}"


def _row(study: StudyInClaim, voice: Words) -> tuple[str, ...]:
    n = study.study.population.n
    direct = voice.name("directness", study.directness) if study.directness else "-"
    if study.indirect_because:
        direct += f" ({', '.join(voice.name('indirect_because', r) for r in study.indirect_because)})"
    bias = say("appraised_elsewhere" if study.appraised_elsewhere else "not_appraised", voice)
    if study.risk_of_bias:
        bias = f"{voice.name('judgement', study.risk_of_bias)} ({study.tool})"
    return (
        ("* " if study.in_body else INDENT) + study.id,
        voice.name("design", study.study.design),
        "?" if n is None else str(n),
        voice.name("stance", study.stance) if study.stance else say("in_conflict", voice),
        direct,
        bias,
        voice.name("read", study.study.read),
    )


def _unread(summary: ClaimSummary, voice: Words) -> list[str]:
    """Studies that are known of and that nobody here has read, each with what is told of it."""
    return [
        line
        for one in summary.unread
        for line in _wrap(
            say(
                "unread",
                voice,
                what=voice.read(one.what),
                said=voice.name("direction", one.said),
                direct=voice.name("directness", one.directness),
            )
        )
    ]


def _last_search(summary: ClaimSummary, voice: Words) -> str:
    if summary.last_search.on is None:
        return say("never_searched", voice)
    return say("days_ago", voice, on=summary.last_search.on, days=summary.last_search.age_days)


# ---------------------------------------------------------------- problems


def format_problems(problems: Sequence[Problem]) -> str:
    """One problem a line, then how many there are by rule; what is unfinished is counted apart, being no fault."""
    by_rule: dict[str, int] = {}
    for problem in problems:
        by_rule[problem.rule] = by_rule.get(problem.rule, 0) + 1
    tally = ", ".join(f"{rule} {n}" for rule, n in sorted(by_rule.items()) if rule not in NOTICES)
    return "\n".join([*(str(p) for p in problems), "", count_problems(problems) + (f": {tally}" if tally else "")])


def count_problems(problems: Sequence[Problem]) -> str:
    """`3 problems`, `0 problems; 28 places still to be filled; 2 texts to read again`."""
    faults = count_faults(problems)
    said = [f"{faults} problem{'' if faults == 1 else 's'}"]
    for rule, one, many in (
        (UNFINISHED, "place still to be filled", "places still to be filled"),
        (STALE, "text to read again", "texts to read again"),
        (INCLUDED, "record let in and not yet tagged", "records let in and not yet tagged"),
        (UNSETTLED, "difference to settle", "differences to settle"),
    ):
        if number := sum(p.rule == rule for p in problems):
            said.append(f"{number} {one if number == 1 else many}")
    return "; ".join(said)
