"""Exercises from the workspace's own data: judge first, then see what people decided, and why. Pure.

Three kinds: the risk of bias of a study, the certainty of a claim, the wording of a sentence. Nothing is scored and
nothing is kept; people's decisions are answers to compare with, not keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ..judgement.readings import SignOff, Stale
from ..judgement.readings_said import describe_stale
from ..judgement.sentences import propose_sentence
from ..judgement.summary import ClaimSummary
from ..judgement.wording import ALLOWED_WORDING
from ..language.words import Words
from ..layout import appraisal_name
from ..model import CERTAINTY_LEVELS, Appraisal, Evidence, Prose
from ..model.appraisal_tools import TOOLS

EACH = 4
"""At most so many of a kind; ten or so together, if the workspace has them."""


UNORDERED = ("unclear",)
"""Words that lie neither above nor below the others."""

KNOWN = ("print_instead", "learn_whole")
"""Keys among the reasons of an exercise that are texts of the program."""


@dataclass(frozen=True)
class Exercise:
    """`facts`: (what, text) to judge by; `choices`: (word, name); `decided`: the word that people settled on.

    `why`: their reasons, (what, text); `deciding`: what weighed most among them, by name; `path` below the language's
    folder: where all of it stands; `checked`: whether a second person has signed the decision off as it stands.
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

    def place(self, word: str) -> str:
        """Where a choice lies beside the decision: 'decided', 'below', 'above'; '' for a word outside the order."""
        words = [w for w, _ in self.choices if w not in UNORDERED]
        if word not in words or self.decided not in words:
            return "decided" if word == self.decided else ""
        step = words.index(word) - words.index(self.decided)
        return "above" if step > 0 else "below" if step else "decided"


def list_exercises(
    evidence: Evidence, summaries: Sequence[ClaimSummary], language: str, signed: Mapping[str, SignOff]
) -> tuple[Exercise, ...]:
    """The exercises, the kinds in turn; the same for the same evidence. `signed`: the sign-offs of its texts."""
    voice = Words(language, evidence.vocabulary)
    kinds = (
        _list_bias(evidence, voice, signed),
        _list_certainty(summaries, voice),
        _list_wording(evidence, summaries, voice),
    )
    chosen = [_spread(found) for found in kinds]
    return tuple(e for turn in zip_longest(*chosen) for e in turn if e is not None)


def _spread(found: Iterable[Exercise]) -> list[Exercise]:
    """At most EACH, as many different answers among them as there are."""
    waiting = list(found)
    chosen: list[Exercise] = []
    while waiting and len(chosen) < EACH:
        seen = [e.decided for e in chosen]
        best = min(waiting, key=lambda e: seen.count(e.decided))
        waiting.remove(best)
        chosen.append(best)
    return chosen


def _list_bias(evidence: Evidence, voice: Words, signed: Mapping[str, SignOff]) -> Iterator[Exercise]:
    for a in evidence.appraisals:
        study = evidence.studies.get(a.study)
        if study is None or a.by is not None or a.tool not in TOOLS or not study.caveats:
            continue
        people = voice.say("site.not_recorded") if study.population.n is None else str(study.population.n)
        facts: list[tuple[str, Prose]] = [
            ("design", voice.name("design", study.design)),
            ("n_people", people),
            ("who", study.population.who),
            ("comparator", voice.name("comparator", study.comparator)),
        ]
        facts += [("caveats", caveat) for caveat in study.caveats[:3]]
        words = [w for w in TOOLS[a.tool].words if w != "not_applicable"]
        group = f"domain_{a.tool.replace('-', '_')}"
        why: list[tuple[str, Prose]] = [("", a.why)]
        why += [(voice.name(group, d), voice.name("judgement", j.judgement)) for d, j in a.domains.items()]
        yield Exercise(
            f"bias-{study.id}",
            "bias",
            study.label,
            tuple(facts),
            tuple((w, voice.name("judgement", w)) for w in words),
            a.overall,
            tuple(why),
            f"studies/{study.id}.html",
            (held := signed.get(f"appraisals/{appraisal_name(a)}")) is not None and held.holds,
            _list_deciding(a, [(voice.name(group, d), j.judgement) for d, j in a.domains.items()]),
        )


