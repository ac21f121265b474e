"""How summaries and problems look in a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from ..errors import Problem
from ..judgement.counting import StudyInClaim
from ..judgement.proposals import compare_proposal
from ..judgement.sentences import propose_sentence
from ..judgement.summary import ClaimSummary
from ..model import Vocabulary

NOT_ADVICE = {
    "en": (
        "Not medical advice. Judgements entered from public abstracts; those not yet checked by a second person say so."
    ),
    "sv": (
        "Inte medicinska råd. Bedömningar från öppna sammanfattningar; de som ingen annan granskat ännu är markerade."
    ),
}
GAP_WORDS = {"over": "OVER", "under": "under", "none": "fits", "not_applicable": "-"}


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


def format_claims(summaries: Sequence[ClaimSummary], language: str = "en") -> str:
    """All claims, one a line: certainty, how strongly the document words it, what is allowed, studies, what waits."""
    rows = [
        (
            ("* " if s.claim.headline else "  ") + s.claim.id,
            _rating(s),
            s.strongest_wording or "-",
            (s.allowed_wording or "-").replace("_", " "),
            GAP_WORDS[s.gap],
            str(len(s.counted)),
            _people(s),
            str(s.waiting.unchecked),
        )
        for s in summaries
    ]
    header = ("claim", "certainty or basis", "document", "allows", "gap", "studies", "people", "unchecked")
    notes = [
        (
            "* headline claim. Studies: primary studies counted, never records; reviews and authorities inform and are"
            " not counted."
        ),
        (
            "People: '+' means that the number is not known for some of the studies, '?' for all. Gap: the document's"
            " strongest wording against the evidence."
        ),
    ]
    head = [_past(summaries[0]), ""] if summaries and summaries[0].clock else []
    return "\n".join([*head, format_rows(header, rows), "", *notes, NOT_ADVICE[language]])


def format_sentences(summaries: Sequence[ClaimSummary], language: str = "en") -> str:
    """Every claim with editors' verdicts on its sentences, its certainty or basis, the gap, and what may be printed."""
    width = terminal_width()
    lines = [_past(summaries[0]), ""] if summaries and summaries[0].clock else []
    for s in summaries:
        verdicts = ", ".join(f"{p.at} {(p.verdict or 'no verdict yet').replace('_', ' ')}" for p in s.passages)
        lines.append(("* " if s.claim.headline else "  ") + f"{s.claim.id}: {_rating(s)}, gap: {GAP_WORDS[s.gap]}")
        lines += textwrap.wrap(
            f"verdicts: {verdicts or 'not in the document'}", width, initial_indent="    ", subsequent_indent="      "
        )
        for p in s.passages:
            if p.suggest is not None:
                said = f"{p.at}, written by an editor: {p.suggest.in_language(language)}"
                lines += textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="      ")
        sentence = propose_sentence(s, language) or "nothing until somebody has judged it"
        lines += textwrap.wrap(f"may be printed: {sentence}", width, initial_indent="    ", subsequent_indent="      ")
    return "\n".join([*lines, "", NOT_ADVICE[language]])


def _past(summary: ClaimSummary) -> str:
    how = "published" if summary.clock == "publication" else "entered into PubMed"
    return (
        f"As of {summary.as_of}: today's reading of what had been {how} by then. What nobody had judged by then is the"
        " rules' proposal, not a decision."
    )


def _rating(summary: ClaimSummary) -> str:
    if summary.certainty_word:
        return summary.certainty_word.replace("_", " ") + " certainty"
    if summary.basis_word:
        return f"{summary.basis_word} (basis)"
    return "not judged"


def _people(summary: ClaimSummary) -> str:
    if not summary.counted:
        return "-"
    if summary.participants_unknown == len(summary.counted):
        return "?"
    return f"{summary.participants}{'+' if summary.participants_unknown else ''}"


def format_claim(summary: ClaimSummary, vocabulary: Vocabulary, language: str = "en") -> str:
    """One claim on one screen."""
    width = terminal_width()
    claim, certainty = summary.claim, summary.certainty

    def wrap(text: str, indent: str = "  ") -> list[str]:
        return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)

    lines = [
        f"{claim.title.in_language(language)}  ({claim.id}, {claim.kind})",
        *wrap(claim.statement.in_language(language)),
    ]
    if summary.clock:
        lines += ["", *textwrap.wrap(_past(summary), width)]
        if summary.undated:
            lines += wrap(f"Left out, without a date: {', '.join(summary.undated)}.")
    if certainty is None:
        lines += (
            ["", f"The rules propose: {_rating(summary)}" + _direction(summary)]
            if summary.judged_by
            else [
                "",
                "Nobody has judged this claim yet.",
            ]
        )
    else:
        lines += [
            "",
            f"Verdict: {_rating(summary)}" + _direction(summary),
            *wrap(certainty.summary.in_language(language)),
        ]
        if certainty.downgrades is not None:
            lines.append(f"Why (GRADE, starts {certainty.starts_at}):")
            for domain, step in certainty.downgrades.items():
                mark = "  0" if not step.steps else f" -{step.steps}"
                lines += textwrap.wrap(
                    f"{mark} {domain.replace('_', ' ')}: {step.why}",
                    width,
                    initial_indent="  ",
                    subsequent_indent="      ",
                )
            for upgrade, step in (certainty.upgrades or {}).items():
                lines += wrap(f" +{step.steps} {upgrade.replace('_', ' ')}: {step.why}")
        elif certainty.basis is not None:
            lines += ["Why:", *wrap(certainty.basis.why)]
    lines += ["", *format_proposal_lines(summary, width), "", *_wording(summary, width)]
    sentence = propose_sentence(summary, language)
    if sentence:
        lines += textwrap.wrap(f"May be printed: {sentence}", width, subsequent_indent="  ")
    lines += ["", *_studies(summary)]
    waiting = summary.waiting
    lines += [
        "",
        (
            f"Waiting for a person: {waiting.unscreened} records to screen, {waiting.suggested} suggested and not"
            f" decided, {waiting.conflicts} in conflict, {waiting.full_text} studies to read in full,"
            f" {waiting.unchecked} unchecked"
        ),
        f"Last search: {_last_search(summary)}",
        NOT_ADVICE[language],
    ]
    return "\n".join(lines)


