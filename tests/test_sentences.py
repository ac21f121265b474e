"""The sentences that an editor may print: joined from a claim's phrases, and never firmer than its evidence."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rlsevidence as rls
from rlsevidence import cli, store
from rlsevidence.audit.article import Article, Paragraph
from rlsevidence.audit.passages import Auditor
from rlsevidence.audit.wording import read_wording
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.judgement.claim_summary import ClaimSummary
from rlsevidence.judgement.prose import find_lacking
from rlsevidence.judgement.readings import SignOff
from rlsevidence.judgement.sentences import (
    LACKS,
    LEVELS,
    WARNS,
    WAYS,
    Offer,
    State,
    explain_lack,
    find_figure,
    find_way,
    is_sourced,
    list_states,
    offer_sentence,
    write_sentence,
    write_state,
)
from rlsevidence.judgement.strength import RUNGS, find_too_strong, find_words, list_numbers, read_strength
from rlsevidence.judgement.summary import summarise_claims
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.judgement.wording import RANK, allow_level
from rlsevidence.language import say
from rlsevidence.model import CERTAINTY_LEVELS, Claim, Evidence
from rlsevidence.model.grade import RATINGS
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 29)
LANGUAGES = ("en", "sv")


@pytest.fixture(scope="module")
def review(evidence_dir: Path) -> rls.Workspace:
    return rls.open_workspace(evidence_dir.parent)


@pytest.fixture(scope="module")
def evidence(review: rls.Workspace) -> Evidence:
    return review.evidence


PHRASES: dict[str, Any] = {
    "written_by": "tester",
    "checked_by": None,
    "agrees_with": "benefit",
    "parts": {
        "en": {
            "subject": "dreamgrass",
            "finite": "eases",
            "infinitive": "ease",
            "object": "evening unease in adults",
            "no_difference": {
                "finite": "makes",
                "infinitive": "make",
                "object": "little or no difference to evening unease",
            },
            "opposite": {
                "finite": "worsens",
                "infinitive": "worsen",
                "object": "evening unease",
                "beside": "Do not take it for that.",
            },
            "question": "whether dreamgrass eases evening unease in adults",
            "limits": "Children were not studied.",
            "advice": "Ask first.",
            "beside": {"contested": "The invented agency advises against it."},
        },
        "sv": {
            "subject": "drömgräs",
            "finite": "dämpar",
            "infinitive": "dämpa",
            "object": "kvällsoro hos vuxna",
            "no_difference": {
                "finite": "gör",
                "infinitive": "göra",
                "object": "liten eller ingen skillnad för kvällsoro",
            },
            "opposite": {
                "finite": "förvärrar",
                "infinitive": "förvärra",
                "object": "kvällsoro",
                "beside": "Ta det inte mot det.",
            },
            "question": "om drömgräs dämpar kvällsoro hos vuxna",
            "limits": "Barn har inte undersökts.",
            "advice": "Fråga först.",
            "beside": {"contested": "Den påhittade myndigheten avråder."},
        },
    },
}


def invent(kind: str = "effect", **changes: Any) -> Claim:
    """An invented claim; `changes` of its phrases, and of both languages' parts where they are called `both`."""
    phrases = {**PHRASES, **{k: v for k, v in changes.items() if k not in ("both", *LANGUAGES)}}
    parts = {}
    for code in LANGUAGES:
        own = {**PHRASES["parts"][code], **changes.get("both", {}), **changes.get(code, {})}
        parts[code] = {k: v for k, v in own.items() if v is not None}
    return Claim.model_validate(
        {
            "id": "unease-relief",
            "kind": kind,
            "title": {"en": "Invented", "sv": "Påhittat"},
            "statement": {
                "en": "Dreamgrass, 270 to 350 mg, is a very effective treatment.",
                "sv": "Drömgräs, 270 till 350 mg, är en mycket effektiv behandling.",
            },
            "status": "open",
            "phrases": {**phrases, "parts": parts},
        }
    )


def write(claim: Claim, level: str | None, rating: str | None, direction: str | None, language: str = "en") -> Offer:
    return write_sentence(claim, level, rating, direction, language, None)


