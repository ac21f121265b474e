"""A verdict cannot be talked up: what each attempt meets. Every attempt (`attempts.py`) is one edit of the evidence.

`check` names a rule, or what has become stale, or the page shows the weaker verdict and says that a judgement waits.
None passes in silence, and the same edit as text in a file meets the same answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

import rlsevidence as rls
from attempts import ATTEMPTS, CLAIM, argued, judge, lowered, make, reargued, signed, signer_gone, with_person, zeroed
from conftest import REPO
from rlsevidence.check import check_evidence
from rlsevidence.cli.text import format_claim
from rlsevidence.decisions import settle
from rlsevidence.decisions.versions import list_settled
from rlsevidence.errors import NOTICES, STALE, UNSETTLED, UsageError
from rlsevidence.forms.agreed import CERTAINTY, measure_agreed
from rlsevidence.judgement.arguments import ARGUMENT, find_lack
from rlsevidence.judgement.departures import list_waiting_judgements
from rlsevidence.judgement.prose import find_advice, find_plain_verb, find_too_firm
from rlsevidence.judgement.readings_said import describe_sign_off
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.judgement.summary_plain import format_summary
from rlsevidence.language.words import Words
from rlsevidence.model import Reading
from rlsevidence.model.grade import rank_word
from rlsevidence.model.namesakes import INITIAL, SAME, compare_names
from rlsevidence.model.seals import seal_row
from rlsevidence.reporting.differences import list_differences
from rlsevidence.scaffold import sign_off
from rlsevidence.site.pages import PageMaker

TODAY = dt.date(2026, 11, 30)


@pytest.fixture(scope="module")
def review() -> rls.Workspace:
    workspace = rls.Workspace(REPO / "evidence", TODAY)
    assert check_evidence(workspace.evidence, today=TODAY) == [], "the evidence is sound before any attempt"
    return workspace


def test_the_table_is_long_enough_and_gives_reasons() -> None:
    assert len(ATTEMPTS) >= 40
    assert all(attempt.why and attempt.answer for attempt in ATTEMPTS.values())


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_to_talk_a_verdict_up_passes_in_silence(name: str, review: rls.Workspace) -> None:
    attempt = ATTEMPTS[name]
    changed = attempt.edit(review.evidence)
    found = check_evidence(changed, today=TODAY)
    kind, _, what = attempt.answer.partition(": ")
    if kind == "page":
        pending = summarise_claim(settle(changed), CLAIM, today=TODAY).pending
        assert pending is not None
        assert pending.why == what
        assert {p.rule for p in found} <= {"summary-wording", "verdict-words", STALE, UNSETTLED}, (
            "only the page stops it"
        )
    elif kind == "lowest":
        summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
        assert (summary.certainty_word, len(summary.apart)) == (what, 2)
        rules = {p.rule for p in found}
        assert UNSETTLED in rules, "and check lists it as what waits for them"
        assert rules <= {"summary-wording", "verdict-words", STALE, UNSETTLED}, "only the page stops it"
    elif kind == STALE:
        assert [p for p in found if p.rule == STALE and what in p.found]
    else:
        assert attempt.answer in {p.rule for p in found}


def test_a_judgement_that_waits_is_nowhere_shown_as_the_verdict(review: rls.Workspace) -> None:
    changed = zeroed(review.evidence, **argued(review.evidence))
    settled = settle(changed)
    summary = summarise_claim(settled, CLAIM, today=TODAY)
    # A proposal is no verdict, and no wording is held against it.
    assert (summary.certainty_word, summary.judged_by, summary.allowed_wording) == ("very_low", "rules", None)
    plain = format_summary(summary)
    assert (plain["certainty"], plain["summary"]) == ("very_low", None)
    assert plain["judgement_waits"] | {"where": None} == {
        "why": "sign-off", "decided": "high", "proposed": "very_low", "levels_above": 3, "where": None,
        "settled_by": None,
        "reviewers": ["seed"], "decided_on": "2026-11-22",
    }  # fmt: skip
    for language, said in (("en", "A judgement waits"), ("sv", "En bedömning väntar")):
        assert said in format_claim(summary, language)
        assert "Magnesium relieves it." not in format_claim(summary, language)
        workspace = rls.Workspace(review.folder, TODAY)
        workspace.__dict__["evidence"] = changed
        page = PageMaker(workspace, language).claim(summary)
        assert said in page.text
        assert "Magnesium relieves it." not in page.text
    assert summary.pending is not None
    assert [t.ids for t in list_waiting_judgements([summary.pending], ())] == [(CLAIM,)]


def test_a_sign_off_by_somebody_else_makes_it_count(review: rls.Workspace) -> None:
    evidence = review.evidence
    typed = zeroed(with_person(evidence), **argued(evidence), checked_by="anna")
    assert summarise_claim(settle(typed), CLAIM, today=TODAY).pending is not None, "a typed name covers nothing"
    changed = signed(typed)
    summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
    assert (summary.pending, summary.certainty_word, summary.judged_by) == (None, "high", "person")
    assert summary.signed is not None
    assert (summary.signed.holds, summary.signed.read) == (True, "abstract"), "as deep as its studies were read"


def test_what_two_made_in_one_file_is_one_version_and_no_party_settles_above_it_alone(review: rls.Workspace) -> None:
    changed = ATTEMPTS["one of three settles it alone, as they had judged"].edit(review.evidence)
    joint = review.evidence.certainty[CLAIM]
    first, own = list_settled(changed, "certainty", CLAIM, changed.certainty[CLAIM].to_plain())
    assert (first.who, own.who) == ("anna, bo", "rev")
    assert (first.value["overall"], own.value["overall"]) == ("very_low", "low")
    assert {d: s["steps"] for d, s in first.value["downgrades"].items()} == {
        d: s.steps for d, s in (joint.downgrades or {}).items()
    }
    found = list_differences(changed, "certainty", CLAIM, changed.certainty[CLAIM], Words("en", changed.vocabulary))
    assert [[who for who, _ in d.had] for d in found] == [["anna, bo", "rev"]]
    agreed = [m for m in measure_agreed(changed) if m.of == CERTAINTY]
    compared = {(m.agreement.first, m.agreement.second, m.what): m.agreement for m in agreed}
    assert compared["anna, bo", "rev", "overall"].n == 1
    waits = summarise_claim(settle(changed), CLAIM, today=TODAY)
    assert (waits.certainty_word, waits.judged_by) == ("very_low", "rules")
    # Somebody who had no part in it signs it off; or one who had judged no lower settles it.
    fourth = replace(changed, people=(*changed.people, make(changed.people[0], id="eva", name="Invented eva")))
    by_eva = signed(judge(fourth, checked_by="eva"), who="eva")
    summary = summarise_claim(settle(by_eva), CLAIM, today=TODAY)
    assert (summary.pending, summary.certainty_word) == (None, "low")
    workspace = rls.Workspace(review.folder, TODAY)
    workspace.__dict__["evidence"] = by_eva
    page = " ".join(PageMaker(workspace, "en").claim(summary).text.split())
    assert ">Invented anna, Invented bo: very low certainty<br>Invented rev: low certainty</td>" in page
    act = changed.certainty[CLAIM].to_plain()["settled"]
    for settler in ("anna", "eva"):
        other = judge(fourth, settled={**act, "by": settler})
        assert summarise_claim(settle(other), CLAIM, today=TODAY).pending is None, settler
    gone = replace(
        changed,
        certainty={**changed.certainty, CLAIM: make(changed.certainty[CLAIM], settled={**act, "replaced": None})},
    )
    assert summarise_claim(settle(gone), CLAIM, today=TODAY).pending is not None, "nothing is gained by taking it away"


def test_a_sign_off_that_does_not_hold_lifts_nothing(review: rls.Workspace) -> None:
    """Whatever takes it back, the level that needs it waits, and no page says both."""
    signer = signer_gone(review.evidence)
    assert "reference" in {p.rule for p in check_evidence(signer, today=TODAY)}
    moved = ATTEMPTS["the same, signed off by a fourth, and then changed by who settled it"].edit(review.evidence)
    for changed, barred, said in (
        (signer, "unknown", ("stands in people.tsv no more", "inte längre står i people.tsv")),
        (moved, "apart", ("people differ on it", "skiljer sig åt")),
    ):
        summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
        assert (summary.certainty_word, summary.judged_by) == ("very_low", "rules")
        assert summary.pending is not None
        assert summary.signed is not None
        assert (summary.signed.holds, summary.signed.barred) == (False, barred)
        plain = format_summary(summary)
        assert (plain["certainty"], plain["judgement_waits"]["why"]) == ("very_low", "sign-off")
        for language, words in zip(("en", "sv"), said, strict=True):
            assert words in describe_sign_off(summary.signed, Words(language, changed.vocabulary))


SAME_PERSON = ("{last}, {first}", "Dr {first} {last}", "{first} {last} (2)", "{first} {last}, PhD", "{FIRST} {last}")


@pytest.mark.parametrize("spelt", SAME_PERSON)
def test_no_other_spelling_of_a_name_signs_it_off(spelt: str, review: rls.Workspace) -> None:
    first, last = "Åsa", "Bjørk-Möller"
    name = spelt.format(first=first, last=last, FIRST=first.upper())
    assert compare_names(f"{first} {last}", name) == SAME
    assert compare_names(name, f"Asa {last.replace('ö', 'oe').replace('ø', 'o')}") == SAME
    people = [
        make(review.evidence.people[0], name=f"{first} {last}"),
        make(review.evidence.people[0], id="ab", name=name),
    ]
    evidence = replace(review.evidence, people=(*people, *review.evidence.people[1:]))
    changed = signed(zeroed(evidence, **argued(evidence), checked_by="ab"), who="ab")
    assert "person-twice" in {p.rule for p in check_evidence(changed, today=TODAY)}
    summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
    assert (summary.certainty_word, summary.judged_by) == ("very_low", "rules")


TITLED = [
    "Prof. em. Ana Björk",
    "Professor emerita Ana Björk",
    "Assoc. Prof. Ana Björk, MD, PhD",
    "An\u0430 Björk",
    "\u0410n\u0430 Bj\u03bfrk",
    "anabjork",
    "BjörkAna",
    "ana.bjork",
]


@pytest.mark.parametrize("name", TITLED)
def test_a_title_a_look_alike_letter_and_a_missing_gap_make_no_other_name(name: str) -> None:
    assert compare_names("Ana Björk", name) == SAME
    assert compare_names(name, "Ana Björk") == SAME


def test_of_a_middle_name_nobody_can_tell_and_short_names_are_no_titles() -> None:
    for name in ("Ana Maria Björk", "Björk, Ana Maria", "Ana Björk Lind"):
        assert compare_names("Ana Björk", name) == INITIAL
        assert compare_names(name, "Ana Björk") == INITIAL
    for one, other in (("Ma Lund", "Do Lund"), ("Em Lund", "Bo Lund"), ("Lee Ma", "Lee Mag"), ("Anna Berg", "Bo Berg")):
        assert compare_names(one, other) == ""


def test_of_an_initial_nobody_can_tell_and_so_it_signs_nothing_off(review: rls.Workspace) -> None:
    for other in ("A. Björk", "Björk A", "Ana M. Björk", "AM Björk"):
        assert compare_names("Ana Björk", other) == INITIAL
    for other in ("Anders Björk", "B. Björk", "Ana Lind", "Ana Björk, Uppsala", "A. Lind", "Ana", "Reviewer 2"):
        assert compare_names("Ana Björk", other) == ""
    assert compare_names("Reviewer 1", "Reviewer 2") == ""
    first = review.evidence.people[0]
    people = (make(first, name="Ana Björk"), make(first, id="ab", name="A. Björk"))
    evidence = replace(review.evidence, people=people)
    changed = signed(zeroed(evidence, **argued(evidence), checked_by="ab"), who="ab")
    assert summarise_claim(settle(changed), CLAIM, today=TODAY).pending is not None
    item = changed.certainty[CLAIM].model_copy(update={"checked_by": None})
    with pytest.raises(UsageError, match="ab may be seed, who made this"):
        sign_off(item, "ab", people)


@pytest.mark.parametrize("name", ["who judged signs off under a second id", "the same, the name in other capitals"])
def test_two_ids_of_one_person_sign_nothing_off(name: str, review: rls.Workspace) -> None:
    changed = ATTEMPTS[name].edit(review.evidence)
    summary = summarise_claim(settle(changed), CLAIM, today=TODAY)
    assert (summary.certainty_word, summary.judged_by) == ("very_low", "rules")
    assert summary.pending is not None
    assert summary.pending.why == "sign-off"
    assert summary.signed is not None
    assert (summary.signed.holds, summary.signed.barred) == (False, "maker")
    for language, said in (("en", "who made it: the sign-off does not count"), ("sv", "som själv har gjort det")):
        assert said in describe_sign_off(summary.signed, Words(language, changed.vocabulary))
        waits = {"en": "A judgement waits", "sv": "En bedömning väntar"}[language]
        assert waits in format_claim(summary, language)
    item = changed.certainty[CLAIM].model_copy(update={"checked_by": None})
    with pytest.raises(UsageError, match=r"has the name of seed, who made this"):
        sign_off(item, changed.people[-1].id, changed.people)


@pytest.mark.parametrize(
    ("text", "language", "lack"),
    [
        ("x", "en", "0 different words"),
        ("One word.", "en", "2 different words"),
        ("no no no no no no no no no", "en", "1 different word"),
        ("Blood was drawn the same way at every one of them.", "en", None),
        ("Blodet togs på samma sätt hos var och en av dem.", "sv", None),
        (
            "Text kommer: blodet togs på samma sätt hos var och en.",
            "sv",
            "a text that stands for one still to be written",
        ),
        (
            "TODO say that blood was drawn the same way everywhere.",
            "sv",
            "a text that stands for one still to be written",
        ),
        ("The same as there, word for word, in other letters!", "en", "the same words as another"),
        ("血液は全員から同じ方法で採取された", "ja", None),
        ("はい", "ja", "1 different word"),
    ],
)
def test_an_argument_says_something(text: str, language: str, lack: str | None) -> None:
    assert find_lack(text, language, ARGUMENT, ["the same as there word for word in other letters"]) == lack


def test_a_lack_is_named_with_its_place_and_the_minimum(review: rls.Workspace) -> None:
    changed = lowered(review.evidence, departs_because=reargued(review.evidence, "x", "x"))
    found = [p for p in check_evidence(changed, today=TODAY) if p.rule == "says-why"]
    assert {p.field for p in found} >= {"departs_because.imprecision.en", "departs_because.imprecision.sv"}
    assert all("at least 8 different words" in p.expected for p in found)


def test_caution_needs_no_leave(review: rls.Workspace) -> None:
    """A verdict below the proposal is shown as it is, without an argument."""
    evidence = review.evidence
    below = judge(evidence, "dietary-sources", basis={"rating": "contested", "why": "Invented."}, departs_because=None)
    assert {p.rule for p in check_evidence(below, today=TODAY)} <= NOTICES
    summary = summarise_claim(settle(below), "dietary-sources", today=TODAY)
    assert (summary.basis_word, summary.pending) == ("contested", None)


def test_that_the_rules_find_nobody_is_no_word_against_a_statement(review: rls.Workspace) -> None:
    """A basis that waits: the page gives the proposal, and neither a sentence to print nor a gap of the article's."""
    summary = review.summary("intravenous-route")
    plain = format_summary(summary)
    assert (plain["basis"], plain["allowed_wording"], plain["gap"]) == ("unsupported", None, "not_applicable")
    assert set(plain["sentence"].values()) == {None}
    assert {p.gap for p in summary.passages} == {"not_applicable"}
    assert "goes further" not in PageMaker(review, "en").claim(summary).text


