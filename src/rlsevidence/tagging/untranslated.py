"""Reasons, notes and caveats that people wrote in one language only: they are shown as that, and asked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..layout import appraisal_path, part_path
from ..model import Appraisal, Certainty, Evidence, Multilingual, Prose, Study
from ..model.spoken import AS_ENTERED, find_label


def find_plain_language(evidence: Evidence) -> str:
    """The language of a text that does not say which: English where the workspace has it, else its first."""
    languages = evidence.topic.languages
    return "en" if "en" in languages else languages[0]


def list_untranslated(evidence: Evidence) -> Iterator[tuple[str, str, int]]:
    """(path, language that is missing, how many texts of the file lack it), for what pages print."""
    plain = find_plain_language(evidence)
    labels = {part_path("studies", study.id): [label] for study, label in list_labels(evidence)}
    for path, reasons in list_reasons(evidence):
        texts = [*reasons, *labels.get(path, [])]
        for language in evidence.topic.languages:
            lacking = sum(language not in (t.texts if isinstance(t, Multilingual) else (plain,)) for t in texts)
            if lacking:
                yield path, language, lacking


def list_plain(evidence: Evidence) -> frozenset[str]:
    """Every text that does not say its language, of those that figures and their tables repeat."""
    # A list: of texts in several languages, which fall out at the end, none need be set against all others.
    found: list[Prose | None] = [record.title for record in evidence.records.values()]
    found += [search.title for search in evidence.searches.values()]
    for study in evidence.studies.values():
        for result in study.results:
            found += [result.measure, result.unit, result.when, result.note]
            # A p that is words, such as a number that was not told.
            found += [p for p in (result.p,) if p and any(c.isalpha() for c in p)]
        for arm in study.arms:
            found += [arm.note, arm.duration, arm.given_with]
    for _, texts in list_reasons(evidence):
        found += texts
    return frozenset(text for text in found if isinstance(text, str))


def list_names(evidence: Evidence) -> frozenset[str]:
    """Names in the language of the files that figures print within texts of their own: who set a level."""
    limits = evidence.dose_limits.limits if evidence.dose_limits else ()
    return frozenset(limit.authority for limit in limits if limit.authority.strip())


def list_reasons(evidence: Evidence) -> Iterator[tuple[str, list[Prose]]]:
    """Path -> the reasons, notes and caveats of that file, which pages and the desk print."""
    for claim in evidence.claims.values():
        yield part_path("claims", claim.id), list(claim.notes)
    for certainty in evidence.certainty.values():
        yield part_path("certainty", certainty.claim), list(_of_certainty(certainty))
    for study in evidence.studies.values():
        yield part_path("studies", study.id), list(_of_study(study))
    for search in evidence.searches.values():
        yield part_path("searches", search.id), [search.title, search.purpose]
    for one in evidence.unread.values():
        yield part_path("unread", one.id), list(one.unseen)
    for appraisal in evidence.appraisals:
        yield appraisal_path(appraisal), list(_of_appraisal(appraisal))


def _of_certainty(certainty: Certainty) -> Iterator[Prose]:
    steps = (*(certainty.downgrades or {}).values(), *(certainty.upgrades or {}).values())
    yield from (step.why for step in steps)
    yield from (part.why for part in (certainty.basis, certainty.direction) if part is not None)
    yield from list_notes(certainty.notes)


WORDS = re.compile(r"(?<![\w-])(?!and\b)[a-z]{3,}")
"""What tells a label that describes, such as 'product information', from a name, a year and an abbreviation."""


def list_labels(evidence: Evidence) -> Iterator[tuple[Study, Prose]]:
    """Each study whose label is words, with the label in the languages that it has."""
    plain = find_plain_language(evidence)
    for study in evidence.studies.values():
        label = find_label(study)
        if WORDS.search(label):
            own = {code: text for code, text in study.label_in.items() if code != AS_ENTERED}
            yield study, Multilingual.model_validate({plain: label, **own}) if own else label


def _of_study(study: Study) -> Iterator[Prose]:
    yield from study.caveats
    told = (study.harms, study.funding, study.conflicts)
    yield from (
        text
        for text in (*told, *(part for arm in study.arms for part in (arm.note, arm.given_with)))
        if text is not None
    )
    for result in study.results:
        said = (result.note, result.estimate.note if result.estimate else None)
        yield from (text for text in said if text is not None)


def _of_appraisal(appraisal: Appraisal) -> Iterator[Prose]:
    yield from (domain.support for domain in appraisal.domains.values())
    yield appraisal.why


def list_notes(notes: Prose | tuple[Prose, ...] | None) -> tuple[Prose, ...]:
    """Notes as a list, whether one or several stand in the file."""
    if notes is None:
        return ()
    return notes if isinstance(notes, tuple) else (notes,)