# ---------------------------------------------------------------- the forms

FORMS = [
    ("high", None, "benefit", "Dreamgrass eases evening unease in adults. Children were not studied."),
    ("moderate", None, "benefit", "Dreamgrass probably eases evening unease in adults. Children were not studied."),
    ("low", None, "benefit", "Dreamgrass may ease evening unease in adults. Children were not studied."),
    ("high", None, "no_difference", "Dreamgrass makes little or no difference to evening unease."),
    ("moderate", None, "no_difference", "Dreamgrass probably makes little or no difference to evening unease."),
    ("low", None, "no_difference", "Dreamgrass may make little or no difference to evening unease."),
    ("high", None, "harm", "Dreamgrass worsens evening unease. Do not take it for that."),
    ("moderate", None, "harm", "Dreamgrass probably worsens evening unease. Do not take it for that."),
    ("low", None, "harm", "Dreamgrass may worsen evening unease. Do not take it for that."),
    *(
        (
            "low",
            None,
            direction,
            "The studies give no clear answer on whether dreamgrass eases evening unease in adults.",
        )
        for direction in ("unclear", "not_applicable", None)
    ),
    *(
        ("very_low", None, direction, "It is very uncertain whether dreamgrass eases evening unease in adults.")
        for direction in ("benefit", "harm", "no_difference", "unclear", None)
    ),
    (None, "established", None, "Dreamgrass eases evening unease in adults. Children were not studied."),
    (None, "accepted", None, "Dreamgrass eases evening unease in adults. Children were not studied."),
    (
        None,
        "contested",
        None,
        "Reliable sources disagree on whether dreamgrass eases evening unease in adults."
        " The invented agency advises against it.",
    ),
    (
        None,
        "unsupported",
        None,
        "This review found no reliable source that says whether dreamgrass eases evening unease in adults.",
    ),
]
SWEDISH = [
    ("high", None, "benefit", "Drömgräs dämpar kvällsoro hos vuxna. Barn har inte undersökts."),
    ("moderate", None, "benefit", "Drömgräs dämpar sannolikt kvällsoro hos vuxna. Barn har inte undersökts."),
    ("low", None, "benefit", "Drömgräs kan möjligen dämpa kvällsoro hos vuxna. Barn har inte undersökts."),
    ("low", None, "no_difference", "Drömgräs kan möjligen göra liten eller ingen skillnad för kvällsoro."),
    ("moderate", None, "harm", "Drömgräs förvärrar sannolikt kvällsoro. Ta det inte mot det."),
    ("low", None, "unclear", "Studierna ger inget klart svar på om drömgräs dämpar kvällsoro hos vuxna."),
    ("very_low", None, "benefit", "Det är mycket osäkert om drömgräs dämpar kvällsoro hos vuxna."),
    (
        None,
        "contested",
        None,
        "Tillförlitliga källor ger olika svar på om drömgräs dämpar kvällsoro hos vuxna."
        " Den påhittade myndigheten avråder.",
    ),
    (
        None,
        "unsupported",
        None,
        "I den här granskningen hittades ingen tillförlitlig källa som anger om drömgräs dämpar kvällsoro hos vuxna.",
    ),
]


@pytest.mark.parametrize(("level", "rating", "direction", "sentence"), FORMS)
def test_every_form_in_english(level: str | None, rating: str | None, direction: str | None, sentence: str) -> None:
    assert write(invent(), level, rating, direction) == Offer(f"{sentence} Ask first.")


@pytest.mark.parametrize(("level", "rating", "direction", "sentence"), SWEDISH)
def test_every_form_in_swedish(level: str | None, rating: str | None, direction: str | None, sentence: str) -> None:
    assert write(invent(), level, rating, direction, "sv") == Offer(f"{sentence} Fråga först.")


def test_the_table_of_forms_is_complete(evidence: Evidence) -> None:
    assert set(LEVELS) == set(CERTAINTY_LEVELS)
    assert set(RATINGS) == set(evidence.vocabulary["basis_rating"])
    assert {level or rating for level, rating, _, _ in FORMS} == {*LEVELS, *RATINGS}
    phrases = invent().phrases
    assert phrases is not None
    assert {find_way(direction, phrases) for _, _, direction, _ in FORMS} == set(WAYS)
    assert {d for _, _, d, _ in FORMS if d} == set(evidence.vocabulary["direction"])


