"""The two tables of GRADE: the evidence profile, and the summary of findings. Pure.

Source of their columns: GRADE guidelines 1 (Guyatt et al., J Clin Epidemiol 2011;64:383) and 12 (2013;66:158). The
columns' words are ours; the importance of outcomes is not rated here and has no column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..judgement.apart_said import count_people, describe_changed, describe_levels
from ..judgement.claim_summary import ClaimSummary
from ..judgement.readings import CHANGED
from ..judgement.sentences import propose_sentence
from ..model import GRADE_DOMAINS, Prose, Study
from .estimates import Estimate, has_more_arms, list_estimates
from .sheet import Cell, Footnotes, Sheet, join, make_rows
from .voice import Voice

PROFILE = ("outcome", "studies", *GRADE_DOMAINS, "other", "participants", "relative", "absolute", "certainty")
FINDINGS = ("outcome", "without", "with", "relative", "participants-studies", "certainty", "comments")


@dataclass(frozen=True)
class Rated:
    """One claim that GRADE rates: its steps, by people where they count and else by the rules."""

    summary: ClaimSummary
    studies: tuple[Study, ...]
    steps: dict[str, tuple[int, Prose]]
    upgrades: dict[str, tuple[int, Prose]]
    level: str | None
    is_proposed: bool


def rate(summary: ClaimSummary) -> Rated | None:
    """What a table of GRADE says of a claim; None for one that GRADE does not rate."""
    certainty, proposal = summary.certainty, summary.proposal
    # What is retracted carries nothing, whoever rested a judgement on it.
    by_id = {s.study.id: s.study for s in summary.studies if not s.retracted}
    if certainty is not None and certainty.is_graded:
        return Rated(
            summary,
            tuple(by_id[i] for i in certainty.body if i in by_id),
            {d: (s.steps, s.why) for d, s in (certainty.downgrades or {}).items()},
            {d: (s.steps, s.why) for d, s in (certainty.upgrades or {}).items() if s.steps},
            certainty.overall,
            False,
        )
    if certainty is None and proposal is not None and proposal.grade is not None and summary.pending is not None:
        grade = proposal.grade
        return Rated(
            summary,
            tuple(by_id[i] for i in grade.body if i in by_id),
            {s.domain: (s.steps, s.why) for s in grade.downgrades},
            {s.domain: (s.steps, s.why) for s in grade.upgrades if s.steps},
            grade.level,
            True,
        )
    return None


def make_profile(summaries: Sequence[ClaimSummary], words: Voice) -> Sheet:
    """The evidence profile: a row a claim and outcome, every reason as a footnote."""
    notes = Footnotes()
    rows: list[dict[str, Cell | str | None]] = []
    for rated in (r for s in summaries if (r := rate(s))):
        for estimate in list_estimates(rated.studies, rated.summary.claim.id, rated.summary.certainty, words):
            # Footnotes are lettered in the order of the columns.
            row: dict[str, Cell | str | None] = {
                "outcome": say_outcome(rated, estimate, notes, words),
                **{domain: say_domain(domain, rated, notes, words) for domain in GRADE_DOMAINS},
                "studies": Cell(say_studies(rated.studies, words), cites=tuple(s.reports[0] for s in rated.studies)),
                "other": ", ".join(
                    words.say("table.upgraded", name=words.name("grade_upgrade", u), n=n)
                    for u, (n, _) in rated.upgrades.items()
                )
                or words.say("table.none"),
                "participants": Cell(estimate.people, notes=mark_people(estimate, rated.studies, notes, words)),
                "relative": estimate.relative or words.say("table.none"),
                # The reason is long and the column narrow.
                "absolute": estimate.with_it
                if estimate.outcome
                else Cell(estimate.relative, notes=(notes.add(estimate.with_it),)),
                "certainty": words.name("certainty", rated.level) if rated.level else words.say("table.not-judged"),
            }
            rows.append(row)
    return Sheet(
        name="evidence-profile",
        language=words.language,
        title=words.say("table.title.evidence-profile"),
        about=words.say("table.about.evidence-profile"),
        keys=PROFILE,
        columns=tuple(words.say(f"table.column.{key}") for key in PROFILE),
        rows=make_rows(PROFILE, rows),
        notes=tuple(notes.notes),
        remarks=(words.say("table.no-importance"), *remark(summaries, words)),
    )


def make_findings(summaries: Sequence[ClaimSummary], words: Voice) -> Sheet:
    """The summary of findings: how much, for how many, how certain, and the sentence that may be said."""
    notes = Footnotes()
    rows: list[dict[str, Cell | str | None]] = []
    for rated in (r for s in summaries if (r := rate(s))):
        certainty = rated.summary.certainty
        for estimate in list_estimates(rated.studies, rated.summary.claim.id, certainty, words):
            downgraded = tuple(
                words.note(notes, why, f"{words.name('grade_domain', d)}: ")
                for d, (steps, why) in rated.steps.items()
                if steps
            )
            rows.append(
                {
                    "outcome": say_outcome(rated, estimate, notes, words),
                    "without": estimate.without or words.say("table.not-known"),
                    "with": estimate.with_it,
                    "relative": estimate.relative or words.say("table.none"),
                    "participants-studies": Cell(
                        words.say("table.people-studies", people=estimate.people, studies=len(estimate.studies)),
                        notes=mark_people(estimate, rated.studies, notes, words),
                        cites=tuple(s.reports[0] for s in rated.studies if s.id in estimate.studies),
                    ),
                    "certainty": Cell(
                        words.name("certainty", rated.level) if rated.level else words.say("table.not-judged"),
                        notes=downgraded,
                    ),
                    "comments": say_comments(rated, estimate, notes, words),
                }
            )
    return Sheet(
        name="summary-of-findings",
        language=words.language,
        title=words.say("table.title.summary-of-findings"),
        about=words.say("table.about.summary-of-findings"),
        keys=FINDINGS,
        columns=tuple(words.say(f"table.column.{key}") for key in FINDINGS),
        rows=make_rows(FINDINGS, rows),
        notes=tuple(notes.notes),
        remarks=remark(summaries, words),
    )


def say_outcome(rated: Rated, estimate: Estimate, notes: Footnotes, words: Voice) -> Cell:
    """The claim, the outcome and the time where an effect is known, and a mark where the judgement waits."""
    claim = rated.summary.claim
    named = words.name("outcome", estimate.outcome) if estimate.outcome else ""
    behind = join((named, words.last(estimate.when), estimate.how))
    title = words.read(claim.title)
    marks: tuple[int, ...] = (notes.add(words.say("table.waits")),) if rated.is_proposed else ()
    if apart := rated.summary.apart:
        those = describe_levels(apart, words, rated.summary.people)
        marks += (notes.add(words.say("table.apart", n=count_people(apart), those=those)),)
    elif changed := rated.summary.changed_since:
        marks += (notes.add(describe_changed(changed, words, rated.summary.people)),)
    if is_partial(rated, estimate):
        # A level is that of the whole body: beside one trial's effect it must not be taken for that trial's.
        marks += (notes.add(words.say("table.whole-body", n=len(rated.studies), studies=len(estimate.studies))),)
    said = f"{title} ({behind.text})" if behind.text else title
    return Cell(said, claim=claim.id, notes=marks, parts=behind.parts)


def say_studies(studies: Sequence[Study], words: Voice) -> str:
    """'randomised trial: 1, case series: 2', in the order in which they are."""
    counted = Counter(s.design for s in studies)
    return ", ".join(f"{words.name('design', design)}: {n}" for design, n in counted.items()) or words.say("table.none")


def mark_people(estimate: Estimate, studies: Sequence[Study], notes: Footnotes, words: Voice) -> tuple[int, ...]:
    """A footnote where the people are all those of the row's trials, with arms that were given something else."""
    several = has_more_arms([s for s in studies if s.id in estimate.studies])
    return (notes.add(words.say("table.all-arms")),) if several else ()


