"""One trial in two registries: which registrations are one trial for certain, and which pairs a person is asked about.

A registry asks for the numbers that a trial has elsewhere (WHO Trial Registration Data Set 1.3.1, item 3, secondary
identifying numbers: https://www.who.int/clinical-trials-registry-platform/network/who-data-set). Where one of two
registrations names the other so, they are one trial. Within one registry it is no proof: an extension names its parent
in the same field, and registries allow one registration a trial; nor is it where two registrations of one registry
would become one trial through a third, as two trials under one EudraCT number do. A wrong join would hide a trial of
which nothing was published, so all else is asked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from ..model import Evidence, Record
from ..model.identity import fold_words
from ..model.links import DIFFERENT, SAME_STUDY, settle_links

TYPE = "Clinical Trial Registration"
_KINDS = {
    "NCT": r"NCT\d{8}",
    "ISRCTN": r"ISRCTN\d{8}",
    "ACTRN": r"ACTRN\d{14}",
    "DRKS": r"DRKS\d{8}",
    "CHICTR": r"ChiCTR[\w-]*\d+",
    "UMIN": r"UMIN\d+",
    "EU": r"\d{4}-\d{6}-\d{2}(?=\b|-\d{2}\b)",
    "UTN": r"U1111-\d{4}-\d{4}",
    "JRCT": r"jRCTs?\d{9,10}",
    "CTRI": r"CTRI/\d{4}/\d{2,3}/\d{6}",
    "KCT": r"KCT\d{7}",
    "IRCT": r"IRCT\d{8,16}(?:N\d{1,3})?",
    "PACTR": r"PACTR\d{15}",
    "TCTR": r"TCTR\d{11}",
    "RBR": r"RBR-[0-9a-z]{5,8}\b",
    "SLCTR": r"SLCTR/\d{4}/\d{3}",
}
"""Registry -> the numbers that it gives. A number of EU CTIS ends with that of its version, which is left off."""
NUMBERS = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(f'(?P<{k}>{v})' for k, v in _KINDS.items())})(?![0-9])", re.I)
LONG = 30
"""Letters that a title has at least before its being the same is a reason to ask."""


def is_registration(record: Record) -> bool:
    """Whether a record is a trial's entry in a registry."""
    return record.prefix == "nct" or record.trial is not None or TYPE in record.publication_types


def find_numbers(text: str) -> Iterator[tuple[str, str]]:
    """(registry, number in capitals) of every registration's number in a text, in their order."""
    for found in NUMBERS.finditer(text):
        yield str(found.lastgroup), found[0].upper()


def list_own_numbers(record: Record) -> frozenset[tuple[str, str]]:
    """The numbers that a registration goes by itself."""
    return frozenset(n for said in (record.id, record.doi, record.url) if said for n in find_numbers(said))


def list_named_numbers(record: Record) -> frozenset[tuple[str, str]]:
    """The numbers that a registration names as the trial's elsewhere."""
    said = record.trial.other_numbers if record.trial else ()
    return frozenset(n for text in said for n in find_numbers(text)) - list_own_numbers(record)


def join_registrations(evidence: Evidence) -> Mapping[str, tuple[str, ...]]:
    """Id of a registration -> the ids of all that register the same trial, itself among them, sorted.

    Joined is what goes by the same number, what names the other in another registry, and what a person says reports one
    study; never two of which a person says that they are different, also through a third, and by no name that would
    make two numbers of one registry one trial.
    """
    own = {r.id: list_own_numbers(r) for r in evidence.records.values() if is_registration(r)}
    said, apart = _list_said(evidence)
    groups = {i: frozenset([i]) for i in own}
    _unite(groups, (p for p in said if p[0] in own and p[1] in own), apart)
    sure = dict(groups)
    _unite(groups, _list_names(evidence, own), apart)
    for group in set(groups.values()):
        if _is_at_odds(group, sure, own):
            groups |= {i: sure[i] for i in group}
    return {i: tuple(sorted(group)) for i, group in groups.items()}


def _unite(
    groups: dict[str, frozenset[str]], pairs: Iterable[tuple[str, str]], apart: Sequence[tuple[str, str]]
) -> None:
    for a, b in pairs:
        union = groups[a] | groups[b]
        if not any(union.issuperset(pair) for pair in apart):
            groups |= dict.fromkeys(union, union)


