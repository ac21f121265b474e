"""What people made of one thing each alone: an extraction, an appraisal, a judgement; and what is still to be settled.

None of it counts (an appraisal apart, see `counting`) until a named person has settled it with that of the others.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..layout import own_name, part_path
from ..model import Appraisal, Evidence


@dataclass(frozen=True)
class Version:
    """What one person, or those who settled it before, made of a thing. `who` is SETTLED for what was settled.

    `changed`: false for what went into that, and is as it was then; it is shown beside it and opens nothing again.
    """

    who: str
    path: str
    value: Mapping[str, Any]
    changed: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", to_plain(self.value))


SETTLED = "consensus"
"""Stands for a person where a version is what was settled before."""


def list_people(version: Version) -> tuple[str, ...]:
    """Who stands behind a version: of what was settled, who settled it."""
    if version.who == SETTLED:
        return (str(version.value["settled"]["by"]),)
    return tuple(version.who.split(", "))


def list_makers(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Who made a study, an appraisal or a judgement."""
    if "extracted_by" in value:
        return (str(value["extracted_by"]), *(str(who) for who in value.get("extracted_with") or ()))
    return tuple(str(who) for who in value.get("reviewers") or ())


def list_alone(value: Mapping[str, Any]) -> tuple[str, ...]:
    """Who made it alone: not who settled it, where that was somebody else."""
    settled = value.get("settled")
    return tuple(str(who) for who in settled["between"]) if isinstance(settled, Mapping) else list_makers(value)


def list_versions(evidence: Evidence, part: str, name: str) -> tuple[Version, ...]:
    """What people have made of one thing, each alone and finished, and what stands for it now; one has two or more.

    Empty where there is nothing to settle: fewer than two, or what stands is of all of them and none has judged since.
    """
    own = [Version(o.by, o.path, o.item.to_plain()) for o in evidence.own if (o.field, o.name) == (part, name)]
    standing: Mapping[str, Any] | None = None
    if part == "appraisals":
        for appraisal in evidence.appraisals:
            if f"{appraisal.study}.{appraisal.tool}" != name:
                continue
            if appraisal.by is None:
                standing = appraisal.to_plain()
            else:
                own.append(Version(appraisal.by, part_path(part, own_name(name, appraisal.by)), appraisal.to_plain()))
    else:
        item = getattr(evidence, part).get(name)
        standing = item.to_plain() if item is not None else None
    if standing is not None:
        makers = list_makers(standing)
        alone = list_alone(standing)
        # What was settled is settled: of those who had a part in it, only what they have judged anew since.
        # A second name that was only typed beside the first has settled nothing.
        typed = part == "certainty" and len(makers) > 1 and not standing.get("settled")
        new = [v for v in own if v.who not in makers or is_new(v.value, standing, v.who) or typed]
        if not new:
            return ()
        if isinstance(standing.get("settled"), Mapping):
            anew = {v.who for v in new}
            own = [replace(v, changed=v.who in anew) for v in own]
            return (Version(SETTLED, part_path(part, name), standing), *own)
        # Who has changed alone what stands as theirs alone has said the same thing twice.
        own = new if len(makers) > 1 else own
        if len(makers) > 1 or makers[0] not in {v.who for v in own} or len(own) < 2:
            own.insert(0, Version(", ".join(alone), part_path(part, name), standing))
    return tuple(own) if len(own) > 1 else ()


def list_current(appraisals: Iterable[Appraisal]) -> list[Appraisal]:
    """Without one person's that went into what several stand behind, unless that person has judged anew since."""
    held = list(appraisals)
    settled = {(a.study, a.tool): a for a in held if a.by is None and len(a.reviewers) > 1}

    def is_in(own: Appraisal) -> bool:
        one = settled.get((own.study, own.tool))
        return (
            one is not None
            and own.by in one.reviewers
            and not is_new(to_plain(own.to_plain()), to_plain(one.to_plain()), own.by)
        )

    return [a for a in held if a.by is None or not is_in(a)]


