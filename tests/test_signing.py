"""A sign-off covers one verdict in one name: none over one's own that differs, none over words of another level."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import rlsevidence as rls
from attempts import CLAIM, argued, judge, make, signed, with_person, zeroed
from conftest import REPO
from faults import TINY
from rlsevidence import cli, store
from rlsevidence.check import check_evidence
from rlsevidence.decisions import settle
from rlsevidence.decisions.versions import find_begun, find_unsettled
from rlsevidence.finishing import list_problems
from rlsevidence.forms import desk
from rlsevidence.judgement.contradictions import find_contradiction
from rlsevidence.judgement.readings import is_signed_off
from rlsevidence.judgement.readings_said import describe_sign_off
from rlsevidence.judgement.summary import summarise_claim
from rlsevidence.language.words import Words
from rlsevidence.model import Draft, Evidence, Own

TODAY = dt.date(2026, 11, 30)
NAME = "insomnia-improvement"
TEXT = f"certainty/{NAME}"


def unsigned(tiny: Path) -> str:
    """The judgement of two with nobody's name under it, as text."""
    file = tiny / "evidence" / f"{TEXT}.yaml"
    text = file.read_text(encoding="utf-8").replace("checked_by: cia", "checked_by: null")
    file.write_text(text, encoding="utf-8")
    return text


def alone(tiny: Path, text: str, *, draft: bool = False) -> None:
    """What cia makes of the same, alone."""
    own = text.replace("reviewers: [anna, bo]", "reviewers: [cia]") + "by: cia\n" + ("draft: true\n" if draft else "")
    (tiny / "evidence" / f"{TEXT}.cia.yaml").write_text(own, encoding="utf-8")
    assert cli.main(["fmt", "--workspace", str(tiny)]) == 0


def otherwise(tiny: Path) -> None:
    alone(tiny, unsigned(tiny).replace("imprecision: {steps: 2", "imprecision: {steps: 1").replace(
        "overall: very_low", "overall: low").replace(
        "The evidence is very uncertain about whether magnesium improves sleep.", "Magnesium may improve sleep."
    ).replace("Det är mycket osäkert om magnesium förbättrar sömnen.", "Magnesium kan förbättra sömnen."))  # fmt: skip


def begun(tiny: Path) -> None:
    alone(tiny, unsigned(tiny).replace("overall: very_low", "overall: null"), draft=True)


def alike(tiny: Path) -> None:
    """The same steps, level and words, made alone: nothing is left to settle."""
    alone(tiny, unsigned(tiny))


def firmer(tiny: Path) -> None:
    """The words in one language go further than the level."""
    text = unsigned(tiny)
    said = text.replace("The evidence is very uncertain about whether magnesium improves sleep.", "It improves sleep.")
    (tiny / "evidence" / f"{TEXT}.yaml").write_text(said, encoding="utf-8")


def other_level(tiny: Path) -> None:
    """The words name another level than the steps come to."""
    text = unsigned(tiny)
    said = text.replace("Det är mycket osäkert om magnesium förbättrar sömnen.", "Magnesium förbättrar nog sömnen.")
    (tiny / "evidence" / f"{TEXT}.yaml").write_text(said, encoding="utf-8")


def bare(tiny: Path) -> None:
    unsigned(tiny)


REFUSED: tuple[tuple[Callable[[Path], None], str, tuple[str, str], str], ...] = (
    (
        otherwise,
        "cia",
        ("has made the same alone and otherwise", "kommit till något annat"),
        f"rlsevidence settle certainty {NAME} --reviewer cia",
    ),
    (begun, "cia", ("has begun the same alone", "har börjat på samma sak på egen hand"), f"{TEXT}.cia.yaml"),
    (firmer, "cia", ("cannot be signed off before it is mended", "kan inte skrivas under"), "[summary-wording]"),
    (other_level, "cia", ("cannot be signed off before it is mended", "kan inte skrivas under"), "summary.sv"),
)
ALLOWED: tuple[tuple[Callable[[Path], None], str], ...] = ((bare, "cia"), (alike, "cia"))
NAMES = [f"{edit.__name__} {who}" for edit, who, _, _ in REFUSED]