def _list_names(evidence: Evidence, own: Mapping[str, frozenset[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Pairs that go by the same number, or of which one names the other in another registry."""
    by_number: dict[tuple[str, str], list[str]] = {}
    for i, numbers in own.items():
        for number in numbers:
            by_number.setdefault(number, []).append(i)
    for i, numbers in own.items():
        registries = {registry for registry, _ in numbers}
        named = (n for n in list_named_numbers(evidence.records[i]) if n[0] not in registries)
        for number in sorted({*numbers, *named}):
            yield from ((i, other) for other in by_number.get(number, ()) if other != i)


def _is_at_odds(
    group: frozenset[str], sure: Mapping[str, frozenset[str]], own: Mapping[str, frozenset[tuple[str, str]]]
) -> bool:
    """Whether names alone make two numbers of one registry one trial."""
    numbers = [(registry, number, sure[i]) for i in group for registry, number in own[i]]
    return any(a[0] == b[0] and a[1] != b[1] and a[2] != b[2] for a, b in combinations(numbers, 2))


def ask_about(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """(a, b, why) of registrations that may be one trial and are not joined: one names the other within one registry
    or with others, both name the same number, or they have the same title and the same sponsor."""
    joined = join_registrations(evidence)
    signs: dict[tuple[str, ...], list[str]] = {}
    for i in joined:
        record = evidence.records[i]
        for _, number in list_own_numbers(record) | list_named_numbers(record):
            signs.setdefault(("number", number), []).append(i)
        title, sponsor = fold_words(record.title), fold_words(record.organisation or "")
        if len(title) >= LONG and sponsor:
            signs.setdefault(("title", title, sponsor), []).append(i)
    for sign, ids in signs.items():
        for a, b in combinations(sorted(ids), 2):
            if b not in joined[a]:
                if sign[0] == "title":
                    yield a, b, "two registrations with the same title and sponsor"
                elif any(sign[1] == n for i in (a, b) for _, n in list_own_numbers(evidence.records[i])):
                    yield a, b, f"one registration names the other, {sign[1]}, {_doubt(evidence, a, b)}"
                else:
                    yield a, b, f"both registrations name {sign[1]}"


def list_naming(
    evidence: Evidence, texts: Iterable[tuple[str, Sequence[str], Sequence[str]]]
) -> Iterator[tuple[str, str, str]]:
    """(registration, record, why) of records whose own text names the number of one trial that is registered here.

    `texts`: id of a record, what its database has as numbers in registries, and its title and abstract. Where the
    database names any, they alone are asked; a text that names several trials is a review of them, or compares them,
    and proposes none. It is a sign and no proof: a commentary names the trial too, so a person is asked.
    """
    joined = join_registrations(evidence)
    by_number = {n: i for i in joined for _, n in list_own_numbers(evidence.records[i])}
    for record, given, said in texts:
        if record in joined:
            continue
        for where, source in (("its database's list of registries", given), ("its abstract", said)):
            numbers = list(dict.fromkeys(n for text in source for _, n in find_numbers(text)))
            trials = {joined[by_number[n]] for n in numbers if n in by_number}
            if len(trials) == 1 and all(n in by_number for n in numbers):
                yield next(iter(trials))[0], record, f"the report names {numbers[0]} in {where}"
            if numbers:
                break


def _doubt(evidence: Evidence, a: str, b: str) -> str:
    same = {r for r, _ in list_own_numbers(evidence.records[a])} & {r for r, _ in list_own_numbers(evidence.records[b])}
    return "in the same registry" if same else "and others name it or are named too"


def _list_said(evidence: Evidence) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(pairs that people say report one study, pairs that they say are different), by the ids that hold."""
    found: dict[str, list[tuple[str, str]]] = {SAME_STUDY: [], DIFFERENT: []}
    for (a, b), one in settle_links(evidence.links).items():
        if one.relation in found:
            found[one.relation].append((evidence.resolve_id(a), evidence.resolve_id(b)))
    return found[SAME_STUDY], found[DIFFERENT]