def find_own(evidence: Evidence, part: str, name: str, who: str) -> Mapping[str, Any] | None:
    """What one person has finished alone beside that of others; None where there is none."""
    own = [o.item.to_plain() for o in evidence.own if (o.field, o.name, o.by) == (part, name, who)]
    if part == "appraisals":
        own = [a.to_plain() for a in evidence.appraisals if (f"{a.study}.{a.tool}", a.by) == (name, who)]
    return next((to_plain(plain) for plain in own), None)


def list_settled(evidence: Evidence, part: str, name: str, standing: Mapping[str, Any]) -> tuple[Version, ...]:
    """The versions between which `standing` was settled, as far as they can still be read; none where it was not.

    What several had made in one file is one version in their names, told from what the settlements since replaced.
    """
    settled = standing.get("settled")
    if not isinstance(settled, Mapping):
        return ()
    own = {str(who): find_own(evidence, part, name, str(who)) for who in settled["between"]}
    found = [Version(who, part_path(part, own_name(name, who)), v) for who, v in own.items() if v is not None]
    together = [who for who, value in own.items() if value is None]
    value, step = to_plain(standing), settled
    while step.get("replaced") is not None and step.get("earlier"):
        value, step = _restore(value, step["replaced"]), step["earlier"]
    if together and step.get("replaced") is not None:
        found.insert(0, Version(", ".join(together), part_path(part, name), _restore(value, step["replaced"])))
    return tuple(found)


def _restore(value: Mapping[str, Any], replaced: Mapping[str, Any]) -> dict[str, Any]:
    """`value` as it was before: place such as `arms.treated.n` -> what stood there is put back."""
    restored: dict[str, Any] = to_plain(value)
    for place, was in replaced.items():
        *steps, last = place.split(".")
        at: Any = restored
        for step in steps:
            if isinstance(at, list):
                item = next((i for i in at if i.get("id") == step), None)
                if item is None:
                    at.append(item := {"id": step})
                at = item
            else:
                if not isinstance(at.get(step), (dict, list)):
                    at[step] = [] if step in ("arms", "results") and at is restored else {}
                at = at[step]
        at[last] = to_plain(was)
    return restored


BOOKKEEPING = frozenset(
    {"by", "reviewers", "decided_on", "checked_by", "extracted_by", "extracted_with", "places", "role", "draft"}
)
"""What says who did it and when, and not what was found."""


MADE_ALONE = ("certainty", "studies", "appraisals")
"""Parts of which several people may each make their own."""


def find_begun(evidence: Evidence, text: str, who: str) -> str | None:
    """The draft in which `who` has begun the same alone; None for none. It blocks nothing but this person's name."""
    part, _, name = text.partition("/")
    mine = part_path(part, own_name(name, who)) if part in MADE_ALONE else None
    return next((draft.path for draft in evidence.drafts if draft.path == mine), None)


def find_unsettled(evidence: Evidence, text: str, who: str) -> str | None:
    """The file in which `who` has made the same otherwise and finished it, and nobody has settled it; None for none.

    `text`: `certainty/ID`, `studies/ID` or `appraisals/STUDY.TOOL`, as a sign-off names it.
    """
    part, _, name = text.partition("/")
    if part not in MADE_ALONE:
        return None
    mine = part_path(part, own_name(name, who))
    versions = list_versions(evidence, part, name)
    standing = next((v for v in versions if v.path == part_path(part, name)), None)
    own = next((v for v in versions if v.path == mine and v.changed), None)
    if own is None or (standing is not None and _find_content(own) == _find_content(standing)):
        return None
    return mine


def _find_content(version: Version) -> dict[str, Any]:
    return {key: value for key, value in version.value.items() if key not in BOOKKEEPING}


def list_unsettled(evidence: Evidence, part: str, name: str) -> tuple[str, ...]:
    """Who finished the same thing each alone and otherwise, while nobody has settled it; empty where nothing is."""
    if not any((o.field, o.name) == (part, name) for o in evidence.own) and part != "appraisals":
        return ()
    versions = [v for v in list_versions(evidence, part, name) if v.changed]
    contents = [_find_content(v) for v in versions]
    if all(c == contents[0] for c in contents[1:]):
        return ()
    return tuple(dict.fromkeys(who for v in versions for who in list_people(v)))


