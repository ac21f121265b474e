"""One exercise as a page or a notebook shows it, and what several kinds of them say in the same words. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..decisions import StudyInClaim
from ..judgement.claim_summary import ClaimSummary
from ..language.words import Words
from ..model import Multilingual, Prose

UNORDERED = ("unclear",)
"""Words that lie neither above nor below the others."""

FEW = 5
"""So many studies are shown one by one, with what was read of each; more of them by number only."""


@dataclass(frozen=True)
class Exercise:
    """`facts`: (what, text) to judge by, `what` a key of the pages' texts; `seen`: more of them, under names of their
    own; `hints`: the rules that a judgement follows; `choices`: (word, name); `decided`: the word people settled on.

    `why`: their reasons, (what, text); `deciding`: what weighed most among them, by name; `path` below the language's
    folder: where all of it stands; `checked`: whether a second person has signed the decision off as it stands;
    `ruled`: the word that the rules propose, '' where they propose none; `departs`: why people depart from it, (what,
    text); `notes`: what else is said of the decision; `older`: the mark of words older than their evidence; `terms`:
    (group, word) of the vocabulary that a reader may not know.
    """

    id: str
    kind: str
    title: Prose
    facts: tuple[tuple[str, Prose], ...]
    choices: tuple[tuple[str, str], ...]
    decided: str
    why: tuple[tuple[str, Prose], ...]
    path: str
    checked: bool
    deciding: tuple[str, ...] = ()
    seen: tuple[tuple[str, Prose], ...] = ()
    hints: tuple[str, ...] = ()
    ruled: str = ""
    departs: tuple[tuple[str, Prose], ...] = ()
    notes: tuple[str, ...] = ()
    older: str = ""
    terms: tuple[tuple[str, str], ...] = ()

    def place(self, word: str) -> str:
        """Where a choice lies beside the decision: 'decided', 'below', 'above'; '' for a word outside the order."""
        words = [w for w, _ in self.choices if w not in UNORDERED]
        if word not in words or self.decided not in words:
            return "decided" if word == self.decided else ""
        step = words.index(word) - words.index(self.decided)
        return "above" if step > 0 else "below" if step else "decided"

    @property
    def departed(self) -> bool:
        """Whether people settled on another word than the one that the rules propose."""
        return bool(self.ruled) and self.ruled != self.decided

    @property
    def ruled_name(self) -> str:
        """The rules' word as the choices name it; the word itself where it is none of them."""
        return dict(self.choices).get(self.ruled, self.ruled)

    def mark(self, word: str) -> str:
        """The classes of a choice: its place, and whether it is the rules' where people departed from them."""
        return f"{self.place(word)} {'ruled' if self.departed and word == self.ruled else ''}".strip()


def put(text: str, voice: Words) -> Multilingual:
    """Words of the program, in the language of the page: beside what people wrote they need no mark of their own."""
    return Multilingual.model_validate({voice.language: text})


def find_body(summary: ClaimSummary) -> tuple[StudyInClaim, ...]:
    """The studies that people rested their judgement on, whether or not they are counted; none that is retracted."""
    body = summary.certainty.body if summary.certainty else ()
    return tuple(s for s in summary.studies if s.id in body and not s.retracted)