def test_what_waits_in_the_shipped_evidence(review: rls.Workspace) -> None:
    waiting = [(s.claim.id, s.pending.why) for s in review.summaries if s.pending]
    assert waiting == [("intravenous-route", "sign-off")]
    assert [t.ids for t in review.todo if t.kind == "sign-off"] == [("intravenous-route",)]


def test_levels_and_ratings_stand_on_one_ladder() -> None:
    assert [rank_word(w) for w in ("very_low", "low", "moderate", "high")] == [0, 1, 2, 3]
    assert [rank_word(w) for w in ("unsupported", "contested", "accepted", "established")] == [0, 1, 2, 3]
    assert rank_word(None) == 0


# ---------------------------------------------------------------- a claim stated beside its doubt

STATED = (
    (
        "en",
        "very_low",
        "Magnesium works well and stops restless legs syndrome, although the evidence is very uncertain about size.",
    ),
    (
        "en",
        "very_low",
        "The evidence is very uncertain. Magnesium stops the symptoms of restless legs syndrome within weeks.",
    ),
    ("en", "very_low", "The evidence is very uncertain how much, but magnesium prevents restless legs for sure."),
    ("en", "very_low", "It is very uncertain how much and magnesium cures restless legs."),
    ("en", "very_low", "The evidence is very uncertain, it definitely works."),
    ("en", "very_low", "The evidence is very uncertain about dose; magnesium tablets relieve the symptoms."),
    ("en", "very_low", "While the evidence is very uncertain, magnesium clearly eases restless legs."),
    ("en", "very_low", "It is very uncertain for whom. If you take magnesium, it stops restless legs."),
    ("en", "very_low", "The evidence is very uncertain. Nobody doubts that magnesium relieves restless legs."),
    ("en", "very_low", "The evidence is very uncertain. Magnesium has been shown to stop restless legs."),
    ("en", "very_low", "The evidence is very uncertain. Magnesium has no side effects and stops restless legs."),
    ("en", "very_low", "The evidence is very uncertain. Magnesium will prevent restless legs."),
    (
        "sv",
        "very_low",
        "Magnesium lindrar säkert mild eller måttlig restless legs syndrome, även om det är mycket osäkert hur mycket.",
    ),
    ("sv", "very_low", "Det är mycket osäkert hur mycket, men magnesium botar restless legs syndrome."),
    ("sv", "very_low", "Evidensen är mycket osäker. Magnesium stoppar besvären inom några veckor."),
    ("sv", "very_low", "Det är mycket osäkert hur länge, fast magnesium hjälper definitivt."),
    ("sv", "very_low", "Fastän evidensen är mycket osäker är magnesium effektivt och lindrar tydligt."),
    ("sv", "very_low", "Evidensen är mycket osäker. Magnesium kommer att lindra besvären."),
    ("sv", "very_low", "Det är mycket osäkert för vem; besvären försvinner med magnesium."),
    ("sv", "very_low", "Det är mycket osäkert hur mycket och magnesium lindrar besvären."),
    ("en", "low", "Magnesium may be bought anywhere and relieves restless legs."),
    ("en", "low", "Magnesium may suit some, while it stops restless legs."),
    ("sv", "low", "Magnesium kan köpas överallt och stoppar besvären."),
    ("en", "moderate", "Magnesium probably suits many, but it prevents restless legs."),
    ("en", "very_low", "Magnesium's benefit is real, only its size is very uncertain."),
    ("sv", "very_low", "Magnesium är ett säkert botemedel men mycket osäkert hur snabbt."),
)
"""Language, level and a summary that states an effect whatever doubt stands elsewhere in it."""
DOUBTED = (
    ("en", "low", "Magnesium may ease it. It is not known for whom it works."),
    ("en", "low", "Magnesium may ease it. Trials are needed to find out if it works."),
    ("sv", "low", "Magnesium kan lindra. Vem det hjälper är okänt."),
    ("en", "very_low", "It is very uncertain whether magnesium eases or stops restless legs."),
    ("en", "very_low", "Whether magnesium stops restless legs is very uncertain."),
    ("en", "very_low", "It is very uncertain how well magnesium works, although one trial found less pain."),
    (
        "en",
        "very_low",
        "The evidence is very uncertain about whether magnesium, taken by mouth, prevents restless legs.",
    ),
    ("en", "very_low", "Magnesium may relieve restless legs, but the evidence is very uncertain."),
    ("en", "very_low", "It is very uncertain if magnesium helps. No trial shows that it stops the symptoms."),
    ("en", "very_low", "It is very uncertain whether magnesium relieves pain, improves sleep and prevents cramps."),
    ("en", "very_low", "It is very uncertain whether magnesium and zinc stops it."),
    (
        "en",
        "very_low",
        "It is very uncertain whether it helps. There is no cure, and people should not stop taking their medicine.",
    ),
    ("sv", "very_low", "Det är mycket osäkert om magnesium lindrar eller botar restless legs syndrome."),
    ("sv", "very_low", "Om magnesium lindrar är mycket osäkert."),
    ("sv", "very_low", "Det är mycket osäkert hur väl magnesium hjälper, även om en studie fann mindre besvär."),
    ("sv", "very_low", "Magnesium kan lindra, men det är mycket osäkert."),
    ("sv", "very_low", "Det är mycket osäkert om det hjälper. Ingen prövning visar att magnesium stoppar besvären."),
    ("sv", "very_low", "Det är mycket osäkert om magnesium och zink förbättrar sömnen."),
    ("en", "low", "Magnesium may ease restless legs, and perhaps it improves sleep."),
    ("en", "moderate", "Magnesium probably relieves restless legs and improves sleep."),
    ("sv", "moderate", "Magnesium lindrar sannolikt besvären."),
    ("sv", "low", "Data tyder på att magnesium lindrar."),
    ("en", "high", "Magnesium relieves restless legs."),
)
"""The same, where the doubt governs the verb or a denial takes it back."""