@pytest.mark.parametrize(
    ("agrees", "ways"),
    [
        ("benefit", {"benefit": "for", "harm": "opposite", "no_difference": "no_difference"}),
        ("harm", {"benefit": "opposite", "harm": "for", "no_difference": "no_difference"}),
        ("no_difference", {"benefit": "open", "harm": "opposite", "no_difference": "for"}),
        (None, {"benefit": "open", "harm": "open", "no_difference": "no_difference"}),
    ],
)
def test_results_against_a_claim_are_never_taken_for_it(agrees: str | None, ways: dict[str, str]) -> None:
    phrases = invent(agrees_with=agrees).phrases
    assert phrases is not None
    assert {direction: find_way(direction, phrases) for direction in ways} == ways
    assert find_way("unclear", phrases) == find_way("not_applicable", phrases) == find_way(None, phrases) == "open"


def test_where_the_word_for_probably_stands_is_said_and_not_guessed() -> None:
    claim = invent(
        en={"finite": "can ease", "probably": "can probably ease"},
        sv={"finite": "kan dämpa", "probably": "kan sannolikt dämpa"},
    )
    assert write(claim, "moderate", None, "benefit").sentence == (
        "Dreamgrass can probably ease evening unease in adults. Children were not studied. Ask first."
    )
    assert str(write(claim, "moderate", None, "benefit", "sv").sentence).startswith("Drömgräs kan sannolikt dämpa")
    assert str(write(claim, "low", None, "benefit", "sv").sentence).startswith("Drömgräs kan möjligen dämpa")


def test_where_may_reads_badly_the_verb_is_written_with_its_doubt() -> None:
    said = {"finite": "har", "infinitive": "ha", "maybe": "har möjligen", "object": "liten eller ingen effekt på oro"}
    claim = invent(sv={"no_difference": said, "maybe": "dämpar möjligen"})
    assert write(claim, "low", None, "no_difference", "sv") == Offer(
        "Drömgräs har möjligen liten eller ingen effekt på oro. Fråga först."
    )
    assert str(write(claim, "low", None, "benefit", "sv").sentence).startswith("Drömgräs dämpar möjligen kvällsoro")
    assert str(write(claim, "high", None, "no_difference", "sv").sentence).startswith("Drömgräs har liten eller ingen")
    firm = invent(sv={"no_difference": {**said, "maybe": "har"}})
    assert write(firm, "low", None, "no_difference", "sv").lacks == "strength", "without its doubt it is not said"


# ---------------------------------------------------------------- no sentence rather than a bad one

NONE: dict[str, tuple[Claim, str | None, str | None, str | None, str]] = {
    "judgement": (invent(), None, None, None, "en"),
    "phrases": (invent().model_copy(update={"phrases": None}), "low", None, "benefit", "en"),
    "language": (invent(), "low", None, "benefit", "de"),
    "limits": (invent(both={"limits": None}), None, "accepted", None, "en"),
    "advice": (invent("harm", both={"advice": None}), "low", None, "harm", "en"),
    "open": (invent(), "moderate", None, "unclear", "en"),
    "question": (invent("practice", both={"question": None}), None, "contested", None, "en"),
    "sourced": (
        invent("practice", figure={"authority": "Invented", "kind": "upper_level", "counts": "supplements"}),
        None,
        "unsupported",
        None,
        "en",
    ),
    "documented": (invent("harm", agrees_with="harm", documented_by=["invented-one"]), "low", None, "benefit", "en"),
    "direction": (invent(both={"opposite": None}), "low", None, "harm", "en"),
    "figure": (invent("practice", en={"object": "evening unease at {figure} mg"}), None, "established", None, "en"),
    "number": (invent("practice", en={"question": "whether 350 mg eases unease"}), None, "contested", None, "en"),
    "strength": (invent(en={"object": "evening unease and is very effective"}), "high", None, "benefit", "en"),
}


