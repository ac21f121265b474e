"""Studies and their results: numbers that cannot be, and depth that was not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..counted import say_count
from ..decisions.counting import find_joining
from ..judgement.prose_words import has_words, list_terms, match_words, split_sentences
from ..layout import part_path
from ..model import Multilingual, bound_people
from ..model.base import Prose
from ..model.links import DIFFERENT, settle_links
from ..synthesis.alike import list_alike_studies
from .rules import Context, Found, Said, rule


@rule("estimate-in-interval", "An estimate outside its own interval was typed wrongly, or is not what it says.")
def _intervals(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            e = result.estimate
            if e is None:
                continue
            low, high = e.ci_low, e.ci_high
            if low is not None and high is not None and low > high:
                yield (
                    part_path("studies", study.id),
                    ("results", i, "estimate"),
                    f"results[{i}].estimate.ci_low",
                    low,
                    f"no more than ci_high, which is {high}: the two may have changed places",
                )
            elif (low is not None and low > e.value) or (high is not None and high < e.value):
                loc = ("results", i, "estimate")
                yield (
                    part_path("studies", study.id),
                    loc,
                    f"results[{i}].estimate.value",
                    e.value,
                    f"a value from {low} to {high}",
                )


VERSION = re.compile(r"\.(pub\d+)$")
"""The end of a DOI that tells which version of a review it is."""


@rule("result-version", "A number of an earlier version under a newer record is another review's number.")
def _versions(context: Context) -> Iterator[Found]:
    records = context.evidence.records
    for study in context.evidence.studies.values():
        dois = [records[r].doi or "" for r in study.reports if r in records]
        versions = sorted({m[1] for doi in dois if (m := VERSION.search(doi))})
        for i, result in enumerate(study.results if versions else ()):
            if (result.values or result.estimate) and result.version not in versions:
                path, expected = (
                    part_path("studies", study.id),
                    f"{' or '.join(versions)}, as the DOI of the record says",
                )
                yield path, ("results", i), f"results[{i}].version", result.version, expected


@rule(
    "rate-time", "A rate without a time says little: five per cent in twelve weeks and in ten years are two findings."
)
def _rate_time(context: Context) -> Iterator[Found]:
    yield from _rates_without(context, "when", "over what time, or that it is not told")


@rule("rate-population", "A rate without its population is read as everybody's: of whom it was counted belongs to it.")
def _rate_population(context: Context) -> Iterator[Found]:
    yield from _rates_without(context, "who", "the people it was counted among, or that it is not told")


def _rates_without(context: Context, field: str, expected: str) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            if result.is_rate and not getattr(result, field):
                yield part_path("studies", study.id), ("results", i), f"results[{i}].{field}", None, expected


@rule("direction-only", "A result of which only the direction is known has no size to give.")
def _direction_only(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            if result.kind == "direction-only" and result.estimate is not None:
                loc = ("results", i, "estimate")
                yield (
                    part_path("studies", study.id),
                    loc,
                    f"results[{i}].estimate",
                    Said("an estimate"),
                    "null, or another kind than direction-only",
                )


@rule("result-depth", "A result cannot have been read where nobody has read.")
def _result_depth(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        path = part_path("studies", study.id)
        if study.read == "title" and study.results:
            yield (
                path,
                ("results",),
                "results",
                Said(f"{say_count(len(study.results), 'result')}"),
                "no results, since only the title was read",
            )
        if study.read == "second-hand":
            for i, result in enumerate(study.results):
                if result.where != "second-hand":
                    yield (
                        path,
                        ("results", i, "where"),
                        f"results[{i}].where",
                        result.where,
                        "second-hand, as the study was read",
                    )


@rule("second-hand-confirmed", "What only others tell of has not been confirmed.")
def _second_hand_confirmed(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        if study.verification != "confirmed":
            continue
        told = [result.id for result in study.results if result.where.split(" ")[0] == "second-hand"]
        if study.read == "second-hand" or told:
            why = f"what {', '.join(told)} says is" if told else "the study was read"
            yield (
                part_path("studies", study.id),
                ("verification",),
                "verification",
                study.verification,
                f"partial, since {why} second-hand",
            )


@rule("where", "A reader must find the number again: the place begins with a word of the vocabulary.")
def _where(context: Context) -> Iterator[Found]:
    words = context.evidence.vocabulary.get("where", {})
    for study in context.evidence.studies.values():
        for i, result in enumerate(study.results):
            if result.where not in words and result.where.split(" ")[0] not in words:
                loc = ("results", i, "where")
                yield (
                    part_path("studies", study.id),
                    loc,
                    f"results[{i}].where",
                    result.where,
                    f"{', '.join(words)}, with a number if there is one",
                )


@rule("result-id-twice", "An appraisal names a result by its id, so an id stands once in a study.")
def _result_ids(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for field in ("results", "arms"):
            seen: set[str] = set()
            for i, item in enumerate(getattr(study, field)):
                if item.id in seen:
                    yield (
                        part_path("studies", study.id),
                        (field, i, "id"),
                        f"{field}[{i}].id",
                        item.id,
                        "an id that stands once",
                    )
                seen.add(item.id)


@rule(
    "counts-with-both-ways",
    "A review and its trials are never counted together; each file must say it to its reader.",
    across=True,
)
def _both_ways(context: Context) -> Iterator[Found]:
    studies = context.evidence.studies
    for study in studies.values():
        path = part_path("studies", study.id)
        for i, other in enumerate(study.counts_with):
            if other == study.id:
                yield path, ("counts_with", i), f"counts_with[{i}]", other, "another study"
            elif other in studies and study.id not in studies[other].counts_with:
                # The file that lacks it is the one to edit; the other may have it from a link, and nothing of its own.
                link = find_joining(context.evidence, study.id, other)
                by = f" (links.tsv: {link.reviewer} {link.decided_on[:10]})" if link else ""
                yield (
                    part_path("studies", other),
                    ("counts_with",),
                    "counts_with",
                    ", ".join(studies[other].counts_with) or "none",
                    f"{study.id} too, with which it is never counted{by}",
                )


@rule("arms-add-up", "People who are in no arm, or in more arms than there are people, are a slip.")
def _arms(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        fewest, most = bound_people(study.design, [arm.n for arm in study.arms])
        whole = study.population.n
        path, loc = part_path("studies", study.id), ("population", "n")
        if whole is not None and fewest > whole:
            yield path, loc, "population.n", whole, f"at least the {say_count(fewest, 'person', 'people')} in the arms"
        elif whole is not None and most is not None and most < whole:
            yield path, loc, "population.n", whole, f"at most the {say_count(most, 'person', 'people')} in the arms"


@rule("amount-unit", "An amount without a unit is not a dose.")
def _amounts(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, arm in enumerate(study.arms):
            if arm.amount is not None and arm.unit is None:
                yield (
                    part_path("studies", study.id),
                    ("arms", i, "unit"),
                    f"arms[{i}].unit",
                    None,
                    "the unit of the amount",
                )


@rule("two-languages", "A text that is the same in both languages has not been translated.")
def _two_languages(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        texts = list(study.finding.texts.values())
        if len(set(texts)) < len(texts):
            yield (
                part_path("studies", study.id),
                ("finding",),
                "finding",
                Said("the same text twice"),
                "English and Swedish",
            )


@rule(
    "funding-named",
    "Who paid belongs to funding: a payer that only a caveat or an appraisal names is a conflict that nobody sees.",
)
def _payers(context: Context) -> Iterator[Found]:
    unsaid = {s.id: s for s in context.evidence.studies.values() if s.funding is None}
    for study in unsaid.values():
        texts: list[Prose] = [study.finding, *study.caveats]
        for one in (a for a in context.evidence.appraisals if a.study == study.id):
            notes = one.notes if isinstance(one.notes, tuple) else (one.notes,) if one.notes else ()
            texts += [one.why, *notes]
        if found := next((words for text in texts if (words := _find_payer(context, text))), None):
            expected = f"who paid, since a text on the study says so ('{found}')"
            yield part_path("studies", study.id), ("funding",), "funding", None, expected


def _find_payer(context: Context, text: Prose) -> str | None:
    """The words of `text` that name who paid, in any of the languages that it may be in; None where nobody is named."""
    languages = context.evidence.topic.languages
    versions = text.texts if isinstance(text, Multilingual) else dict.fromkeys(languages, text)
    for language, version in versions.items():
        for sentence in split_sentences(version):
            for match in match_words(list_terms("paid_by", language), sentence):
                # 'It is not said whether it was paid for by the maker' names nobody, nor does 'the sponsor is unknown'.
                before = re.split(r"[;,]", sentence[: match.start()])[-1]
                after = " ".join(sentence[match.end() :].split()[:2])
                if not has_words("paid_open", f"{before} {after}", language):
                    return " ".join(sentence[match.start() :].split()[:8])
    return None


@rule("facts-from", "Facts need a source that a reader can open.")
def _facts(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        if not study.facts_from and study.read != "title":
            yield part_path("studies", study.id), ("facts_from",), "facts_from", [], "the addresses of what was read"


@rule(
    "same-trial",
    "One trial entered twice is counted twice: equal people, arms and effect under two names are one until it is said.",
    across=True,
)
def _same_trial(context: Context) -> Iterator[Found]:
    held = settle_links(context.evidence.links)
    apart = {pair for pair, link in held.items() if link.relation == DIFFERENT}
    for one, other in list_alike_studies(context.evidence.studies.values()):
        pairs = {(min(a, b), max(a, b)) for a in one.reports for b in other.reports}
        if not pairs & apart:
            expected = (
                f"another trial than {other.id}, which has the same design, people, arms and effect: name it in "
                "counts_with if it is the same, or say that their records are different (rlsevidence link)"
            )
            yield part_path("studies", one.id), ("id",), "id", one.id, expected
