"""How agreement looks in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..counted import say_count
from ..tagging.agreement import Agreement, AgreementReport, ConcernScore, Interval
from .text import format_rows

if TYPE_CHECKING:
    from ..forms.agreed import Agreed


def format_agreement(report: AgreementReport) -> str:
    """Reviewers with each other, suggestions with people, what the rules find, and what is contested."""
    reviewers, suggestions = report.reviewers, report.suggestions
    lines = ["Reviewers (own decisions, before any consensus):"]
    if reviewers:
        lines += [_table(reviewers), *_confusions(reviewers)]
    else:
        lines.append("  no two reviewers have decided the same pair: agreement is undefined")
    lines += ["", "Suggested stance against what people decided (a suggestion is never counted):"]
    if suggestions:
        lines += [_table(suggestions), *_confusions(suggestions)]
    else:
        lines.append("  no stance is suggested where people have decided: no abstracts here (rlsevidence pull)")
    lines += ["", "'Concerns this claim', suggested against decided:", _concerns(report.concerns)]
    lines += ["", f"Contested: {len(report.contested)}"]
    for item in report.contested:
        lines.append(f"  {item.claim}: {item.record}")
        for a in item.to_plain()["arguments"]:
            because = f" ({', '.join(a['indirect_because'])})" if a["indirect_because"] else ""
            note = f": {a['note']}" if a["note"] else ""
            lines.append(f"    {a['reviewer']}: {a['stance']}, {a['directness'] or '-'}{because}, {a['basis']}{note}")
    return "\n".join(lines)


def format_agreed(agreed: Sequence[Agreed], joint: Mapping[str, int], changed: Mapping[str, int]) -> str:
    """Those who extracted, appraised or judged the same, each alone: by kind of field and by domain; and how many of
    each say nothing of how far they agree: several made them together (`joint`), or one changed it since it was settled
    (`changed`)."""
    left_out = _say_joint(joint) + _say_changed(changed)
    head = "\nExtracted, appraised and judged, each alone (before any consensus):"
    if not agreed:
        return f"{head}\n  no two people have made the same: agreement is undefined{left_out}"
    rows = [
        (one.of, one.what, f"{a.first} and {a.second}", str(a.n), _percent(a.percent), _show(a.kappa), _show(a.ac1))
        for one in agreed
        for a in [one.agreement]
    ]
    table = format_rows(("of", "what", "who", "pairs", "percent", "kappa", "AC1"), rows)
    return f"{head}\n{table}{left_out}"


def _count_kinds(found: Mapping[str, int]) -> list[str]:
    words = {"certainty": ("judgement of certainty", "judgements of certainty")}
    return [say_count(n, *words.get(kind, (kind, f"{kind}s"))) for kind, n in found.items() if n]


def _say_changed(changed: Mapping[str, int]) -> str:
    those = _count_kinds(changed)
    return f"\n  left out: {', '.join(those)} changed by their maker since they were settled" if those else ""


def _say_joint(joint: Mapping[str, int]) -> str:
    those = _count_kinds(joint)
    if not those:
        return ""
    return (
        f"\n  left out: {', '.join(those)} in several names and without what each made alone; two names under one"
        " file are no agreement"
    )


def _table(rows: Sequence[Agreement]) -> str:
    header = ("claim", "who", "pairs", "percent", "kappa", "AC1")
    return format_rows(
        header,
        [
            (r.claim or "ALL", f"{r.first} and {r.second}", str(r.n), _percent(r.percent), _show(r.kappa), _show(r.ac1))
            for r in rows
        ],
    )


def _show(interval: Interval | None) -> str:
    if interval is None:
        return "undefined"
    if interval.low is None or interval.high is None:
        return f"{interval.value:.2f}"
    return f"{interval.value:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def _percent(interval: Interval | None) -> str:
    if interval is None or interval.low is None or interval.high is None:
        return "undefined"
    return f"{100 * interval.value:.0f} ({100 * interval.low:.0f} to {100 * interval.high:.0f})"


def _confusions(rows: Sequence[Agreement]) -> list[str]:
    lines = []
    for row in rows:
        if row.claim is None:
            words = sorted({w for pair in row.table for w in pair})
            body = [(a, *(str(row.table.get((a, b), 0)) for b in words)) for a in words]
            lines += ["", f"{row.first} (down) by {row.second} (across):", format_rows(("", *words), body)]
    return lines


def _concerns(scores: Sequence[ConcernScore]) -> str:
    header = ("claim", "relevant", "found", "recall", "precision among decided", "suggested, undecided")
    rows = [
        (
            s.claim or "ALL",
            str(s.relevant),
            str(s.found),
            "-" if s.recall is None else f"{s.recall:.2f}",
            "-" if s.precision is None else f"{s.precision:.2f}",
            str(s.undecided),
        )
        for s in scores
    ]
    return format_rows(header, rows)