def format_proposal_lines(summary: ClaimSummary, width: int) -> list[str]:
    """What the rules come to, step by step, and where people decided otherwise."""
    proposal = summary.proposal
    if proposal is None:
        return []
    word = (proposal.word or "nothing to rate").replace("_", " ")
    head = f"Rules propose: {word}"
    if proposal.grade:
        head += f", results point to {proposal.direction.replace('_', ' ')} ({proposal.grade.direction_why})"
    elif proposal.basis:
        head += f" (basis): {proposal.basis.why}"
    lines = textwrap.wrap(head, width, subsequent_indent="  ")
    if proposal.grade and proposal.grade.starts_at:
        lines += textwrap.wrap(
            f"starts {proposal.grade.starts_at} on {', '.join(proposal.body)}",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        for step in proposal.grade.downgrades:
            mark = f" -{step.steps}" if step.steps else "  0"
            line = f"{mark} {step.domain.replace('_', ' ')}: {step.why}"
            lines += textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="      ")
    differences = compare_proposal(proposal, summary.certainty)
    if differences:
        said = "; ".join(
            f"{d.what.replace('_', ' ')} {d.proposed.replace('_', ' ')} -> {d.decided.replace('_', ' ')}"
            for d in differences
        )
        lines += textwrap.wrap(f"People decided otherwise (rule -> decision): {said}", width, subsequent_indent="  ")
    return lines


def _direction(summary: ClaimSummary) -> str:
    if summary.direction in (None, "not_applicable"):
        return ""
    # Never the direction alone: beside very low certainty it says where results point, not what is so.
    return f"; results point to: {str(summary.direction).replace('_', ' ')}"


def _last_search(summary: ClaimSummary) -> str:
    if summary.last_search.on is None:
        return "no database has been searched for this claim yet"
    return f"{summary.last_search.on} ({summary.last_search.age_days} days ago)"


def _wording(summary: ClaimSummary, width: int) -> list[str]:
    if not summary.passages:
        return ["The document does not make this claim."]
    allowed = (summary.allowed_wording or "not judged").replace("_", " ")
    places = ", ".join(f"{p.at} {p.strength} ({GAP_WORDS[p.gap]})" for p in summary.passages)
    return textwrap.wrap(
        f"Wording: the evidence allows '{allowed}'; the document says: {places}", width, subsequent_indent="  "
    )


def _studies(summary: ClaimSummary) -> list[str]:
    counted, informing = summary.counted, [s for s in summary.studies if not s.counted]
    stances = ", ".join(f"{number} {word.replace('_', ' ')}" for word, number in summary.by_stance.items())
    direct = ", ".join(f"{number} {word}" for word, number in summary.by_directness.items())
    head = f"Counted: {len(counted)} primary studies"
    if counted:
        head += f" ({stances}; {direct}), {summary.participants} people"
        if summary.participants_unknown:
            head += f" and an unknown number in {summary.participants_unknown}"
    lines = [head]
    if counted:
        rows = [_row(s) for s in counted]
        lines.append(
            textwrap.indent(
                format_rows(("  study", "design", "n", "stance", "directness", "risk of bias", "read"), rows), "  "
            )
        )
        lines.append("  * the judgement of certainty rests on it")
    if informing:
        lines += textwrap.wrap(
            "Not counted: " + "; ".join(f"{s.id} ({s.study.design})" for s in informing),
            terminal_width(),
            subsequent_indent="  ",
        )
    return lines


def _row(study: StudyInClaim) -> tuple[str, ...]:
    n = study.study.population.n
    direct = study.directness or "-"
    if study.indirect_because:
        direct += f" ({', '.join(study.indirect_because)})"
    bias = f"{study.risk_of_bias.replace('_', ' ')} ({study.tool})" if study.risk_of_bias else "not appraised"
    mark = "* " if study.in_body else "  "
    return (
        mark + study.id,
        study.study.design,
        "?" if n is None else str(n),
        study.stance or "in conflict",
        direct,
        bias,
        study.study.read,
    )


def format_problems(problems: Sequence[Problem]) -> str:
    """One problem a line, then how many there are by rule."""
    by_rule: dict[str, int] = {}
    for problem in problems:
        by_rule[problem.rule] = by_rule.get(problem.rule, 0) + 1
    return "\n".join([*(str(p) for p in problems), "", f"{len(problems)} problems: {_tally(by_rule)}"])


def _tally(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{rule} {number}" for rule, number in sorted(counts.items()))