@pytest.mark.parametrize("lack", NONE)
def test_what_cannot_be_said_well_is_not_said(lack: str) -> None:
    claim, level, rating, direction, language = NONE[lack]
    offer = write(claim, level, rating, direction, language)
    assert (offer.sentence, offer.lacks) == (None, lack)


def test_every_lack_has_a_case_and_a_text() -> None:
    elsewhere = {"unread", "waits", "retracted", "stale", "unrecorded"}
    assert {*NONE, *elsewhere} == set(LACKS), "cases in test_talked_up, test_not_printed, test_withheld"
    for lack, language in itertools.product(LACKS, LANGUAGES):
        said = explain_lack(Offer(None, lack, "270"), invent(), language)
        assert said
        assert ("270" in said) == (lack in ("number", "strength", "retracted", "stale", "unread"))
    assert explain_lack(Offer("Dreamgrass eases."), invent(), "en") == ""


# ---------------------------------------------------------------- firm words, wherever somebody puts them


@dataclass(frozen=True)
class Slot:
    """A place in the parts, and whether what stands there belongs to the sentence that makes the claim."""

    name: str
    core: bool


SLOTS = (Slot("subject", True), Slot("object", True), Slot("limits", False), Slot("advice", False))


def list_firm(rung: str, language: str) -> list[str]:
    return [w.strip().rstrip("*") for w in say(f"strength.{rung}", language).split(",")]