def _list_deciding(appraisal: Appraisal, domains: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The domains that are as bad as the whole; none where all are, since then none of them decided it."""
    found = tuple(name for name, judgement in domains if judgement == appraisal.overall)
    return found if len(found) < len(domains) else ()


def _list_certainty(summaries: Sequence[ClaimSummary], voice: Words) -> Iterator[Exercise]:
    for s in summaries:
        c = s.certainty
        if c is None or c.overall is None or not s.counted or s.withheld:
            continue
        stances = ", ".join(f"{voice.name('stance', w)}: {n}" for w, n in s.by_stance.items() if n)
        designs = ", ".join(f"{voice.name('design', w)}: {n}" for w, n in s.by_design.items())
        risks = ", ".join(
            f"{voice.say('site.not_appraised') if w == 'not_appraised' else voice.name('judgement', w)}: {n}"
            for w, n in s.by_risk_of_bias.items()
        )
        facts: tuple[tuple[str, Prose], ...] = (
            ("studies_counted", str(len(s.counted))),
            ("stance", stances),
            ("design", designs),
            ("directness", ", ".join(f"{voice.name('directness', w)}: {n}" for w, n in s.by_directness.items() if n)),
            ("risk_of_bias", risks),
            ("n_people", str(s.participants)),
        )
        why: list[tuple[str, Prose]] = [("", c.summary), *_mark(s.stale_text, "lead", voice)]
        why += [
            (f"{voice.name('grade_domain', d)} −{st.steps}", st.why)
            for d, st in (c.downgrades or {}).items()
            if st.steps
        ]
        yield Exercise(
            f"certainty-{s.claim.id}",
            "certainty",
            s.claim.statement,
            facts,
            tuple((w, voice.name("certainty", w)) for w in CERTAINTY_LEVELS),
            c.overall,
            tuple(why),
            f"claims/{s.claim.id}.html",
            s.is_checked,
            tuple(voice.name("grade_domain", d) for d, st in (c.downgrades or {}).items() if st.steps),
        )


def _list_wording(evidence: Evidence, summaries: Sequence[ClaimSummary], voice: Words) -> Iterator[Exercise]:
    by_id = {s.claim.id: s for s in summaries}
    for document, sentence in evidence.sentences:
        if len(sentence.claims) != 1 or sentence.verdict is None or sentence.verdict.suggest is None:
            continue
        s = by_id.get(sentence.claims[0].claim)
        if s is None or s.allowed_wording not in ALLOWED_WORDING or s.certainty is None:
            continue
        facts: list[tuple[str, Prose]] = [
            ("article_says", voice.name("wording", sentence.claims[0].wording)),
            ("col_rating", voice.name("certainty", s.certainty_word) if s.certainty_word else _basis(s, voice)),
            ("verdict", s.certainty.summary),
        ]
        facts += [("note", text) for _, text in _mark(s.stale_text, "lead", voice)]
        why: list[tuple[str, Prose]] = [("print_instead", sentence.verdict.suggest), ("", sentence.verdict.why)]
        why += _mark(s.find_stale(document.id, sentence.at), "verdict", voice)
        why += _mark(s.stale_phrases, "lead", voice)
        if printable := propose_sentence(s, voice.language):
            why.insert(1, ("learn_whole", printable))
        yield Exercise(
            f"wording-{s.claim.id}-{sentence.at.replace('.', '-')}",
            "wording",
            sentence.says,
            tuple(facts),
            tuple((w, voice.name("allowed_wording", w)) for w in ALLOWED_WORDING),
            str(s.allowed_wording),
            tuple(why),
            f"claims/{s.claim.id}.html",
            s.is_checked,
        )


def _mark(found: Stale | None, of: str, voice: Words) -> list[tuple[str, Prose]]:
    """What marks a text whose ground has changed, as a line of its own beside it; nothing for one that holds."""
    if found is None:
        return []
    return [("", f"{voice.say(f'site.{found.name_mark(of)}')} {describe_stale(found, voice)}")]


def _basis(summary: ClaimSummary, voice: Words) -> str:
    return voice.name("basis_rating", summary.basis_word) if summary.basis_word else voice.say("site.not_judged")