@pytest.mark.parametrize(("edit", "who", "said", "hint"), REFUSED, ids=NAMES)
def test_the_terminal_refuses(
    edit: Callable[[Path], None],
    who: str,
    said: tuple[str, str],
    hint: str,
    tiny: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    edit(tiny)
    before = {f: f.read_bytes() for f in (tiny / "evidence").rglob("*") if f.is_file() and ".rlsev" not in str(f)}
    assert cli.main(["sign-off", "certainty", NAME, "--reviewer", who, "--workspace", str(tiny)]) == 2
    told = capsys.readouterr().err
    assert said[0] in told
    assert hint in told
    assert before == {f: f.read_bytes() for f in before}, "nothing is put down"


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize(("edit", "who", "said", "hint"), REFUSED, ids=NAMES)
def test_the_desk_refuses_in_the_language_of_its_reader(
    edit: Callable[[Path], None], who: str, said: tuple[str, str], hint: str, language: str, tiny: Path
) -> None:
    edit(tiny)
    panel = desk(reviewer=who, folder=tiny, language=language)
    panel.reading = ("certainty", NAME)
    panel.act({"do": "sign"})
    assert panel.status["role"] == "alert"
    assert said[language == "sv"] in panel.status["text"]
    assert hint in panel.status["text"]
    assert store.read(tiny / "evidence")[0].certainty[NAME].checked_by is None  # type: ignore[union-attr]


@pytest.mark.parametrize(("edit", "who"), ALLOWED, ids=[f"{edit.__name__} {who}" for edit, who in ALLOWED])
@pytest.mark.parametrize("way", ["terminal", "desk"])
def test_what_is_still_signed_off(edit: Callable[[Path], None], who: str, way: str, tiny: Path) -> None:
    edit(tiny)
    if way == "terminal":
        assert cli.main(["sign-off", "certainty", NAME, "--reviewer", who, "--workspace", str(tiny)]) == 0
    else:
        panel = desk(reviewer=who, folder=tiny)
        panel.act({"do": "open", "open": "read", "part": "certainty", "name": NAME})
        panel.act({"do": "sign"})
        named = {p.id: p.name for p in store.load_part(tiny / "evidence", "people")}
        assert panel.view["signed"] == named[who], panel.status
    assert list_problems(tiny / "evidence") == []
    evidence = store.load(tiny / "evidence")
    assert is_signed_off(settle(evidence), evidence.certainty[NAME])


def test_nobody_signs_off_what_another_judged_otherwise(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands there is not what they will agree on: dora, who made neither, waits for the settlement too."""
    otherwise(tiny)
    store.add_people(tiny / "evidence", [make(store.load(tiny / "evidence").people[0], id="dora", name="Invented D")])
    assert cli.main(["sign-off", "certainty", NAME, "--reviewer", "dora", "--workspace", str(tiny)]) == 2
    assert "differ on certainty/" in capsys.readouterr().err
    assert {"do": "read", "part": "certainty", "name": NAME} not in list_opened(tiny, "dora")


def test_the_desk_offers_no_signature_to_who_has_to_settle(tiny: Path) -> None:
    read = {"do": "read", "part": "certainty", "name": NAME}
    unsigned(tiny)
    assert read in list_opened(tiny)
    otherwise(tiny)
    opened = list_opened(tiny)
    assert read not in opened
    assert {"do": "settle", "part": "certainty", "name": NAME} in opened


def list_opened(tiny: Path, who: str = "cia") -> list[object]:
    panel = desk(reviewer=who, folder=tiny)
    panel.act({"do": "find", "words": "Invented claim on sleep"})  # a group shows its first few: these are looked for
    return [item["open"] for group in panel.view["groups"] for item in group["items"]]


@pytest.mark.parametrize("part", ["studies", "appraisals", "certainty"])
def test_a_draft_blocks_the_name_of_who_has_begun_and_no_more(part: str) -> None:
    evidence = store.load(TINY / "evidence")
    name = {"studies": "invented-trial", "appraisals": "invented-trial.rob2", "certainty": NAME}[part]
    draft = Draft(f"{part}/{name}.cia.yaml", part, f"{name}.cia", {}, ())
    with_draft = replace(evidence, drafts=(draft,))
    assert find_begun(with_draft, f"{part}/{name}", "cia") == f"{part}/{name}.cia.yaml"
    assert find_begun(with_draft, f"{part}/{name}", "bo") is None
    assert find_unsettled(with_draft, f"{part}/{name}", "cia") is None, "a draft is counted nowhere"


def own_of(evidence: Evidence, who: str, **fields: Any) -> Evidence:
    item = make(evidence.certainty[CLAIM], reviewers=(who,), checked_by=None, **fields)
    return replace(evidence, own=(*evidence.own, Own(f"certainty/{CLAIM}.{who}.yaml", "certainty", CLAIM, who, item)))


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return rls.Workspace(REPO / "evidence", TODAY).evidence


def high(evidence: Evidence, **fields: Any) -> Evidence:
    """Three levels above the proposal, argued for, in words that go with it, and signed off by anna."""
    raised = judge(zeroed(with_person(evidence), **argued(evidence), checked_by="anna"), **fields)
    return signed(raised)


def test_a_typed_sign_off_over_ones_own_other_judgement_makes_nothing_count(evidence: Evidence) -> None:
    raised = high(evidence)
    assert summarise_claim(settle(raised), CLAIM, today=TODAY).certainty_word == "high", "without one of her own"
    lower = own_of(raised, "anna", overall="very_low", downgrades=evidence.certainty[CLAIM].downgrades)
    summary = summarise_claim(settle(lower), CLAIM, today=TODAY)
    assert (summary.certainty_word, summary.pending) == ("very_low", None), "the lower of the two counts"
    assert dict(summary.apart) == {"seed": "high", "anna": "very_low"}
    said = [p.found for p in check_evidence(lower, today=TODAY) if (p.rule, p.field) == ("stale", "checked_by")]
    assert said == ["signed off by anna on 2026-11-30, who has made the same otherwise"], "work to do, and no fault"
    same = raised.certainty[CLAIM]
    agreed = own_of(raised, "anna", overall=same.overall, downgrades=same.downgrades)
    assert summarise_claim(settle(agreed), CLAIM, today=TODAY).certainty_word == "high", "she came to the same"


@pytest.mark.parametrize(("code", "said"), [("en", "alone and otherwise"), ("sv", "kommit till något annat")])
def test_a_page_says_that_such_a_sign_off_counts_for_nothing(code: str, said: str, evidence: Evidence) -> None:
    lower = own_of(high(evidence), "anna", overall="very_low", downgrades=evidence.certainty[CLAIM].downgrades)
    signed = summarise_claim(settle(lower), CLAIM, today=TODAY).signed
    assert signed is not None
    assert (signed.holds, signed.barred) == (False, "own")
    told = describe_sign_off(signed, Words(code, lower.vocabulary), lower.people)
    assert said in told
    name = next(p.name for p in lower.people if p.id == signed.by)
    assert name in told, "a reader is told a name and no id"


@pytest.mark.parametrize("code", ["en", "sv"])
def test_a_typed_sign_off_over_words_of_another_level_makes_nothing_count(code: str, evidence: Evidence) -> None:
    steps = {name: {"steps": int(name in ("risk_of_bias", "imprecision")), "why": "Two small trials of three weeks."}
             for name in evidence.certainty[CLAIM].downgrades or {}}  # fmt: skip
    words = {"en": "Magnesium may relieve it.", "sv": "Magnesium kan möjligen lindra."}
    right = high(evidence, downgrades=steps, overall="low", summary=words)
    assert find_contradiction(right.certainty[CLAIM], right.claims[CLAIM]) is None
    assert is_signed_off(settle(right), right.certainty[CLAIM])
    firm = {"en": "Magnesium relieves it.", "sv": "Magnesium lindrar."}[code]
    wrong = high(evidence, downgrades=steps, overall="low", summary={**words, code: firm})
    assert find_contradiction(wrong.certainty[CLAIM], wrong.claims[CLAIM]) == (code, firm)
    assert not is_signed_off(settle(wrong), wrong.certainty[CLAIM])
    assert "sign-off" in {p.rule for p in check_evidence(wrong, today=TODAY)}


CONTRADICTIONS = (
    ("very_low", "en", "It is very uncertain whether magnesium relieves it.", None),
    ("very_low", "sv", "Det är mycket osäkert om magnesium lindrar.", None),
    ("very_low", "en", "Magnesium may relieve it.", "Magnesium may relieve it."),
    ("very_low", "en", "It is very uncertain how much, but magnesium relieves it.", "relieves"),
    ("very_low", "sv", "Det är mycket osäkert. Alla bör ta det.", "bör ta"),
    ("low", "en", "Magnesium probably relieves it.", "Magnesium probably relieves it."),
    ("low", "sv", "Magnesium kan lindra, sannolikt med låg tillförlitlighet.", "sannolikt"),
    ("high", "en", "Magnesium relieves it.", None),
    ("high", "en", "It is very uncertain whether magnesium relieves it.", "very uncertain"),
)


@pytest.mark.parametrize(("level", "language", "text", "words"), CONTRADICTIONS)
def test_words_that_do_not_go_with_the_level(
    level: str, language: str, text: str, words: str | None, evidence: Evidence
) -> None:
    certainty = make(evidence.certainty[CLAIM], overall=level, summary={language: text})
    found = find_contradiction(certainty, evidence.claims[CLAIM])
    assert found == (None if words is None else (language, words))
