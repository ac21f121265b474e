"""How summaries and problems look in a terminal, in English and in Swedish."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from ..decisions import StudyInClaim
from ..errors import Problem
from ..judgement.proposals import Proposal, compare_proposal
from ..judgement.sentences import propose_sentence
from ..judgement.summary import ClaimSummary
from ..labels import LABELS, label

PHRASES: Mapping[str, tuple[str, str]] = {
    "not_advice": (
        "Not medical advice. Judgements entered from public abstracts; those not yet checked by a second person say"
        " so.",
        "Inte medicinska råd. Bedömningar från öppna sammanfattningar; de som ingen annan granskat ännu är markerade.",
    ),
    "headline_note": (
        "* headline claim. Studies: primary studies counted, never records; reviews and authorities inform and are not"
        " counted.",
        "* huvudpåstående. Studier: primärstudier som räknas, aldrig poster; översikter och myndigheter belyser och"
        " räknas inte.",
    ),
    "people_note": (
        "People: '+' means that the number is not known for some of the studies, '?' for all. Gap: the document's"
        " strongest wording against the evidence.",
        "Personer: '+' betyder att antalet är okänt för några av studierna, '?' för alla. Skillnad: dokumentets"
        " starkaste formulering mot evidensen.",
    ),
    "claims_header": (
        "claim|certainty or basis|document|allows|gap|studies|people|unchecked",
        "påstående|tillförlitlighet eller grund|dokumentet|evidensen tillåter|skillnad|studier|personer|ogranskat",
    ),
    "studies_header": (
        "study|design|n|stance|directness|risk of bias|read",
        "studie|studietyp|n|säger|direkthet|risk för snedvridning|läst",
    ),
    "basis": ("{word} (basis)", "{word} (grund)"),
    "not_judged": ("not judged", "inte bedömt"),
    "withheld": ("withheld", "hålls inne"),
    "withheld_note": (
        "Withheld: a file that the verdict could rest on cannot be read ({paths}); rlsevidence check says why.",
        "Hålls inne: en fil som bedömningen kan vila på går inte att läsa ({paths}); rlsevidence check säger varför.",
    ),
    "nobody": ("Nobody has judged this claim yet.", "Ingen har bedömt det här påståendet ännu."),
    "as_of_publication": (
        "As of {day}: today's reading of what had been published by then. What nobody had judged by then is the rules'"
        " proposal, not a decision.",
        "Per {day}: dagens läsning av det som var publicerat då. Det som ingen hade bedömt då är reglernas förslag och"
        " inget beslut.",
    ),
    "as_of_entry": (
        "As of {day}: today's reading of what had been entered into PubMed by then. What nobody had judged by then is"
        " the rules' proposal, not a decision.",
        "Per {day}: dagens läsning av det som fanns i PubMed då. Det som ingen hade bedömt då är reglernas förslag och"
        " inget beslut.",
    ),
    "newer": (
        "JUDGE AGAIN: this was judged before these direct studies were tagged, and does not know them: {those}",
        "BEDÖM IGEN: det här bedömdes innan de här direkta studierna märktes, och känner inte till dem: {those}",
    ),
    "undated": ("Left out, without a date: {those}.", "Utelämnat, utan datum: {those}."),
    "rules_alone": (
        "Nobody has judged this claim yet; the rules propose: {rating}",
        "Ingen har bedömt det här påståendet ännu; reglerna föreslår: {rating}",
    ),
    "rules": ("Rules propose: {rating}", "Reglerna föreslår: {rating}"),
    "rules_body": ("starts {start} on {studies}", "börjar på {start} med {studies}"),
    "nothing_to_rate": ("nothing to rate", "inget att bedöma"),
    "decided_otherwise": (
        "People decided otherwise (rule -> decision): {those}",
        "Människor har beslutat annorlunda (regel -> beslut): {those}",
    ),
    "verdicts": ("verdicts: {those}", "omdömen: {those}"),
    "no_verdict": ("no verdict yet", "inget omdöme ännu"),
    "editor": ("{at}, written by an editor: {sentence}", "{at}, skrivet av en redaktör: {sentence}"),
    "no_source": ("only that no good source was found", "bara att ingen bra källa hittades"),
    "printable": ("May be printed: {sentence}", "Kan tryckas: {sentence}"),
    "verdict": ("Verdict: {rating}", "Bedömning: {rating}"),
    # Never the direction alone: beside very low certainty it says where results point, not what is so.
    "points_to": ("; results point to: {word}", "; resultaten pekar mot: {word}"),
    "why_grade": ("Why (GRADE, starts {start}):", "Varför, på engelska (GRADE, börjar på {start}):"),
    "why": ("Why:", "Varför (på engelska):"),
    "not_in_document": ("The document does not make this claim.", "Dokumentet gör inte det här påståendet."),
    "wording": (
        "Wording: the evidence allows '{allowed}'; the document says: {places}",
        "Ordval: evidensen tillåter '{allowed}'; dokumentet säger: {places}",
    ),
    "counted": ("Counted: {n} primary studies", "Räknas: {n} primärstudier"),
    "people": ("{n} people", "{n} personer"),
    "people_unknown": (" and an unknown number in {n}", " och ett okänt antal i {n}"),
    "in_body": ("* the judgement of certainty rests on it", "* bedömningen av tillförlitligheten vilar på den"),
    "not_counted": ("Not counted: {those}", "Räknas inte: {those}"),
    "waiting": (
        "Waiting for a person: {0.unscreened} to screen, {0.suggested} suggested and not decided, {0.conflicts} in"
        " conflict, {0.full_text} studies to read in full, {0.unchecked} unchecked",
        "Väntar på en person: {0.unscreened} att gallra, {0.suggested} föreslagna och inte avgjorda, {0.conflicts} i"
        " oenighet, {0.full_text} studier att läsa i sin helhet, {0.unchecked} ogranskade",
    ),
    "last_search": ("Last search: {when}", "Senaste sökning: {when}"),
    "never_searched": (
        "no database has been searched for this claim yet",
        "ingen databas har sökts för det här påståendet ännu",
    ),
    "days_ago": ("{on} ({days} days ago)", "{on} (för {days} dagar sedan)"),
    "in_conflict": ("in conflict", "oenighet"),
    "not_appraised": ("not appraised", "inte granskad"),
}
SHORT_GAP = {
    "over": ("OVER", "ÖVER"),
    "under": ("under", "under"),
    "none": ("fits", "stämmer"),
    "not_applicable": ("-", "-"),
}
INDENT = "  "


def say(phrase: str, language: str, *values: object, **named: object) -> str:
    """One phrase in 'en' or 'sv', with its values."""
    return PHRASES[phrase][language == "sv"].format(*values, **named)


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
    rows = [
        (
            ("* " if s.claim.headline else "  ") + s.claim.id,
            format_rating(s, language),
            _word(s.strongest_wording, language),
            _word(s.allowed_wording, language),
            SHORT_GAP[s.gap][language == "sv"],
            str(len(s.counted)),
            _people(s),
            str(s.waiting.unchecked),
        )
        for s in summaries
    ]
    table = format_rows(say("claims_header", language).split("|"), rows)
    past = [*_past(summaries[0], language), ""] if summaries and summaries[0].clock else []
    if paths := sorted({p.path for s in summaries for p in s.withheld}):
        past += [*_wrap(say("withheld_note", language, paths=", ".join(paths))), ""]
    notes = (say(p, language) for p in ("headline_note", "people_note", "not_advice"))
    return "\n".join([*past, table, "", *notes])


def format_sentences(summaries: Sequence[ClaimSummary], language: str = "en") -> str:
    """Every claim with editors' verdicts on its sentences, its certainty or basis, the gap, and what may be printed."""
    lines = [*_past(summaries[0], language), ""] if summaries and summaries[0].clock else []
    for s in summaries:
        verdicts = ", ".join(
            f"{p.place} {label('verdict_word', p.verdict, language) if p.verdict else say('no_verdict', language)}"
            for p in s.passages
        )
        mark = "* " if s.claim.headline else INDENT
        gap = SHORT_GAP[s.gap][language == "sv"]
        lines.append(f"{mark}{s.claim.id}: {format_rating(s, language)} | {gap}")
        verdicts = verdicts or say("not_in_document", language)
        lines += _wrap(say("verdicts", language, those=verdicts), "    ", "      ")
        for p in s.passages:
            if p.suggest is not None:
                said = say("editor", language, at=p.place, sentence=p.suggest.in_language(language))
                lines += _wrap(said, "    ", "      ")
        sentence = propose_sentence(s, language) or say("nobody", language)
        lines += _wrap(say("printable", language, sentence=sentence), "    ", "      ")
    return "\n".join([*lines, "", say("not_advice", language)])


