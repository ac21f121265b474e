"""What one person made alone, kept beside what counts, and where the numbers of a study were taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..decisions.versions import find_own, list_changed, list_makers, list_open, list_unsettled, list_versions
from ..errors import UNSETTLED
from ..layout import appraisal_name, part_path
from ..model import Appraisal, Certainty, Study
from .rules import Context, Found, Said, rule
from .settling import list_to_settle

PLACE = re.compile(r"\[(abstract|page|text)/\d+:\d+-\d+ @[0-9a-f]{0,16}\]")


@rule("own-by", "One person's own extraction or judgement is that person's work alone, and that person is known.")
def _own(context: Context) -> Iterator[Found]:
    for own in context.evidence.own:
        if own.by not in context.people:
            yield own.path, ("by",), "by", own.by, "an id of people.tsv"
        item = own.item
        if isinstance(item, Study) and (item.extracted_by, item.extracted_with) != (own.by, ()):
            expected = f"{own.by} and nobody else, since it is the own extraction of {own.by}"
            yield own.path, ("extracted_by",), "extracted_by", item.extracted_by, expected
        if isinstance(item, Certainty) and item.reviewers != (own.by,):
            expected = f"[{own.by}], since it is the own judgement of {own.by}"
            yield own.path, ("reviewers",), "reviewers", list(item.reviewers), expected


@rule("extracted-with", "Who extracted a study beside another is known, and is another person.")
def _with(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        for i, who in enumerate(study.extracted_with):
            if who not in context.people or who == study.extracted_by:
                loc = ("extracted_with", i)
                expected = f"an id of people.tsv other than {study.extracted_by}"
                yield part_path("studies", study.id), loc, f"extracted_with[{i}]", who, expected


@rule(
    "settled", "What is called settled is so by one who stands for it, between people of whom what they made is there."
)
def _settled(context: Context) -> Iterator[Found]:
    ev = context.evidence
    files: list[tuple[str, str, Study | Appraisal | Certainty]] = [
        *(("studies", s.id, s) for s in ev.studies.values()),
        *(("appraisals", appraisal_name(a), a) for a in ev.appraisals),
        *(("certainty", c.claim, c) for c in ev.certainty.values()),
    ]
    for part, name, item in files:
        if item.settled is None:
            continue
        path, makers = part_path(part, name), list_makers(item.to_plain())
        if item.settled.by not in makers:
            yield path, ("settled", "by"), "settled.by", item.settled.by, f"one of {', '.join(makers)}"
        for i, who in enumerate(item.settled.between):
            if who not in makers:
                loc = ("settled", "between", i)
                yield path, loc, f"settled.between[{i}]", who, f"one of {', '.join(makers)}"
        if all(find_own(ev, part, name, who) is None for who in item.settled.between):
            expected = f"somebody of whom what they made alone is there, such as {path.removesuffix('.yaml')}.WHO.yaml"
            yield path, ("settled", "between"), "settled.between", list(item.settled.between), expected


@rule(UNSETTLED, "What people made otherwise, each alone or since it was settled, is for them to settle.", across=True)
def _unsettled(context: Context) -> Iterator[Found]:
    for part, name in list_open(context.evidence):
        if not list_unsettled(context.evidence, part, name):
            continue  # they came to the same
        versions, changed = list_versions(context.evidence, part, name), list_changed(context.evidence, part, name)
        paths = [v.path for v in versions]
        if changed:
            places = ", ".join(list_to_settle([v for v in versions if v.changed], context.evidence.topic.languages))
            said = f"changed by {' and '.join(changed)} since it was settled" + (f": {places}" if places else "")
        else:
            those = " and by ".join(v.who for v in versions)
            said = f"made otherwise by {those}, and not settled"
        path = part_path(part, name) if part_path(part, name) in paths else paths[0]
        loc = ("settled",) if changed else ()
        yield path, loc, "settled", Said(said), f"a settlement (rlsevidence settle {part} {name} --reviewer WHO)"


@rule("places", "The place of a number is found again only where the number still stands in the study.")
def _places(context: Context) -> Iterator[Found]:
    for study in context.evidence.studies.values():
        plain = study.to_plain()
        for name, place in study.places.items():
            loc = ("places", name)
            if not PLACE.fullmatch(place):
                expected = "a place such as [abstract/2:10-14 @3fa9c1d2e4b50718], [page/3:...] or [text/12:...]"
                yield part_path("studies", study.id), loc, f"places.{name}", place, expected
            elif _find(plain, name.split(".")) is None:
                expected = "a field of the study that has a value, such as population.n"
                yield part_path("studies", study.id), loc, f"places.{name}", Said(f"{name}, which is empty"), expected


def _find(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, (list, tuple)):
            value = next((item for item in value if isinstance(item, Mapping) and item.get("id") == step), None)
        else:
            value = value.get(step) if isinstance(value, Mapping) else None
    return value