@pytest.mark.parametrize("slot", SLOTS, ids=lambda s: s.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_firm_word_is_stopped_in_every_place_at_every_level_below_it(language: str, slot: Slot) -> None:
    tried = 0
    for rung in RUNGS[:-1]:
        for word in list_firm(rung, language):
            base = PHRASES["parts"][language][slot.name] if slot.core else "Ok"
            text = f"{base.rstrip('.')} {word}" + ("" if slot.core else ".")
            claim = invent("harm", agrees_with="harm", both={"advice": "Ask."}, **{language: {slot.name: text}})
            if language == "sv":
                claim = invent("harm", agrees_with="harm", both={"advice": "Fråga."}, sv={slot.name: text})
            for state in list_states(claim):
                offer = write_state(claim, state, language, None)
                allowed = allow_level(state.level, state.rating)
                assert allowed is not None
                shown = offer.sentence or ""
                limit = RANK[allowed] if slot.core else RANK["plain"]
                if RANK[rung] > limit:
                    assert not re.search(rf"(?<!\w){re.escape(word)}", shown, re.I), (state, word, shown)
                    tried += offer.lacks == "strength"
    assert tried > 50


@pytest.mark.parametrize(
    ("text", "language", "rung"),
    [
        ("Dreamgrass eases unease", "en", "plain"),
        ("Dreamgrass may ease unease", "en", "hedged"),
        ("Dreamgrass probably eases unease", "en", "probably"),
        ("It is unclear whether dreamgrass eases unease", "en", "very_uncertain"),
        ("It is unclear whether dreamgrass probably eases unease", "en", "probably"),
        ("Dreamgrass is proven to ease unease", "en", "strong"),
        ("It has not yet been proven that dreamgrass eases unease", "en", "plain"),
        ("That was not so. It is proven.", "en", "strong"),
        ("Dreamgrass is very effective", "en", "emphatic"),
        ("In the month of maypoles", "en", "plain"),
        ("Drömgräs dämpar oro", "sv", "plain"),
        ("Drömgräs kan möjligen dämpa oro", "sv", "hedged"),
        ("Drömgräs dämpar sannolikt oro", "sv", "probably"),
        ("Det är mycket osäkert om drömgräs dämpar oro", "sv", "very_uncertain"),
        ("Det är bevisat att drömgräs dämpar oro", "sv", "strong"),
        ("Det är inte bevisat att drömgräs dämpar oro", "sv", "plain"),
        ("Drömgräs är mycket effektivt", "sv", "emphatic"),
    ],
)
def test_how_firmly_a_text_speaks(text: str, language: str, rung: str) -> None:
    assert read_strength(text, language) == rung


def test_a_sentence_without_its_word_of_doubt_is_stopped_as_a_whole() -> None:
    assert find_too_strong("Dreamgrass eases unease.", "", "hedged", "en") == "Dreamgrass eases unease."
    assert find_too_strong("Dreamgrass may ease unease.", "", "hedged", "en") is None
    two = "Dreamgrass may ease unease. It works."
    assert find_too_strong(two, "", "hedged", "en") == two, "no doubt stands over a second statement"
    assert find_too_strong("Dreamgrass may ease unease; it works.", "", "hedged", "en") is not None
    assert find_too_strong("Dreamgrass, 2.5 mg, may ease unease.", "", "hedged", "en") is None
    assert find_too_strong("Dreamgrass may ease unease.", "", "very_uncertain", "en") == "may"


def test_numbers_are_one_however_they_are_written() -> None:
    assert list_numbers("55,4 or 55.4, 5–7 days, 270-350 mg, B12 and 1.") == {"55.4", "5", "7", "270", "350", "1"}


WORD = st.sampled_from(
    [*"abc", "dreamgrass", "unease", "270", "350", "12", "not", "inte", "och", "and", "whether", "om"]
    + [w for rung in RUNGS for code in LANGUAGES for w in list_firm(rung, code)]
)
TEXT = st.lists(WORD, min_size=1, max_size=5).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(subject=TEXT, said=TEXT, limits=TEXT, question=st.none() | TEXT)
def test_whatever_the_parts_no_sentence_is_firmer_than_its_level(
    subject: str, said: str, limits: str, question: str | None
) -> None:
    """Whatever anyone writes into the parts: what comes out reads no firmer than allowed, and repeats no number."""
    both = {"subject": subject, "object": said, "limits": f"{limits}.", "question": question, "advice": "Ok."}
    claim = invent("harm", agrees_with="harm", both=both)
    for state, code in itertools.product(list_states(claim), LANGUAGES):
        offer = write_state(claim, state, code, None)
        assert (offer.sentence is None) == (offer.lacks is not None)
        if offer.sentence is None:
            continue
        allowed = allow_level(state.level, state.rating)
        assert allowed is not None
        core = offer.sentence.split(".")[0]
        assert RANK[read_strength(core, code)] <= RANK[allowed], (state, offer.sentence)
        assert not any(find_words(offer.sentence, rung, code) for rung in ("strong", "emphatic"))
        if state.rating in ("contested", "unsupported"):
            assert not list_numbers(offer.sentence) & {"270", "350"}


# ---------------------------------------------------------------- the shipped claims


UNSAID = ("direction", "documented", "open", "question", "sourced")
"""What is left unsaid on purpose: results that go a way the claim cannot go, and doubt of what is settled."""
SETTLED = {"rls-description", "physiological-role", "relaxes-muscle", "dietary-sources"}
"""Claims of which sources could disagree on nothing that an editor would print."""


def cases(evidence: Evidence) -> list[tuple[Claim, State, str, str]]:
    """Every sentence that the shipped phrases make."""
    found = []
    for claim in evidence.claims.values():
        figure = find_figure(evidence, claim)
        for state, code in itertools.product(list_states(claim), evidence.topic.languages):
            offer = write_state(claim, state, code, figure)
            assert offer.lacks in (None, *UNSAID), (claim.id, state, code, offer)
            if offer.sentence is not None:
                found.append((claim, state, code, offer.sentence))
    return found


def test_every_claim_speaks_at_every_level_in_every_language(evidence: Evidence) -> None:
    made = cases(evidence)
    said = {(claim.id, state.word, code) for claim, state, code, _ in made}
    for claim in evidence.claims.values():
        wanted = {state.word for state in list_states(claim)} - (
            {"contested", "unsupported"} if claim.id in SETTLED else set()
        )
        if is_sourced(claim):
            wanted -= {"unsupported"}
        assert {(claim.id, word, code) for word in wanted for code in evidence.topic.languages} <= said
    assert len(evidence.claims) >= 25
    assert len(made) > 330


def test_no_sentence_is_firmer_than_its_level_as_the_audit_reads_it(evidence: Evidence) -> None:
    """The audit's lexicon, made for other people's sentences, reads ours: a second pair of eyes."""
    for claim, state, code, sentence in cases(evidence):
        allowed = allow_level(state.level, state.rating)
        assert allowed is not None
        told = re.split(r"(?<=[^\d]\.) ", sentence)
        core = told[0]
        if claim.phrases is not None and claim.phrases.documented_by and allowed != "plain":
            core = told[1]  # the fact stands before it, whatever the level
        if core != told[0]:
            # Of what is documented the level tells the size, and says nothing firmer of it.
            assert RANK[read_strength(core, code)] <= RANK[allowed], (claim.id, state, code, core)
            continue
        wording = read_wording(core)
        assert RANK[wording.level] <= RANK[allowed], (claim.id, state, code, core, wording)
        if state.level and state.way in ("for", None):
            assert find_lacking(core, state.level, code) == (), "the words of its level"


def test_a_sentence_never_holds_the_claim_as_the_article_words_it(evidence: Evidence) -> None:
    for claim, state, code, sentence in cases(evidence):
        statement = claim.statement.in_language(code).rstrip(".")
        assert statement.casefold() not in sentence.casefold(), (claim.id, state)
        assert ":" not in sentence, (claim.id, state, "a prefix before a whole claim ends in a colon")
        assert sentence.endswith(".")
        assert "  " not in sentence
        assert "{" not in sentence


def test_a_contradicted_number_is_never_printed_and_the_authority_s_own_is(evidence: Evidence) -> None:
    doses = [c for c in evidence.claims.values() if c.kind == "dose"]
    assert doses
    for claim, _state, _code, sentence in cases(evidence):
        if claim.kind == "dose":
            figure = find_figure(evidence, claim)
            assert figure is not None
            assert f"{figure:g} mg" in sentence
            claimed = frozenset[str]().union(*(list_numbers(t) for t in claim.statement.texts.values()))
            assert not list_numbers(sentence) & claimed


def test_advice_on_safety_stays_advice_at_any_certainty(evidence: Evidence) -> None:
    for claim, state, code, sentence in cases(evidence):
        if claim.kind in WARNS:
            assert claim.phrases is not None
            advice = claim.phrases.parts[code].advice
            assert advice is not None
            assert sentence.endswith(advice), (claim.id, state)


def test_accepted_names_its_limits(evidence: Evidence) -> None:
    for claim, state, code, sentence in cases(evidence):
        if state.rating == "accepted":
            assert claim.phrases is not None
            parts = claim.phrases.parts[code]
            limits = parts.limits or parts.beside["accepted"]
            assert limits.rpartition("{figure}")[2] in sentence, claim.id


def test_a_different_figure_in_the_table_is_the_one_that_is_printed(evidence: Evidence) -> None:
    assert evidence.dose_limits is not None
    (claim,) = [c for c in evidence.claims.values() if c.kind == "dose"]
    rows = tuple(
        r.model_copy(update={"value_mg": 212.5})
        if claim.phrases is not None
        and claim.phrases.figure is not None
        and (r.authority, r.kind, r.counts)
        == (claim.phrases.figure.authority, claim.phrases.figure.kind, claim.phrases.figure.counts)
        else r
        for r in evidence.dose_limits.limits
    )
    changed = replace(evidence, dose_limits=evidence.dose_limits.model_copy(update={"limits": rows}))

    def offer(of: Evidence, language: str) -> Offer:
        """As if somebody had read the claim again since the table changed."""
        (summary,) = [s for s in summarise_claims(settle(of), today=TODAY) if s.claim.id == claim.id]
        assert offer_sentence(summary, language).lacks == "stale"
        return offer_sentence(replace(summary, stale=()), language)

    assert "212.5 mg" in str(offer(changed, "en").sentence)
    assert "212,5 mg" in str(offer(changed, "sv").sentence)
    assert offer(replace(evidence, dose_limits=None), "en").lacks == "figure"


def test_the_audit_finds_nothing_overstated_in_what_it_lets_an_editor_print(review: rls.Workspace) -> None:
    """Fed back as a draft, today's sentences are called neither overstated nor contradicted nor without support."""
    auditor = Auditor(review.evidence, {s.claim.id: s for s in review.summaries}, TODAY, as_new=True)
    for code in LANGUAGES:
        offers = [offer_sentence(s, code).sentence for s in review.summaries]
        texts = [text for text in offers if text]
        article = Article("invented.txt", "text", tuple(map(Paragraph, texts)))
        audit = auditor.audit(article)
        facts = " ".join(
            text.replace("{figure}", "250")
            for claim in review.evidence.claims.values()
            if claim.phrases is not None
            for parts in (claim.phrases.parts[code],)
            for text in (*parts.beside.values(), parts.limits or "")
        )
        # What stands beside a claim with sources of its own is another statement than the claim's.
        bad = [
            (p.text, p.verdict, [c.match.claim for c in p.claims])
            for p in audit.passages
            if p.verdict in ("overstated", "contradicted", "unsupported") and p.text not in facts
        ]
        assert len(audit.passages) > 40
        assert bad == []


def test_the_audit_offers_the_authority_s_figure_or_says_why_nothing(review: rls.Workspace) -> None:
    (dose,) = [s for s in review.summaries if s.claim.kind == "dose"]
    text = "Drömgräs. 270 till 350 mg magnesium om dagen är säkert för vuxna."
    article = Article("invented.txt", "text", (Paragraph(text),))
    summaries = {s.claim.id: s for s in review.summaries}

    def audit(summaries: dict[str, ClaimSummary], country: str | None = None) -> Any:
        made = Auditor(review.evidence, summaries, TODAY, country, as_new=True).audit(article)
        return next(p for p in made.passages if p.verdict)

    found = audit(summaries)
    assert (found.verdict, found.suggest) == ("contradicted", offer_sentence(dose, "sv").sentence)
    assert "270" not in found.suggest
    elsewhere = audit(summaries, "Norway").suggest
    assert ("Norway" in elsewhere, "250" in elsewhere) == (True, False)
    bare = summaries["oxide-usual-form"]
    claim = bare.claim.model_copy(update={"phrases": None})
    article = Article("invented.txt", "text", (Paragraph("Magnesiumoxid är den vanligaste formen i kosttillskott."),))
    silent = audit({**summaries, claim.id: replace(bare, claim=claim)})
    assert silent.suggest is None
    assert "claims/oxide-usual-form.yaml" in silent.lacks


# ---------------------------------------------------------------- where it is shown


def test_the_summary_tells_programs_the_sentence_and_what_it_lacks(review: rls.Workspace) -> None:
    for summary in review.summaries:
        plain = format_summary(summary)
        assert set(plain["sentence"]) == set(plain["sentence_lacks"]) == set(review.evidence.topic.languages)
        for code, sentence in plain["sentence"].items():
            assert (sentence is None) == (plain["sentence_lacks"][code] is not None)
        assert all(plain["sentence"].values()) is (summary.pending is None), summary.claim.id
        assert plain["sentence_written_by"] == "seed"
        assert plain["sentence_checked_by"] is None, "nobody else has read the shipped phrases; the flag says so"


def without_phrases(review: rls.Workspace, claim: str) -> tuple[rls.Workspace, ClaimSummary]:
    evidence = review.evidence
    bare = evidence.claims[claim].model_copy(update={"phrases": None})
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = replace(evidence, claims={**evidence.claims, claim: bare})
    return workspace, workspace.summary(claim)


def test_without_phrases_there_is_no_sentence_and_everybody_is_told_why(review: rls.Workspace) -> None:
    workspace, summary = without_phrases(review, "bleeding-risk")
    assert format_summary(summary)["sentence"] == {"sv": None, "en": None}
    assert format_summary(summary)["sentence_lacks"] == {"sv": "phrases", "en": "phrases"}
    for code in LANGUAGES:
        why = explain_lack(Offer(None, "phrases"), summary.claim, code)
        assert why in " ".join(format_claim(summary, code).split())
        page = PageMaker(workspace, code).claim(summary).text
        assert why in page
        assert "claims/bleeding-risk.yaml" in page
    asked = [t for t in workspace.todo if t.kind == "unphrased"]
    assert [t.ids for t in asked] == [("bleeding-risk",)]


def test_what_one_language_lacks_is_asked_for(review: rls.Workspace) -> None:
    evidence = review.evidence
    claim = evidence.claims["bleeding-risk"]
    assert claim.phrases is not None
    half = claim.phrases.model_copy(update={"parts": {"en": claim.phrases.parts["en"]}})
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = replace(
        evidence, claims={**evidence.claims, claim.id: claim.model_copy(update={"phrases": half})}
    )
    assert [(t.ids, t.why.startswith("in sv:")) for t in workspace.todo if t.kind == "unphrased"] == [
        (("bleeding-risk",), True)
    ]


def test_that_nobody_else_has_read_the_words_stands_beside_them(review: rls.Workspace) -> None:
    summary = review.summary("bleeding-risk")
    for code, said in (("en", "not checked by a second person"), ("sv", "inte granskat av ytterligare en person")):
        assert said in " ".join(format_claim(summary, code).split())
    assert "wording has not been checked by a second person" in PageMaker(review, "en").claim(summary).text
    assert [t.what for t in review.todo if t.kind == "unchecked" and "phrases" in t.what]
    phrases = summary.claim.phrases
    assert phrases is not None
    read = replace(
        summary,
        claim=summary.claim.model_copy(update={"phrases": phrases.model_copy(update={"checked_by": "anna"})}),
        phrases_signed=SignOff("anna", next(iter(review.evidence.readings))),
    )
    assert (
        "not checked by a second person"
        not in " ".join(format_claim(read, "en").split()).partition("Printable")[2][:60]
    )
    assert "wording has not been checked" not in PageMaker(review, "en").claim(read).text


# ---------------------------------------------------------------- the commands


def test_all_sentences_in_a_table(evidence_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--workspace", str(evidence_dir.parent)]
    assert cli.main(["sentences", *where]) == 0
    header, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert header == [
        "claim",
        "kind",
        "state",
        "way",
        "language",
        "today",
        "sentence",
        "lacks",
        "found",
        "details",
        "waits",
    ]
    assert all(len(row) == len(header) for row in rows)
    assert {row[4] for row in rows} == {"sv", "en"}
    assert cli.main(["sentences", *where, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [t["sentence"] or "" for t in told] == [row[6] for row in rows]
    assert cli.main(["show", *where, "--format", "json"]) == 0
    shown = {s["claim"]: s["sentence"] for s in json.loads(capsys.readouterr().out)}
    today = {(t["claim"], t["language"]): t["sentence"] for t in told if t["today"] and t["sentence"]}
    assert today == {(c, code): s for c, said in shown.items() for code, s in said.items() if s is not None}
    assert cli.main(["sentences", "bleeding-risk", "--language", "en", "--today", *where]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert cli.main(["sentences", "no-such-claim", *where]) == 2


def test_a_second_reader_signs_the_phrases_off(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tiny / "evidence" / "claims" / "insomnia-improvement.yaml"
    where = ["--workspace", str(tiny)]
    people = {p.id for p in store.load(tiny).people}
    phrases = store.load(tiny).claims["insomnia-improvement"].phrases
    assert phrases is not None
    other = next(iter(people - {phrases.written_by}))
    asked = ["sign-off", "phrases", "insomnia-improvement", "--reviewer"]
    assert cli.main([*asked, phrases.written_by, *where]) == 2
    assert "another person" in capsys.readouterr().err
    before = path.read_text(encoding="utf-8")
    assert cli.main([*asked, other, *where]) == 0
    assert path.read_text(encoding="utf-8") == before.replace("checked_by: null", f"checked_by: {other}")
    claim = store.load(tiny).claims["insomnia-improvement"]
    assert claim.phrases is not None
    assert claim.phrases.checked_by == other
    bare = ["sign-off", "phrases", "stomach-upset"]
    if store.load(tiny).claims["stomach-upset"].phrases is None:
        assert cli.main([*bare, "--reviewer", other, *where]) == 2
        assert "no phrases" in capsys.readouterr().err


def test_the_shipped_phrases_are_sound(evidence: Evidence) -> None:
    assert [p for p in check_evidence(evidence, today=TODAY) if p.rule.startswith("phrases")] == []