def _past(summary: ClaimSummary, language: str) -> list[str]:
    return _wrap(say(f"as_of_{summary.clock}", language, day=summary.as_of))


def _word(word: str | None, language: str) -> str:
    if word is None:
        return "-"
    # In English the words of the files themselves, which programs and files share; in Swedish their names.
    group = "wording" if word in ("hedged", "reported", "plain", "strong", "emphatic") else "allowed_wording"
    return word.replace("_", " ") if language == "en" else label(group, word, language)


def format_rating(summary: ClaimSummary, language: str) -> str:
    """The certainty, or the basis, or that nobody has judged, or that the verdict is withheld."""
    if summary.withheld:
        return say("withheld", language)
    if summary.certainty_word:
        return label("certainty", summary.certainty_word, language)
    if summary.basis_word:
        return say("basis", language, word=label("basis_rating", summary.basis_word, language))
    return say("not_judged", language)


def _people(summary: ClaimSummary) -> str:
    if not summary.counted:
        return "-"
    if summary.participants_unknown == len(summary.counted):
        return "?"
    return f"{summary.participants}{'+' if summary.participants_unknown else ''}"


# ---------------------------------------------------------------- one claim


def format_claim(summary: ClaimSummary, language: str = "en") -> str:
    """One claim on one screen."""
    claim = summary.claim
    lines = [
        f"{claim.title.in_language(language)}  ({claim.id}, {label('claim_kind', claim.kind, language)})",
        *_wrap(claim.statement.in_language(language), INDENT),
        *(["", *_past(summary, language)] if summary.clock else []),
        *(_wrap(say("undated", language, those=", ".join(summary.undated))) if summary.undated else []),
        "",
        *_verdict(summary, language),
        *(_wrap(say("newer", language, those=", ".join(summary.newer))) if summary.newer else []),
        *_proposal(summary, language),
        "",
        *_wording(summary, language),
        "",
        *_studies(summary, language),
        "",
        *_wrap(say("waiting", language, summary.waiting)),
        say("last_search", language, when=_last_search(summary, language)),
        say("not_advice", language),
    ]
    return "\n".join(lines)


