"""Certainty: GRADE re-added, and bodies that may carry a judgement. What its texts say is the business of `prose`.

Source of the rules: the GRADE handbook (five domains down, three up, start high with randomised comparisons and low
without, floor very low).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..decisions import BASIS_DEPTH
from ..decisions.counting import find_appraisal
from ..judgement.proposals import needs_body, propose
from ..judgement.readings import judge_readings
from ..layout import part_path
from ..model import GRADABLE_KINDS, GRADE_DOMAINS, GRADED_KINDS, Certainty
from ..model.grade import add_steps
from .rules import Context, Found, Said, list_words, rule


def _path(certainty: Certainty) -> str:
    return part_path("certainty", certainty.claim)


@rule("grade-domains", "GRADE has five domains down and three up; a domain that is not named was not thought of.")
def _domains(context: Context) -> Iterator[Found]:
    up = context.evidence.vocabulary.get("grade_upgrade", {})
    for certainty in context.evidence.certainty.values():
        if certainty.downgrades is None:
            continue
        if tuple(certainty.downgrades) != GRADE_DOMAINS:
            found, wanted = (", ".join(names) or "none" for names in (certainty.downgrades, GRADE_DOMAINS))
            yield _path(certainty), ("downgrades",), "downgrades", Said(found), f"{wanted}, in this order"
        for name in certainty.upgrades or {}:
            if name not in up:
                yield _path(certainty), ("upgrades", name), f"upgrades.{name}", name, list_words(list(up))


@rule("grade-complete", "A graded judgement says where it starts, each step, and what that comes to.")
def _complete(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        graded = ("starts_at", "downgrades", "upgrades", "overall")
        given = [name for name in graded if getattr(certainty, name) is not None]
        if certainty.basis is not None and given:
            yield (
                _path(certainty),
                ("basis",),
                "basis",
                Said(f"basis beside {', '.join(given)}"),
                "GRADE or a basis, not both",
            )
        elif certainty.basis is None and len(given) != len(graded):
            missing = [name for name in graded if name not in given]
            yield (
                _path(certainty),
                (),
                missing[0],
                Said("nothing"),
                "starts_at, downgrades, upgrades and overall, or a basis",
            )


@rule("grade-adds-up", "The level follows from the steps; a level typed beside them can drift.")
def _adds_up(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.downgrades is None or certainty.starts_at is None or certainty.overall is None:
            continue
        level = add_steps(certainty)
        if certainty.overall != level:
            yield (
                _path(certainty),
                ("overall",),
                "overall",
                certainty.overall,
                f"{level}, which the steps give from {certainty.starts_at}",
            )


@rule("grade-start", "A body starts high only when it has a randomised comparison.", across=True)
def _start(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.starts_at is None or not certainty.body:
            continue  # a body that names no study has no design either: `body-named`
        studies = [context.evidence.studies[i] for i in certainty.body if i in context.evidence.studies]
        wanted = "high" if any(s.is_randomised for s in studies) else "low"
        if certainty.starts_at != wanted:
            reason = "has a" if wanted == "high" else "has no"
            yield (
                _path(certainty),
                ("starts_at",),
                "starts_at",
                certainty.starts_at,
                f"{wanted}: the body {reason} randomised comparison",
            )


@rule("upgrade", "An upgrade is for observational bodies read in full: an abstract cannot show what it rests on.")
def _upgrades(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        for name, step in (certainty.upgrades or {}).items():
            if step.steps and certainty.read != "full-text":
                yield (
                    _path(certainty),
                    ("upgrades", name),
                    f"upgrades.{name}",
                    step.steps,
                    f"0 while the body is read as {certainty.read} and not in full text",
                )
            if step.steps and certainty.starts_at == "high":
                yield (
                    _path(certainty),
                    ("upgrades", name),
                    f"upgrades.{name}",
                    step.steps,
                    "0, since the body starts high",
                )


@rule(
    "basis-or-grade",
    "GRADE rates effects, associations and harms; other claims have a basis, not a borrowed GRADE.",
    across=True,
)
def _kind(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        claim = context.evidence.claims.get(certainty.claim)
        if claim is None:
            continue
        if certainty.is_graded and claim.kind not in GRADABLE_KINDS:
            yield _path(certainty), ("downgrades",), "downgrades", Said(f"GRADE on a {claim.kind} claim"), "a basis"
        if certainty.basis is not None and claim.kind in GRADED_KINDS:
            yield _path(certainty), ("basis",), "basis", Said(f"a basis on an {claim.kind} claim"), "GRADE"


@rule(
    "body-named",
    "A judgement names what it rests on: nobody can read a verdict again that rests on no study.",
    across=True,
)
def _named(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.body or certainty.claim not in context.evidence.claims:
            continue
        proposal = propose(context.settled, certainty.claim)
        if needs_body(proposal):
            expected = f"the studies that it rests on; the rules would take {list_words(proposal.body)}"
            yield _path(certainty), ("body",), "body", Said("no study"), expected


@rule("body-primary", "A review counted among its trials counts them twice.", across=True)
def _primary(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if not certainty.is_graded:
            continue
        for i, name in enumerate(certainty.body):
            study = context.evidence.studies.get(name)
            if study and not study.is_primary:
                yield (
                    _path(certainty),
                    ("body", i),
                    f"body[{i}]",
                    f"{name} ({study.design})",
                    "a primary study; others stand under informed_by",
                )


@rule("body-twice", "The same people must not be counted twice in a body.", across=True)
def _body_twice(context: Context) -> Iterator[Found]:
    studies = context.evidence.studies
    for certainty in context.evidence.certainty.values():
        for i, name in enumerate(certainty.body):
            if name in certainty.body[:i]:
                yield _path(certainty), ("body", i), f"body[{i}]", name, "each study once"
            if not certainty.is_graded or name not in studies:
                continue
            for other in certainty.body[:i]:
                if other in studies and (other in studies[name].counts_with or name in studies[other].counts_with):
                    yield (
                        _path(certainty),
                        ("body", i),
                        f"body[{i}]",
                        name,
                        f"not beside {other}, with which it must not be counted (counts_with)",
                    )


@rule(
    "body-registered", "Two studies under one registration are one trial, whatever their files are called.", across=True
)
def _registered(context: Context) -> Iterator[Found]:
    studies = context.evidence.studies
    for certainty in context.evidence.certainty.values():
        seen: dict[str, str] = {}
        for i, name in enumerate(certainty.body):
            number = studies[name].registration if name in studies else None
            if number is None or not certainty.is_graded:
                continue
            other = seen.setdefault(number, name)
            together = other == name or name in studies[other].counts_with or other in studies[name].counts_with
            if not together:
                expected = f"not beside {other}, which has the same registration {number} (counts_with)"
                yield _path(certainty), ("body", i), f"body[{i}]", name, expected


@rule("settled-signed", "A claim is settled once somebody else has signed its level off as it stands.", across=True)
def _settled(context: Context) -> Iterator[Found]:
    signed = judge_readings(context.settled).signed
    for claim in context.evidence.claims.values():
        certainty = context.evidence.certainty.get(claim.id)
        if claim.status != "settled" or certainty is None or not certainty.is_graded:
            continue  # without any judgement it is named by `claim-judged`
        found = signed.get(f"certainty/{claim.id}")
        if found is None or not found.holds:
            expected = "open, until a second person has signed the judgement off (rlsevidence sign-off certainty)"
            yield part_path("claims", claim.id), ("status",), "status", claim.status, expected


@rule("body-tagged", "A study carries a judgement only after a person has tagged it to the claim.", across=True)
def _tagged(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        for i, name in enumerate(certainty.body):
            study = context.evidence.studies.get(name)
            if study is None:
                continue
            found = [d for r in study.reports if (d := context.settled.decisions.get((certainty.claim, r)))]
            # A tag that reviewers disagree about is there: that they disagree is a fault of its own.
            if not any(d.stance != "not_relevant" for d in found):
                yield (
                    _path(certainty),
                    ("body", i),
                    f"body[{i}]",
                    name,
                    f"a tag of one of its records to {certainty.claim}, other than not_relevant",
                )


@rule("body-appraised", "A study cannot carry a graded judgement before its risk of bias has been judged.", across=True)
def _appraised(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if not certainty.is_graded:
            continue
        for i, name in enumerate(certainty.body):
            study = context.evidence.studies.get(name)
            if not study or not study.is_primary:
                continue
            if name not in context.appraised:
                yield _path(certainty), ("body", i), f"body[{i}]", name, f"an appraisal appraisals/{name}.<tool>.yaml"
            elif find_appraisal(context.evidence, study, certainty.claim)[1]:
                expected = f"an appraisal appraisals/{name}.<tool>.yaml of a result of this claim, or of all"
                yield _path(certainty), ("body", i), f"body[{i}]", name, expected


@rule("certainty-depth", "A judgement cannot rest on more than was read of what it rests on.", across=True)
def _depth(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        shallow = [
            (BASIS_DEPTH.index(study.read), name, study.read)
            for name in certainty.body
            if (study := context.evidence.studies.get(name)) and study.read in BASIS_DEPTH
        ]
        if shallow and certainty.read in BASIS_DEPTH:
            depth, name, read = min(shallow)
            if BASIS_DEPTH.index(certainty.read) > depth:
                yield _path(certainty), ("read",), "read", certainty.read, f"{read}, as deep as {name} was read"


@rule("body-retracted", "A retracted publication carries nothing; a person must judge the claim anew.", across=True)
def _retracted(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        for field in ("body", "informed_by"):
            for i, name in enumerate(getattr(certainty, field)):
                study = context.evidence.studies.get(name)
                for report in study.reports if study else ():
                    record = context.evidence.records.get(report)
                    if record and record.is_retracted:
                        yield (
                            _path(certainty),
                            (field, i),
                            f"{field}[{i}]",
                            f"{name} ({report} is retracted)",
                            "a body without retracted publications",
                        )


@rule("direction", "A graded judgement says where the body points, beside how sure that is.")
def _direction(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.is_graded and certainty.direction is None:
            yield _path(certainty), (), "direction", Said("nothing"), "finding and why"


@rule("certainty-date", "A judgement from the future has a wrong date.")
def _date(context: Context) -> Iterator[Found]:
    for certainty in context.evidence.certainty.values():
        if certainty.decided_on > context.today:
            yield (
                _path(certainty),
                ("decided_on",),
                "decided_on",
                certainty.decided_on.isoformat(),
                f"a day no later than {context.today}",
            )