def say_comments(rated: Rated, estimate: Estimate, notes: Footnotes, words: Voice) -> Cell:
    """What may be said of the claim, with what informs it beside its body; marked where the effect rests on less.

    What rules propose is said in the language of the table; what people wrote in those that they wrote.
    """
    certainty = rated.summary.certainty
    if certainty is None:
        said = Cell(propose_sentence(rated.summary, words.language) or "")
    else:
        reports = {s.id: s.study.reports[0] for s in rated.summary.studies}
        said = replace(
            words.write(certainty.summary), cites=tuple(reports[i] for i in certainty.informed_by if i in reports)
        )
        if (stale := rated.summary.stale_text) is not None:
            said = replace(said, text=f"{said.text} [{words.say(f'site.{stale.name_mark()}')}]")
    if not (said.text and is_partial(rated, estimate)):
        return said
    mark = notes.add(words.say("table.whole-comment", n=len(rated.studies), studies=len(estimate.studies)))
    return replace(said, notes=(*said.notes, mark))


def is_partial(rated: Rated, estimate: Estimate) -> bool:
    """Whether an effect rests on fewer studies than the body that is rated."""
    return estimate.outcome is not None and len(estimate.studies) < len(rated.studies)


def say_domain(domain: str, rated: Rated, notes: Footnotes, words: Voice) -> Cell:
    """GRADE's words for a step, with the reason as a footnote."""
    if domain not in rated.steps:
        return Cell(words.say("table.not-judged"))
    steps, why = rated.steps[domain]
    if domain == "publication_bias":
        key = ("table.bias-none", "table.bias-unclear", "table.bias-strong")[steps]
    else:
        key = f"table.serious.{steps}"
    stale = rated.summary.stale_text if rated.summary.certainty is not None else None
    before = f"[{words.say(f'site.{stale.name_mark()}')}] " if stale is not None else ""
    return Cell(words.say(key), notes=(words.note(notes, why, before),))


def remark(summaries: Sequence[ClaimSummary], words: Voice) -> tuple[str, ...]:
    """What holds for the whole table: claims left out, judgements that nobody else has checked."""
    rated = [s for s in summaries if rate(s)]
    others = [words.read(s.claim.title) for s in summaries if not rate(s)]
    unchecked = sum(not (s.certainty and s.is_checked) for s in rated)
    stale = sum(s.stale_text is not None and s.stale_text.why == CHANGED for s in rated)
    said = []
    if unchecked:
        said.append(words.say("table.not-checked", n=unchecked, all=len(rated)))
    if stale:
        said.append(words.say("table.stale", n=stale, all=len(rated)))
    if others:
        said.append(words.say("table.not-rated", those="; ".join(others)))
    return tuple(said)