@pytest.mark.parametrize(("language", "level", "text"), STATED)
def test_a_doubt_elsewhere_does_not_cover_a_claim(language: str, level: str, text: str, review: rls.Workspace) -> None:
    claim = review.evidence.claims[CLAIM]
    assert find_too_firm(text, level, language) or find_plain_verb(text, claim, level, language)


@pytest.mark.parametrize(("language", "level", "text"), DOUBTED)
def test_a_doubt_over_the_verb_is_enough(language: str, level: str, text: str, review: rls.Workspace) -> None:
    claim = review.evidence.claims[CLAIM]
    assert (find_too_firm(text, level, language), find_plain_verb(text, claim, level, language)) == (None, None)


@pytest.mark.parametrize("at", [0, 1, 12, 13])
def test_check_names_a_claim_stated_beside_its_doubt(at: int, review: rls.Workspace) -> None:
    """The other language is left as it is, so nothing but the words can be at fault."""
    language, _, text = STATED[at]
    was = review.evidence.certainty[CLAIM].summary.texts
    changed = judge(review.evidence, summary={**was, language: text})
    found = [p.field for p in check_evidence(changed, today=TODAY) if p.rule == "summary-strength"]
    assert found == [f"summary.{language}"]


ADVICE = [
    ("en", "It is very uncertain whether it helps. Everyone should take it.", True),
    ("en", "Very uncertain. Try it tonight.", True),
    ("en", "Very uncertain, but we recommend it.", True),
    ("sv", "Mycket osäkert. Därför bör alla ta det.", True),
    ("sv", "Mycket osäkert, men det rekommenderas.", True),
    ("en", "It is very uncertain whether everyone should take it.", False),
    ("en", "Very uncertain. Nobody should take it in place of a doctor's advice.", False),
    ("en", "Very uncertain. It is not recommended.", False),
    ("en", "Very uncertain. People who take it should take care.", False),
    ("sv", "Mycket osäkert. Det rekommenderas inte.", False),
    ("sv", "Det är mycket osäkert om man bör ta det.", False),
]