def _wrap(text: str, first: str = "", rest: str = INDENT) -> list[str]:
    # An id broken at its hyphen could be neither searched nor copied.
    return textwrap.wrap(text, terminal_width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _verdict(summary: ClaimSummary, language: str) -> list[str]:
    certainty = summary.certainty
    if certainty is None:
        if not summary.judged_by:
            return [say("nobody", language)]
        verdict = say("rules_alone", language, rating=format_rating(summary, language))
        return _wrap(verdict + _points_to(summary, language))
    verdict = say("verdict", language, rating=format_rating(summary, language)) + _points_to(summary, language)
    lines = [verdict, *_wrap(certainty.summary.in_language(language), INDENT)]
    if certainty.downgrades is not None:
        lines.append(say("why_grade", language, start=label("grade_start", str(certainty.starts_at), language)))
        steps = [("grade_domain", name, -step.steps, step.why) for name, step in certainty.downgrades.items()]
        steps += [("grade_upgrade", name, step.steps, step.why) for name, step in (certainty.upgrades or {}).items()]
        for step in steps:
            lines += _step(*step, language)
    elif certainty.basis is not None:
        lines += [say("why", language), *_wrap(certainty.basis.why, INDENT)]
    return lines


def _points_to(summary: ClaimSummary, language: str) -> str:
    if summary.direction in (None, "not_applicable"):
        return ""
    return say("points_to", language, word=label("direction", str(summary.direction), language))


def _step(group: str, name: str, number: int, why: str, language: str) -> list[str]:
    mark = f"{number:+d}" if number else " 0"
    return _wrap(f"{mark} {label(group, name, language)}: {why}", INDENT, "     ")


def _proposal(summary: ClaimSummary, language: str) -> list[str]:
    """What the rules come to: beside a decision only where the two differ, step by step where nobody has decided."""
    proposal = summary.proposal
    if proposal is None:
        return []
    rating = _proposed_rating(proposal, language)
    lines = _wrap(say("rules", language, rating=rating)) if summary.certainty else []
    differences = compare_proposal(proposal, summary.certainty)
    if summary.certainty is None and proposal.grade and proposal.grade.starts_at:
        start = label("grade_start", proposal.grade.starts_at, language)
        lines += _wrap(say("rules_body", language, start=start, studies=", ".join(proposal.body)), INDENT)
        for step in proposal.grade.downgrades:
            lines += _step("grade_domain", step.domain, -step.steps, step.why, language)
    elif differences:
        those = "; ".join(
            f"{_name(d.what, language)} {_name(d.proposed, language)} -> {_name(d.decided, language)}"
            for d in differences
        )
        lines += _wrap(say("decided_otherwise", language, those=those), INDENT)
    return lines


def _name(word: str, language: str) -> str:
    """The name of a word of any of the scales on which a rule and a person can differ; other texts as they are."""
    groups = ("grade_domain", "grade_upgrade", "certainty", "basis_rating", "direction", "difference")
    group = next((g for g in groups if word in LABELS[g]), None)
    return label(group, word, language) if group else word.replace("_", " ")


def _proposed_rating(proposal: Proposal, language: str) -> str:
    if proposal.word is None:
        return say("nothing_to_rate", language)
    if proposal.grade:
        return label("certainty", proposal.word, language)
    return say("basis", language, word=label("basis_rating", proposal.word, language))


def _wording(summary: ClaimSummary, language: str) -> list[str]:
    if not summary.passages:
        return [say("not_in_document", language)]
    allowed = _word(summary.allowed_wording, language) if summary.allowed_wording else say("not_judged", language)
    if summary.basis_word == "unsupported":
        allowed = say("no_source", language)
    places = ", ".join(
        f"{p.place} {_word(p.strength, language)} ({SHORT_GAP[p.gap][language == 'sv']})" for p in summary.passages
    )
    lines = _wrap(say("wording", language, allowed=allowed, places=places))
    if sentence := propose_sentence(summary, language):
        lines += _wrap(say("printable", language, sentence=sentence))
    return lines


def _studies(summary: ClaimSummary, language: str) -> list[str]:
    counted, informing = summary.counted, [s for s in summary.studies if not s.counted]
    head = say("counted", language, n=len(counted))
    if counted:
        stances = ", ".join(f"{n} {label('stance', word, language)}" for word, n in summary.by_stance.items())
        direct = ", ".join(f"{n} {label('directness', word, language)}" for word, n in summary.by_directness.items())
        head += f" ({stances}; {direct}), " + say("people", language, n=summary.participants)
        if summary.participants_unknown:
            head += say("people_unknown", language, n=summary.participants_unknown)
    lines = _wrap(head)
    if counted:
        header = say("studies_header", language).split("|")
        header[0] = INDENT + header[0]
        lines.append(textwrap.indent(format_rows(header, [_row(s, language) for s in counted]), INDENT))
        lines.append(INDENT + say("in_body", language))
    if informing:
        those = "; ".join(f"{s.id} ({label('design', s.study.design, language)})" for s in informing)
        lines += _wrap(say("not_counted", language, those=those))
    return lines


def _row(study: StudyInClaim, language: str) -> tuple[str, ...]:
    n = study.study.population.n
    direct = label("directness", study.directness, language) if study.directness else "-"
    if study.indirect_because:
        direct += f" ({', '.join(label('indirect_because', r, language) for r in study.indirect_because)})"
    bias = say("not_appraised", language)
    if study.risk_of_bias:
        bias = f"{label('judgement', study.risk_of_bias, language)} ({study.tool})"
    return (
        ("* " if study.in_body else INDENT) + study.id,
        label("design", study.study.design, language),
        "?" if n is None else str(n),
        label("stance", study.stance, language) if study.stance else say("in_conflict", language),
        direct,
        bias,
        label("read", study.study.read, language),
    )


def _last_search(summary: ClaimSummary, language: str) -> str:
    if summary.last_search.on is None:
        return say("never_searched", language)
    return say("days_ago", language, on=summary.last_search.on, days=summary.last_search.age_days)


# ---------------------------------------------------------------- problems


def format_problems(problems: Sequence[Problem]) -> str:
    """One problem a line, then how many there are by rule."""
    by_rule: dict[str, int] = {}
    for problem in problems:
        by_rule[problem.rule] = by_rule.get(problem.rule, 0) + 1
    tally = ", ".join(f"{rule} {number}" for rule, number in sorted(by_rule.items()))
    return "\n".join([*(str(p) for p in problems), "", f"{len(problems)} problems: {tally}"])