def describe_body(
    summary: ClaimSummary, voice: Words, *, caveats: bool = True
) -> tuple[tuple[tuple[str, Prose], ...], ...]:
    """(facts, what was read of each study) of the studies that a judgement rests on; the others by number only."""
    body = find_body(summary)
    others = [s for s in summary.counted if s not in body]
    people = sum(s.study.population.n or 0 for s in body)
    unknown = sum(s.study.population.n is None for s in body)
    said = str(people) if not unknown else voice.say_number("site.people_known", unknown, known=people)
    if len(body) == unknown:
        said = voice.say("site.not_recorded")
    if body and all(s.counted for s in body) and others:
        rests = voice.say("site.learn_rests_of", n=len(body), all=len(summary.counted))
    else:
        rests = voice.say_number("site.learn_rests_on", len(body))
    names = "; ".join(s.study.label for s in body)
    facts: list[tuple[str, Prose]] = [("learn_body", put(f"{rests} {names}".rstrip(), voice))]
    if others:
        text = voice.say("site.learn_others", n=len(others), what=_count(others, "directness", voice))
        facts.append(("learn_beside", put(text, voice)))
    for key in ("stance", "design", "directness", "risk_of_bias", "read"):
        if counted := _count(body, key, voice):
            facts.append(("learn_read" if key == "read" else key, put(counted, voice)))
    facts.append(("n_people", put(said, voice)))
    if summary.unread:
        facts.append(("learn_unread", put(str(len(summary.unread)), voice)))
    seen: list[tuple[str, Prose]] = []
    shown = body if len(body) <= FEW else _choose_few(body)
    for s in shown:
        caution = caveats and len(body) <= FEW
        seen += [(_name_study(s, voice), s.study.finding), *(("", caveat) for caveat in s.study.caveats if caution)]
    if len(shown) < len(body):
        seen.append(("", put(voice.say_number("site.learn_seen_rest", len(body) - len(shown)), voice)))
    if len(body) <= FEW:
        seen += [(voice.say("site.learn_unread"), unread.what) for unread in summary.unread[:FEW]]
    return tuple(facts), tuple(seen)


def _choose_few(body: Sequence[StudyInClaim]) -> list[StudyInClaim]:
    """A few of many, as different in what they say as there are: without any of them nobody could judge."""
    waiting, chosen = list(body), list[StudyInClaim]()
    while waiting and len(chosen) < FEW:
        said = [s.stance for s in chosen]
        chosen.append(min(waiting, key=lambda s: said.count(s.stance)))
        waiting.remove(chosen[-1])
    return chosen


def list_terms(summary: ClaimSummary) -> tuple[tuple[str, str], ...]:
    """Words of the studies that a reader may not know, each once."""
    found: list[tuple[str, str | None]] = []
    for s in (*find_body(summary), *summary.counted):
        found += [("stance", s.stance), ("directness", s.directness), ("judgement", s.risk_of_bias)]
    return tuple(dict.fromkeys((group, word) for group, word in found if word is not None))


def find_terms(texts: Iterable[Prose], voice: Words) -> Iterator[tuple[str, str]]:
    """The words of the trade (`study_term` of the vocabulary) that begin a word of the texts."""
    said = " ".join(text if isinstance(text, str) else voice.read(text) for text in texts)
    for word, entry in voice.vocabulary.get("study_term", {}).items():
        if any(re.search(rf"\b{re.escape(name)}", said, re.IGNORECASE) for name in (word, voice.read(entry.name))):
            yield "study_term", word


def _name_study(s: StudyInClaim, voice: Words) -> str:
    n = s.study.population.n
    people = voice.say("site.people_unknown") if n is None else voice.say("site.people", n=n)
    return f"{s.study.label} ({voice.name('design', s.study.design)}; {people})"


def _count(studies: Iterable[StudyInClaim], key: str, voice: Words) -> str:
    """Such as 'direct: 3, indirect: 7', most frequent first."""
    words = (
        {"stance": s.stance, "directness": s.directness, "risk_of_bias": s.risk_of_bias or "not_appraised"}.get(
            key, s.study.read if key == "read" else s.study.design
        )
        for s in studies
    )
    counted = Counter(w for w in words if w is not None).most_common()
    group = "judgement" if key == "risk_of_bias" else key
    names = [(voice.say("site.not_appraised") if w == "not_appraised" else voice.name(group, w), n) for w, n in counted]
    return ", ".join(f"{name}: {n}" for name, n in names)


def spread(found: Sequence[Exercise], each: int) -> list[Exercise]:
    """At most `each`, as many different answers among them as there are, and none of a study or claim that has one."""
    waiting = list(found)
    chosen: list[Exercise] = []
    while waiting and len(chosen) < each:
        seen = [e.decided for e in chosen]
        best = min(waiting, key=lambda e: seen.count(e.decided))
        chosen.append(best)
        waiting = [e for e in waiting if e.path != best.path]
    return chosen