@pytest.mark.parametrize(("language", "text", "named"), ADVICE)
def test_a_recommendation_beside_a_doubt_is_named(language: str, text: str, named: bool) -> None:
    for level in ("very_low", "low"):
        assert bool(find_advice(text, level, language)) == named, find_advice(text, level, language)
    assert find_advice(text, "high", language) is None


@pytest.mark.parametrize(
    "change", [{"reviewer": "anna"}, {"decided_on": "2020-01-01"}, {"decided_on": "2031-01-01"}, {}]
)
def test_a_sign_off_that_nobody_made_lifts_nothing(change: dict[str, str], review: rls.Workspace) -> None:
    """Its row was given another name or day by hand, or has lost its seal."""
    person = with_person(review.evidence)
    by = "anna"
    good = signed(zeroed(person, **argued(person), checked_by=by), who=by)
    held = summarise_claim(settle(good), CLAIM, today=TODAY)
    assert held.signed is not None
    assert held.signed.holds
    other = Reading.model_validate({**good.readings[-1].model_dump(), "reviewer": "cia"})
    rows = (*good.readings[:-1], make(other if change.get("reviewer") else good.readings[-1], **change))
    sealed = (
        good.seals[:-1]
        if not change
        else (*good.seals[:-1], seal_row(other if "reviewer" in change else good.readings[-1]))
    )
    summary = summarise_claim(settle(replace(good, readings=rows, seals=sealed)), CLAIM, today=TODAY)
    assert (summary.certainty_word, summary.judged_by) == ("very_low", "rules")
    assert summary.signed is not None
    assert (summary.signed.holds, summary.signed.barred) == (False, "by_hand")
    for language, words in (("en", "by hand"), ("sv", "för hand")):
        assert words in describe_sign_off(summary.signed, Words(language, good.vocabulary))