def hash_made(value: Mapping[str, Any]) -> str:
    """What one person made, told apart from any other content: without who, when and where it was taken from.

    Its reports stay out: a link may give a record another name, and nobody has changed anything by that.
    """
    content = {key: item for key, item in value.items() if key not in (*BOOKKEEPING, "reports")}
    said = json.dumps(to_plain(content), ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def hash_place(value: Any) -> str:
    """What stands in one field, told apart from anything else; the order of words says nothing."""
    plain = to_plain(value)
    if isinstance(plain, list) and all(isinstance(word, str) for word in plain):
        plain = sorted(plain)
    plain = plain if plain not in (None, "", [], {}) else None
    said = json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def has_moved(act: Mapping[str, Any], who: str, at: str, own: Any) -> bool:
    """Whether a person has something else at a place than when `act` settled it, given that it is not what stands.

    Of an act that keeps no hash of it nobody can tell, where another's was taken: then it is taken to have changed.
    """
    if who not in act["between"]:
        return True
    was = ((act.get("had") or {}).get(who) or {}).get(at)
    return was is None or was != hash_place(own)


def is_new(own: Mapping[str, Any], standing: Mapping[str, Any], who: str) -> bool:
    """Whether one person's own was made, or changed, since what stands was settled."""
    settled = standing.get("settled")
    made = settled.get("made") if isinstance(settled, Mapping) else None
    was = made.get(who) if isinstance(made, Mapping) else None
    return is_later(own, standing) or (was is not None and was != hash_made(own))


def list_changed(evidence: Evidence, part: str, name: str) -> tuple[str, ...]:
    """Who has changed their own since it was settled between them; empty where nobody has, or nothing was settled."""
    standing = _find_standing(evidence, part, name)
    settled = standing.get("settled") if standing is not None else None
    if standing is None or not isinstance(settled, Mapping):
        return ()
    own = {str(who): find_own(evidence, part, name, str(who)) for who in settled["between"]}
    return tuple(who for who, value in own.items() if value is not None and is_new(value, standing, who))


def list_changed_ever(evidence: Evidence, part: str, name: str) -> tuple[str, ...]:
    """Who has changed their own since any settlement of it, the ones before the last too: it is not what they had
    before anybody met."""
    standing = _find_standing(evidence, part, name)
    step = standing.get("settled") if standing is not None else None
    found = list(list_changed(evidence, part, name))
    while isinstance(step, Mapping):
        for who, was in (step.get("made") or {}).items():
            own = find_own(evidence, part, name, str(who))
            found += [str(who)] if own is not None and was != hash_made(own) else []
        step = step.get("earlier")
    return tuple(dict.fromkeys(found))


def _find_standing(evidence: Evidence, part: str, name: str) -> Mapping[str, Any] | None:
    if part == "appraisals":
        found = [a for a in evidence.appraisals if a.by is None and f"{a.study}.{a.tool}" == name]
        return to_plain(found[-1].to_plain()) if found else None
    item = getattr(evidence, part).get(name)
    return to_plain(item.to_plain()) if item is not None else None


def is_later(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one was decided on a later day than the other; false where they carry no day."""
    first, second = one.get("decided_on"), other.get("decided_on")
    return isinstance(first, dt.date) and isinstance(second, dt.date) and first > second


def list_open(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    """(part, name) of everything that several people have finished alone and nobody has settled."""
    names = [(o.field, o.name) for o in evidence.own]
    names += [("appraisals", f"{a.study}.{a.tool}") for a in evidence.appraisals if a.by is not None]
    return tuple(n for n in dict.fromkeys(names) if list_versions(evidence, *n))


def to_plain(value: Any) -> Any:
    """A copy in which a list is a list and a mapping a dict, as files hold them."""
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return [to_plain(item) for item in value] if isinstance(value, (list, tuple)) else value
