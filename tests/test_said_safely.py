"""What no printable sentence may do to a reader: deny a known harm, promise without a warning, give half a limit.

Each rule is held over every claim, state and language of the shipped evidence, and broken once to see it refuse.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from rlsevidence.check import check_evidence
from rlsevidence.decisions import settle
from rlsevidence.judgement.sentences import (
    State,
    find_figure,
    is_sourced,
    list_states,
    needs_advice,
    needs_word,
    offer_sentence,
    write_state,
)
from rlsevidence.judgement.strength import asks_whether, find_doubt, names_ceiling, says_can
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.model import Claim, Evidence, PhraseParts, Phrases

TODAY = dt.date(2026, 11, 29)


@pytest.fixture(scope="module")
def evidence(evidence_dir: Path) -> Evidence:
    return rls.open_workspace(evidence_dir.parent).evidence


def list_said(evidence: Evidence) -> Iterator[tuple[Claim, Phrases, PhraseParts, State, str, str]]:
    """Every sentence of every claim in every state and language."""
    for claim in evidence.claims.values():
        assert claim.phrases is not None
        for state, code in itertools.product(list_states(claim), evidence.topic.languages):
            sentence = write_state(claim, state, code, find_figure(evidence, claim)).sentence
            if sentence is not None:
                yield claim, claim.phrases, claim.phrases.parts[code], state, code, sentence


def change(claim: Claim, parts: dict[str, Any] | None = None, **phrases: Any) -> Claim:
    """The claim with other phrases, and other parts in every language."""
    assert claim.phrases is not None
    changed = {code: p.model_copy(update=parts or {}) for code, p in claim.phrases.parts.items()}
    return claim.model_copy(update={"phrases": claim.phrases.model_copy(update={"parts": changed, **phrases})})


def list_rules(evidence: Evidence, claim: Claim) -> list[str]:
    """The rules on phrases that `check` finds broken once this claim stands in place of its own."""
    changed = replace(evidence, claims={**evidence.claims, claim.id: claim})
    return [p.rule for p in check_evidence(changed, today=TODAY) if p.rule.startswith("phrases")]


def test_a_documented_harm_is_never_denied_and_never_asked_for(evidence: Evidence) -> None:
    documented = {claim.id for claim in evidence.claims.values() if claim.phrases and claim.phrases.documented_by}
    assert documented >= {
        "addictive-medicines",
        "dopaminergic-tolerance",
        "drug-interactions",
        "high-dose-harm",
        "iv-pregnancy",
        "kidney-contraindication",
    }
    tried = 0
    for claim, phrases, parts, state, code, sentence in list_said(evidence):
        if not phrases.documented_by:
            continue
        tried += 1
        assert state.way not in ("no_difference", "opposite"), (claim.id, state, sentence)
        if state.rating in ("contested", "unsupported") or state.level == "very_low" or state.way == "open":
            assert parts.question is not None
            assert parts.question in sentence or str(parts.beside.get(state.word)) in sentence
            assert not asks_whether(parts.question, code), (claim.id, state, sentence)
    assert tried > 100


DOUBTS = {
    "en": ("not known for certain", "uncertain", "very uncertain"),
    "sv": ("inte säkert känt", "osäker", "mycket osäker"),
}
"""Words for the size of a documented harm at moderate, low and very low certainty: a little more doubt at each."""


def test_no_level_doubts_that_a_documented_harm_occurs(evidence: Evidence) -> None:
    """The first sentence is one and the same at every level: what it can do. Below it only the size is in doubt."""
    tried = set()
    for claim, phrases, parts, state, code, sentence in list_said(evidence):
        if not phrases.documented_by:
            continue
        fact = f"{parts.subject} {parts.finite} {parts.object}."
        fact = fact[:1].upper() + fact[1:]
        assert sentence.startswith(fact), (claim.id, state, sentence)
        assert says_can(parts.finite, code), (claim.id, parts.finite)
        assert find_doubt(fact, code) is None
        assert not re.search(r"(?i)\b(may|might|probably|möjligen|sannolikt|kanske)\b", sentence), (claim.id, sentence)
        if state.level in ("moderate", "low", "very_low") and state.way in ("for", None):
            doubt = DOUBTS[code][("moderate", "low", "very_low").index(state.level)]
            rest = sentence.removeprefix(fact)
            assert doubt in rest, (claim.id, state, sentence)
            assert (DOUBTS[code][2] in rest) == (state.level == "very_low")
        tried.add((claim.id, state.word))
    named = {name for name, _ in tried}
    assert len(named) == 7
    withheld = sum(is_sourced(evidence.claims[name]) for name in named)
    assert len(tried) == 7 * 8 - withheld, "all levels and all ratings of each, but for 'unsupported' beside a source"


@pytest.mark.parametrize(
    ("part", "text"), [("finite", "may reduce"), ("finite", "reduces"), ("object", "perhaps the effect of others")]
)
def test_a_documented_harm_that_is_doubted_or_says_more_than_can_is_refused(
    evidence: Evidence, part: str, text: str
) -> None:
    broken = change(evidence.claims["drug-interactions"], {part: text})
    assert "phrases-harm" in list_rules(evidence, broken)
    for state in list_states(broken):
        assert write_state(broken, state, "en", None).sentence is None


def test_a_harm_that_does_not_show_says_of_whom_and_a_promise_that_fails_says_not_to_take_it(
    evidence: Evidence,
) -> None:
    tried = 0
    for claim, _, parts, state, code, sentence in list_said(evidence):
        said = getattr(parts, state.way) if state.way in ("no_difference", "opposite") else None
        if said is None or not needs_word(claim, str(state.way)):
            continue
        assert said.beside in sentence, (claim.id, state)
        tried += 1
        bare = change(claim, {str(state.way): said.model_copy(update={"beside": None})})
        assert write_state(bare, state, code, None).lacks in ("limits", "advice")
        assert "phrases-whole" in list_rules(evidence, bare)
    assert tried == 24, "three levels and two languages of bleeding, sleep, RLS and other treatments"


ASKS_WHOM = {
    "en": r"(?i)\bask\b[^.\n]*\bif (you|your)\b",
    "sv": r"(?i)\bfråga\b[^.\n]*\bom (du|din|dina|ditt)\b",
}
"""'Ask first if you are pregnant' can be read as a question to ask: the condition comes first, and then whom to ask."""
ALONE = {"en": r"(?i)\bask (first|before)\b", "sv": r"(?i)\bfråga (först|innan)\b"}


def test_who_is_told_to_ask_is_told_whom_and_not_whether(evidence: Evidence) -> None:
    assert re.search(ASKS_WHOM["en"], "Ask first if you are pregnant.")
    assert re.search(ASKS_WHOM["sv"], "Fråga på apoteket om du tar läkemedel.")
    assert not re.search(ASKS_WHOM["sv"], "Tar du läkemedel, fråga på apoteket.")
    asked = 0
    for claim in evidence.claims.values():
        assert claim.phrases is not None
        for code, parts in claim.phrases.parts.items():
            text = json.dumps(parts.to_plain(), ensure_ascii=False)
            asked += bool(re.search(r"(?i)\b(ask|fråga)\b", text))
            for pattern in (ASKS_WHOM[code], ALONE[code]):
                assert not (found := re.search(pattern, text)), (claim.id, code, found)
    for _, sentence in evidence.sentences:
        suggest = sentence.verdict.suggest if sentence.verdict is not None else None
        for code, text in suggest.texts.items() if suggest is not None else ():
            for pattern in (ASKS_WHOM[code], ALONE[code]):
                assert not re.search(pattern, text), (sentence.at, text)
    assert asked > 12


def test_a_sentence_is_short_enough_to_print_and_the_rest_stands_beside_it(evidence: Evidence) -> None:
    today = {s.claim.id: s for s in summarise_claims(settle(evidence), today=TODAY)}
    for claim, _, parts, state, code, sentence in list_said(evidence):
        assert len(sentence.split()) <= 65, (claim.id, state, sentence)
        offer = offer_sentence(today[claim.id], code)
        assert len((offer.sentence or "").split()) <= 60, (claim.id, code, offer.sentence)
        figure = find_figure(evidence, claim)
        shown = parts.details and parts.details.replace("{figure}", f"{figure:g}" if figure is not None else "")
        assert write_state(claim, state, code, figure).details == shown
        assert parts.details is None or parts.details not in sentence


SPACED = {
    "gabapentin": ("gabapentin", "gabapentin"),
    "quinolones": ("ciprofloxacin:", "ciprofloxacin:"),
    "tetracyclines": ("tetracycline", "tetracykliner"),
    "iron": ("iron", "järn"),
    "bisphosphonates": ("bisphosphonates", "bisfosfonater"),
    "levothyroxine": ("levothyroxine", "levotyroxin"),
    "nitrofurantoin": ("nitrofurantoin", "nitrofurantoin"),
    "eltrombopag": ("eltrombopag", "eltrombopag"),
}
TWO_WAYS = {"quinolones"}
"""Medicines with one time before magnesium and another after it: both are printed."""


def test_the_hours_beside_a_sentence_are_those_of_the_table_for_each_medicine(evidence: Evidence) -> None:
    assert evidence.interactions is not None
    rows = {row.id: row for row in evidence.interactions.interactions}
    phrases = evidence.claims["drug-interactions"].phrases
    assert phrases is not None
    for place, code in enumerate(("en", "sv")):
        said = [s.casefold() for s in re.split(r"(?<=\.) ", str(phrases.parts[code].details))]
        for name, words in SPACED.items():
            (own,) = [s for s in said if words[place] in s]
            spacing = rows[name].spacing
            assert spacing is not None
            hours = [f"{h:g}" for h in (spacing.hours_low, spacing.hours_high) if h is not None]
            # Of a floor that is given as a span ('at least 2-3 hours') the safe end alone may be printed.
            floor = "at least" in spacing.advice.in_language("en").casefold() and name not in TWO_WAYS
            said_hours = set(re.findall(r"\d+", own))
            assert said_hours == set(hours) or (floor and said_hours == {hours[-1]}), (name, own)
        # The times were measured with one medicine of the group: the others get none.
        (others,) = [s for s in said if ("other quinolones", "andra kinoloner")[place] in s]
        assert not re.search(r"\d", others)
        (levodopa,) = [s for s in said if s.startswith("levodopa")]
        assert rows["levodopa"].spacing is None
        assert not re.search(r"\d", levodopa)


def test_one_word_for_kidneys_that_work_less_well_and_no_order_to_stop_what_is_prescribed(evidence: Evidence) -> None:
    for claim in evidence.claims.values():
        assert claim.phrases is not None
        for code, parts in claim.phrases.parts.items():
            text = json.dumps(parts.to_plain(), ensure_ascii=False).casefold()
            assert "kidney disease" not in text, claim.id
            assert "njursjukdom" not in text, claim.id
            if claim.id in ("stomach-upset", "dose-lowers-harm", "drug-interactions"):
                assert ("ask your doctor" if code == "en" else "fråga läkaren") in str(parts.advice).casefold()
                assert ("prescribed" if code == "en" else "på recept") in str(parts.advice)


@pytest.mark.parametrize("name", ["high-dose-harm", "kidney-contraindication", "drug-interactions"])
def test_who_writes_a_denial_or_a_doubt_of_a_documented_harm_is_refused(evidence: Evidence, name: str) -> None:
    claim = evidence.claims[name]
    assert list_rules(evidence, claim) == []
    assert claim.phrases is not None
    denial = {"no_difference": {"finite": "makes", "infinitive": "make", "object": "no difference"}}
    denied = change(claim, {"no_difference": type(claim.phrases.parts["en"]).model_validate(
        {**claim.phrases.parts["en"].to_plain(), **denial}
    ).no_difference})  # fmt: skip
    assert "phrases-harm" in list_rules(evidence, denied)
    for level, code in itertools.product(("high", "moderate", "low"), evidence.topic.languages):
        assert write_state(denied, State(level, way="no_difference"), code, None).lacks == "documented"
    for question in ({"en": "whether it harms", "sv": "om det skadar"}, {"en": None, "sv": None}):
        parts = {c: p.model_copy(update={"question": question[c]}) for c, p in claim.phrases.parts.items()}
        doubted = claim.model_copy(update={"phrases": claim.phrases.model_copy(update={"parts": parts})})
        assert "phrases-harm" in list_rules(evidence, doubted)
        for state in (State(rating="contested"), State(rating="unsupported"), State("very_low")):
            lacks = write_state(doubted, state, "sv", None).lacks
            assert lacks == "question" or (lacks == "sourced" and state.rating == "unsupported" and is_sourced(claim))


def test_a_harm_that_the_judgement_finds_must_name_what_documents_it(evidence: Evidence) -> None:
    bare = change(evidence.claims["addictive-medicines"], documented_by=())
    assert list_rules(evidence, bare) == ["phrases-harm"]
    unnamed = change(evidence.claims["addictive-medicines"], rests_on=())
    assert "phrases-harm" in list_rules(evidence, unnamed), "what documents it stands among what the words rest on"


def test_a_promise_carries_its_warning_at_every_level(evidence: Evidence) -> None:
    promises = {c.id for c in evidence.claims.values() if c.kind == "effect"}
    assert promises >= {"insomnia-improvement", "mild-moderate-relief", "response-when-deficient"}
    for claim, _, parts, state, _, sentence in list_said(evidence):
        if claim.id in promises:
            assert parts.advice is not None
            assert sentence.endswith(parts.advice), (claim.id, state)


@pytest.mark.parametrize("name", ["insomnia-improvement", "stomach-upset", "safe-daily-dose"])
def test_without_advice_no_promise_and_no_warning_is_printed(evidence: Evidence, name: str) -> None:
    claim = change(evidence.claims[name], {"advice": None})
    assert needs_advice(claim)
    assert "phrases-whole" in list_rules(evidence, claim)
    for state, code in itertools.product(list_states(claim), evidence.topic.languages):
        assert write_state(claim, state, code, 250).sentence is None


def test_advice_and_groups_at_risk_stand_at_every_level(evidence: Evidence) -> None:
    named = 0
    for claim, _, parts, state, _, sentence in list_said(evidence):
        for said in (parts.advice, parts.at_risk):
            if said is not None:
                assert said in sentence, (claim.id, state)
        named += parts.at_risk is not None
    assert named > 10
    claim = evidence.claims["high-dose-harm"]
    without = change(claim, {"at_risk": None})
    assert claim.phrases is not None
    risk = str(claim.phrases.parts["sv"].at_risk)
    for state in (State("very_low"), State(rating="contested"), State("low", way="open")):
        assert risk in str(write_state(claim, state, "sv", None).sentence)
        assert risk not in str(write_state(without, state, "sv", None).sentence)


def test_a_limit_is_never_left_to_be_read_as_a_dose(evidence: Evidence) -> None:
    said = {"en": "not a recommended dose", "sv": "ingen rekommenderad dos"}
    found = 0
    for claim, phrases, _, state, code, sentence in list_said(evidence):
        figure = find_figure(evidence, claim)
        if phrases.figure is not None and figure is not None and f"{figure:g} mg" in sentence:
            found += 1
            assert said[code] in sentence, (claim.id, state, sentence)
    assert found > 20, "at every level, and not only where the limits stand"


def test_a_limit_names_whose_it_is_and_that_it_is_a_ceiling(evidence: Evidence) -> None:
    found = 0
    for claim, phrases, _, state, code, sentence in list_said(evidence):
        figure = find_figure(evidence, claim)
        if phrases.figure is None or figure is None or f"{figure:g} mg" not in sentence:
            continue
        found += 1
        assert phrases.figure.named[code].casefold() in sentence.casefold(), (claim.id, state, sentence)
        assert names_ceiling(sentence, code), (claim.id, state, sentence)
    assert found > 20
    updates: tuple[dict[str, Any], ...] = (
        {"limits": None, "beside": {}, "object": "{figure} mg", "subject": "the figure of the agency"},
        {"limits": None, "beside": {}, "object": "{figure} mg", "subject": "an upper limit (övre gräns)"},
    )
    for update in updates:
        bare = change(evidence.claims["safe-daily-dose"], update)
        assert "phrases-limit" in list_rules(evidence, bare)


def test_no_level_throws_what_is_settled_in_doubt(evidence: Evidence) -> None:
    """A basis is doubted only by a question that somebody has written for it."""
    for claim, phrases, parts, state, _, sentence in list_said(evidence):
        if state.rating in ("contested", "unsupported"):
            assert parts.question is not None
            known = phrases.documented_by and parts.beside.get(state.word)
            assert (known or parts.question).split("{")[0] in sentence, (claim.id, state)
    for name, code in itertools.product(("physiological-role", "rls-description"), evidence.topic.languages):
        assert write_state(evidence.claims[name], State(rating="contested"), code, None).lacks == "question"


def test_an_open_direction_reads_otherwise_than_very_uncertain_and_only_at_low_certainty(evidence: Evidence) -> None:
    for claim, _, _, state, code, sentence in list_said(evidence):
        if state.way == "open":
            assert state.level == "low", (claim.id, state)
            assert sentence != write_state(claim, State("very_low"), code, find_figure(evidence, claim)).sentence


# ---------------------------------------------------------------- no source, where one stands here

NO_SOURCE = {"en": "found no reliable source", "sv": "hittades ingen tillförlitlig källa"}


def test_nobody_is_told_that_no_source_was_found_beside_one(evidence: Evidence) -> None:
    """The six sentences that denied what the box beside them held are withheld, and so is every other of their kind."""
    sourced = {claim.id for claim in evidence.claims.values() if is_sourced(claim)}
    named = {"dose-lowers-harm", "drug-interactions", "kidney-contraindication", "conventional-treatments"}
    assert named | {"safe-daily-dose", "safe-for-most"} <= sourced
    for name, code in itertools.product(sorted(named), evidence.topic.languages):
        assert write_state(evidence.claims[name], State(rating="unsupported"), code, None).lacks == "sourced"
    found = 0
    for claim, phrases, parts, state, code, sentence in list_said(evidence):
        if NO_SOURCE[code] not in sentence:
            continue
        found += 1
        assert claim.id not in sourced, (claim.id, state)
        assert state.rating == "unsupported"
        judged = evidence.certainty.get(claim.id)
        rating = judged.basis.rating if judged is not None and judged.basis is not None else None
        assert rating != "contested", (claim.id, "sources differ, so there are some")
        beside = f"{parts.details or ''} {parts.advice or ''} {' '.join(parts.beside.values())}"
        assert not re.search(r"\d+ (mg|hours|timm|per cent|procent)|product information|produktinfo", beside), claim.id
        assert phrases.figure is None
    assert found >= 6


def test_a_source_of_the_answer_that_is_not_named_is_asked_for(evidence: Evidence) -> None:
    claim = evidence.claims["dose-lowers-harm"]
    assert list_rules(evidence, claim) == []
    bare = change(claim, answered_by=())
    assert NO_SOURCE["en"] in str(write_state(bare, State(rating="unsupported"), "en", None).sentence)
    assert "phrases-whole" in list_rules(evidence, bare), "the judgement calls it accepted: somebody says so"
    elsewhere = change(claim, answered_by=("yagi-2012",))
    assert "phrases-whole" in list_rules(evidence, elsewhere), "what answers it stands among what the words rest on"


# ---------------------------------------------------------------- what doubt may not take away

GROUPS = {
    "kidneys": ("kidney", "njur"),
    "pregnant": ("pregnan", "gravid"),
    "breastfeeding": ("breastfe|breastfed", r"\bammar?\b|amning"),
    "children": (r"child|baby", "barn|fostret"),
    "old": (r"\bold|older|frail", "äldre|sköra"),
    "medicines": ("medicine", "läkemed"),
    "prescribed": (r"(?<!without )prescri", r"på recept|utskriv"),
    "bleeding": ("bleeding disorder", "blödningssjukdom"),
    "surgery": ("surgery", "opereras"),
    "heart": ("heart block", "hjärtblock"),
    "myasthenia": ("myasthenia", "myasthenia"),
    "bowel": ("obstructed bowel", "stopp i tarmen"),
    "no dose to take": ("not a recommended dose", "ingen rekommenderad dos"),
    "no proof of help": (
        r"does not (show|mean)|has not been shown",
        r"visar inte|betyder inte|inte är visat|är inte visat",
    ),
}
"""Who is warned, and what a reader must not conclude, in words of English and Swedish."""
NOT_DROPPED = frozenset(GROUPS) - {"no proof of help"}
"""That something is no proof is said beside what affirms; beside 'very uncertain whether it does' it goes without."""


def list_groups(text: str, place: int) -> frozenset[str]:
    return frozenset(n for n, words in GROUPS.items() if re.search(f"(?i){words[place]}", text))


def test_less_certainty_drops_no_group_at_risk_and_no_limit(evidence: Evidence) -> None:
    named: dict[tuple[str, str], set[frozenset[str]]] = {}
    for claim, _, parts, _, code, sentence in list_said(evidence):
        place = ("en", "sv").index(code)
        groups = list_groups(f"{sentence} {parts.details or ''}", place) & NOT_DROPPED
        named.setdefault((claim.id, code), set()).add(groups)
    for key, found in named.items():
        assert len(found) == 1, (key, found)
    assert sum(bool(next(iter(found))) for found in named.values()) > 30
    assert len(set().union(*(next(iter(found)) for found in named.values()))) >= 12


def test_both_languages_warn_the_same_groups(evidence: Evidence) -> None:
    """In the sentence, in its advice and in the box: nobody is warned in one language alone."""
    figures = {claim.id: find_figure(evidence, claim) for claim in evidence.claims.values()}
    for claim, _, parts, state, code, sentence in list_said(evidence):
        if code != "en":
            continue
        other = write_state(claim, state, "sv", figures[claim.id])
        assert list_groups(sentence, 0) == list_groups(str(other.sentence), 1), (claim.id, state)
        assert list_groups(parts.details or "", 0) == list_groups(other.details or "", 1), claim.id


POISONED = {"en": r"drowsiness|cannot be woken|breathing", "sv": r"dåsighet|går att väcka|andas"}
AT_ONCE = {"en": r"at once|call 112", "sv": r"genast|ring 112"}
PHONES = "010-456 67 00"


def test_a_sign_of_poisoning_says_at_once_or_112(evidence: Evidence) -> None:
    told = 0
    for claim in evidence.claims.values():
        assert claim.phrases is not None
        for code, parts in claim.phrases.parts.items():
            text = f"{parts.advice or ''} {parts.details or ''}"
            for sentence in re.split(r"(?<=[.;]) ", text):
                if re.search(f"(?i){POISONED[code]}", sentence):
                    told += 1
                    assert re.search(f"(?i){AT_ONCE[code]}", sentence), (claim.id, code, sentence)
    assert told >= 10
    for code, anyone in (("en", "child or adult"), ("sv", "barn eller vuxen")):
        phrases = evidence.claims["high-dose-harm"].phrases
        assert phrases is not None
        (ring,) = [s for s in re.split(r"(?<=\.) ", str(phrases.parts[code].details)) if PHONES in s]
        assert anyone in ring
        assert "112" in ring
