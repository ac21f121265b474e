"""Appraisals: the domains and words of each tool, and what may be judged from what was read.

Which tool a design takes stands in protocol.yaml, appraisal_tools. The domains of a tool are its group in
vocabulary.yaml; the words a tool allows and the order of severity stand here, from the tools' own guidance (RoB 2:
Sterne 2019; ROBINS-I: Sterne 2016; JBI checklists entered as low, unclear, high, as the protocol says).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..layout import appraisal_path as _path
from ..model import Appraisal
from ..model.appraisal_tools import SEVERITY, allowed_judgements, domain_group
from .rules import Context, Found, Said, list_words, rule


@rule("domains", "An appraisal judges every domain of its tool and no other.")
def _domains(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        wanted = context.evidence.vocabulary.get(domain_group(appraisal.tool), {})
        if not wanted:
            yield (
                _path(appraisal),
                ("tool",),
                "tool",
                appraisal.tool,
                f"a tool with a group {domain_group(appraisal.tool)} in vocabulary.yaml",
            )
            continue
        for domain in wanted:
            if domain not in appraisal.domains:
                yield _path(appraisal), ("domains",), "domains", Said(f"no {domain}"), f"a judgement of {domain}"
        for domain in appraisal.domains:
            if domain not in wanted:
                yield _path(appraisal), ("domains", domain), f"domains.{domain}", domain, list_words(list(wanted))


@rule("judgement", "A tool has its own words; a word of another tool would be read as something else.")
def _judgements(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        allowed = allowed_judgements(appraisal.tool)
        for domain, judged in appraisal.domains.items():
            if judged.judgement not in allowed:
                loc = ("domains", domain, "judgement")
                yield _path(appraisal), loc, f"domains.{domain}.judgement", judged.judgement, list_words(allowed)
        overall = tuple(w for w in allowed if w != "not_applicable")
        if appraisal.overall not in overall:
            yield _path(appraisal), ("overall",), "overall", appraisal.overall, list_words(overall)


@rule("low-needs-full-text", "What an abstract leaves out cannot be judged to be in order.")
def _low(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        if appraisal.read == "full-text":
            continue
        deep = (
            f"what was read is {appraisal.read} and not the full text"
            if appraisal.read
            else "nobody says what was read"
        )
        expected = f"anything but low, since {deep}"
        for domain, judged in appraisal.domains.items():
            if judged.judgement == "low":
                yield _path(appraisal), ("domains", domain, "judgement"), f"domains.{domain}.judgement", "low", expected
        if appraisal.overall == "low":
            yield _path(appraisal), ("overall",), "overall", "low", expected


@rule("overall-not-better", "A study is no better than its worst domain.")
def _overall(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        judged = [d.judgement for d in appraisal.domains.values() if d.judgement in SEVERITY]
        worst = max(judged, key=SEVERITY.index, default=None)
        if worst and appraisal.overall in SEVERITY and SEVERITY.index(appraisal.overall) < SEVERITY.index(worst):
            yield _path(appraisal), ("overall",), "overall", appraisal.overall, f"{worst} or worse, as its worst domain"


@rule("appraisal-depth", "The appraisal and the study say the same of what was read.", across=True)
def _depth(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        study = context.evidence.studies.get(appraisal.study)
        if study and appraisal.read != study.read:
            yield _path(appraisal), ("read",), "read", appraisal.read, f"{study.read}, as studies/{study.id}.yaml says"


@rule("tool-for-design", "The protocol says which tool a design takes.", across=True)
def _tool(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        study = context.evidence.studies.get(appraisal.study)
        wanted = context.evidence.protocol.appraisal_tools.get(study.design) if study else None
        if study and wanted is not None and not _names(wanted, appraisal.tool):
            yield (
                _path(appraisal),
                ("tool",),
                "tool",
                appraisal.tool,
                f"the tool for {study.design} in protocol.yaml: {wanted}",
            )


def _names(text: str, tool: str) -> bool:
    words = [word.strip("(),.;:") for word in text.split()]
    return tool in words


@rule("appraisal-date", "A judgement from the future has a wrong date.")
def _date(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        if appraisal.decided_on > context.today:
            yield (
                _path(appraisal),
                ("decided_on",),
                "decided_on",
                appraisal.decided_on.isoformat(),
                f"a day no later than {context.today}",
            )


@rule("appraisal-by", "One person's own appraisal is by that person alone, and is no consensus.")
def _own(context: Context) -> Iterator[Found]:
    for appraisal in context.evidence.appraisals:
        if appraisal.by is not None and (appraisal.reviewers != (appraisal.by,) or appraisal.role == "consensus"):
            expected = f"[{appraisal.by}] and no consensus, since it is the own appraisal of {appraisal.by}"
            yield _path(appraisal), ("reviewers",), "reviewers", list(appraisal.reviewers), expected


@rule(
    "appraisal-consensus",
    "Where people who appraised a study by themselves disagree, the gravest judgement holds until they settle it.",
    across=True,
)
def _consensus(context: Context) -> Iterator[Found]:
    settled = {(a.study, a.tool) for a in context.evidence.appraisals if a.by is None}
    first: dict[tuple[str, str], Appraisal] = {}
    for appraisal in context.evidence.appraisals:
        key = (appraisal.study, appraisal.tool)
        if appraisal.by is None or key in settled:
            continue
        other = first.setdefault(key, appraisal)
        if appraisal.overall != other.overall:
            expected = f"a consensus in appraisals/{'.'.join(key)}.yaml, since {other.by} says {other.overall}"
            yield _path(appraisal), ("overall",), "overall", appraisal.overall, expected
