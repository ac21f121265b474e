"""Which judgement of certainty counts while people who judged a claim each alone have not settled it. Pure.

The lower level does, as of their appraisals the gravest does: a claim must not look surer because nobody has met yet.
It is one person's whole judgement, body, steps and words, so that what is shown is of one piece. Where they differ in
where the results point, nobody knows until they have settled it: then it is said to be unclear, in words of ours.

What was settled stands until it is settled again, whatever words somebody has changed in their own since; only who has
come to another level than they had then is held against it, and the lower of the two counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..language import say
from ..layout import part_path
from ..model import Certainty, Direction, Evidence, Multilingual
from ..model.grade import rank_word
from .versions import SETTLED, Version, has_moved, list_people, list_unsettled, list_versions, to_plain


@dataclass(frozen=True)
class Holding:
    """`certainty`: the judgement that counts; `path`: whose file it is; `written`: as it stands there.

    `apart`: (who, level or rating) of all who judged it each alone and otherwise, none once that is settled; who made
    one in one file stand together ('anna, bo').
    """

    certainty: Certainty
    path: str
    written: Certainty
    apart: tuple[tuple[str, str | None], ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether it is one person's own, which counts only because it is the lower one."""
        return self.path != part_path("certainty", self.certainty.claim)


def find_holding(evidence: Evidence, claim: str) -> Holding | None:
    """The judgement of `claim` that counts; None while nobody's stands, however many have theirs beside it."""
    standing = evidence.certainty.get(claim)
    if standing is None:
        return None
    path = part_path("certainty", claim)
    if not list_unsettled(evidence, "certainty", claim):
        return Holding(standing, path, standing)
    versions = [v for v in list_versions(evidence, "certainty", claim) if _opens_level(standing, v)]
    if len(versions) < 2:
        return Holding(standing, path, standing)
    own = {o.path: o.item for o in evidence.own if isinstance(o.item, Certainty)}
    found = [(path, standing), *((v.path, own[v.path]) for v in versions if v.path in own)]
    # Of two as low the one that stands, which comes first.
    held, lowest = min(found, key=lambda one: rank_word(one[1].word))
    apart = tuple((", ".join(list_people(v)), _read_word(v)) for v in versions)
    return Holding(_leave_open(evidence, lowest, [c for _, c in found]), held, lowest, apart)


def _opens_level(standing: Certainty, version: Version) -> bool:
    """Whether a version has a say in which level counts: what stands, and who has come to another one since."""
    if standing.settled is None or version.who == SETTLED:
        return True
    word, place = _read_word(version), "overall" if standing.is_graded else "basis.rating"
    moved = has_moved(to_plain(standing.settled.to_plain()), version.who, place, word)
    return version.changed and word != standing.word and moved


def _read_word(version: Version) -> str | None:
    word = version.value.get("overall") or (version.value.get("basis") or {}).get("rating")
    return str(word) if word else None


def _leave_open(evidence: Evidence, lowest: Certainty, judged: list[Certainty]) -> Certainty:
    """`lowest`, said to be unclear in its direction where not all of `judged` see the same one."""
    seen = {c.direction.finding for c in judged if c.direction is not None} - {"not_applicable"}
    if len(seen) < 2:
        return lowest
    languages = evidence.topic.languages
    why, summary = (
        Multilingual.model_validate({code: say(f"sentence.apart.{key}", code) for code in languages})
        for key in ("direction", "summary")
    )
    return lowest.model_copy(update={"direction": Direction(finding="unclear", why=why), "summary": summary})
